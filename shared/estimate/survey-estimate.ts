import type { Sent, Stored } from './bill.ts';
import { detectSteps, estimateDetectionsTask } from './detect-tasks.ts';
import { type Estimate, type EstimateOptions, estimateOnAws } from './estimate.ts';
import { imagesPerChild } from './limits.ts';
import { matchSteps } from './match-tasks.ts';
import { mosaicsOfSurvey } from './mosaic-survey.ts';
import { priceList } from './prices.ts';
import { requestsAsBuilt } from './requests.ts';
import type { StageOutcome } from './simulate.ts';
import { bytesMade, skyMapOfSurvey } from './sky-map-survey.ts';
import { fileOf, imagesNamingCompanions, type PlannedSurvey } from './survey.ts';
import type { StageName, StageWork } from './work.ts';

/** Predicts what a survey costs and how long it takes on AWS. */
export function estimateSurvey(survey: PlannedSurvey, options: EstimateOptions): Estimate {
  const requests = options.requests ?? requestsAsBuilt;
  const { tileBytes } = options.rates;
  const isMap = survey.machine === 'sky-map';
  const stages = survey.mosaics
    ? mosaicsOfSurvey(survey, survey.mosaics, tileBytes, requests)
    : isMap
      ? skyMapOfSurvey(survey, tileBytes, requests)
      : detectOfSurvey(survey, options);
  const written = (stage: string) =>
    stages
      .find((one) => one.stage === stage)
      ?.groups.reduce((sum, { count, work }) => sum + count * work.bytesWritten, 0) ?? 0;
  const made = isMap
    ? bytesMade(survey, tileBytes)
    : survey.mosaics
      ? { working: written('strips'), products: written('mosaics') }
      : {
          working: 0,
          products: ['detections', 'catalogue', 'volumes', 'matches', 'tables'].reduce(
            (sum, stage) => sum + written(stage),
            0,
          ),
        };
  const { days } = survey;
  const stored: Stored[] = [
    { item: 'inputs', bytes: survey.images * survey.bytes, days: days.inputs },
    { item: 'plates, records', bytes: made.working, days: days.working },
    { item: 'products', bytes: made.products, days: days.products },
  ];
  const download: Sent = { item: 'download', bytes: survey.download };
  const sentOf = (done: readonly StageOutcome[]) => [download, ...crossing(survey, done)];
  return estimateOnAws(stages, stored, sentOf, options);
}

/** Stages that read the images. */
const reading: ReadonlySet<StageName> = new Set([
  ...(['images', 'overlaps', 'tiles', 'strips', 'detections'] as const),
]);

/** What is read of images that lie in another region; a little of it is the run's own. */
function crossing({ region }: PlannedSurvey, done: readonly StageOutcome[]): Sent[] {
  if (region === undefined || region === priceList.region) return [];
  const bytes = done.reduce((sum, one) => sum + (reading.has(one.stage) ? one.bytesRead : 0), 0);
  return [{ item: `images, from ${region}`, bytes, isCrossing: true }];
}

/** Artificial stars of an image by default; those of a field of a megapixel, 36 pixels apart. */
const ARTIFICIAL_STARS = 23 * 600;
const STARS_OF_FIELD = 1e6 / 36 ** 2;

const fieldsOfStars = (mpix: number): number =>
  Math.ceil(ARTIFICIAL_STARS / (STARS_OF_FIELD * mpix));

/**
 * The machine detect-sources' work on a survey: as many images to an invocation as start-run takes.
 */
function detectOfSurvey(
  survey: PlannedSurvey,
  { requests = requestsAsBuilt }: EstimateOptions,
): StageWork[] {
  const { psf = false, completeness = false, atPlaces } = survey.photometry ?? {};
  const batch = imagesPerChild(survey.images, psf || completeness);
  const mpix = (survey.width * survey.height) / 1e6;
  const sources = (survey.sources ?? 0) * mpix;
  const areaOfImage = mpix * 1e6 * (survey.pixelScale / 3600) ** 2;
  const image = {
    ...fileOf(survey),
    mpix,
    sources,
    bytes: survey.bytesRead,
    unpacked: survey.compression === 'none' ? 0 : survey.bytesRead / 1e6,
    hdus: 1,
    ...{ psf, again: completeness ? fieldsOfStars(mpix) : 0 },
    ...(atPlaces === undefined ? {} : { places: atPlaces * mpix }),
  };
  const whole = Math.floor(survey.images / batch);
  const rest = survey.images - whole * batch;
  const task = (count: number) =>
    estimateDetectionsTask(
      Array.from({ length: count }, () => image),
      requests,
    );
  const { lists, catalogue, report } = detectSteps({
    images: survey.images,
    sources: survey.images * sources,
    hdus: survey.images,
    namingCompanions: imagesNamingCompanions(survey),
    ...{ areaOfImage, area: survey.area, atPlaces: atPlaces !== undefined },
  });
  const groups = [
    { count: whole, work: task(batch) },
    ...(rest > 0 ? [{ count: 1, work: task(rest) }] : []),
  ];
  const matching = survey.photometry
    ? matchSteps({
        ...survey.photometry,
        images: survey.images,
        detections: survey.images * (atPlaces === undefined ? sources : atPlaces * mpix),
        area: survey.area,
        areaOfImage,
      })
    : [];
  return [lists, { stage: 'detections', kind: 'map', groups }, ...catalogue, ...matching, report];
}
