import type { Failure } from '../../contracts/lists.ts';
import type { PlannedImage } from '../../contracts/sky-map/images.ts';
import type { PlanBand } from '../../contracts/sky-map/plan.ts';
import { type Survey, surveyFactor } from '../../core/units/survey-units.ts';
import type { Store } from '../../store/store.ts';
import { CompanionLines } from '../companion-lines.ts';
import { readImageLedger } from '../image-ledger.ts';
import { PictureCensus } from '../picture-lines.ts';
import { type BandAgreement, BandCensus } from './band-agreement.ts';
import { type BandScales, newScales, scaleWarnings, unweightedBands } from './band-scales.ts';
import { writeImageParts } from './image-parts.ts';
import { ValueCensus } from './odd-values.ts';
import { refuseBands } from './refuse-bands.ts';

/** What came of the images that were read. */
export interface SortedImages {
  bands: PlanBand[];
  failures: readonly Failure[];
  warnings: readonly string[];
  /** bands whose images count alike */
  unweighted: string[];
  /** when the youngest of the records of headers was begun; empty without any */
  newest: string;
  /** the first image whose header could not be used */
  unread: Failure | undefined;
}

/**
 * Writes all pictures, band by band in the order of the list; `wrote` is called for each, with the
 * bytes of its line. The records are read twice: what most images say decides what each is. Those
 * whose pixels cannot be averaged with their band's are failures. Throws BadRequest for too many
 * bands.
 */
export async function sortImages(
  store: Store,
  run: string,
  survey: Survey | undefined,
  wrote: (picture: PlannedImage, bytes: number) => void,
): Promise<SortedImages> {
  const failures: Failure[] = [];
  let unread: Failure | undefined;
  let newest = '';
  const scalesOf = new Map<string, BandScales>();
  const census = new BandCensus();
  const besides = new CompanionLines();
  const named = new PictureCensus();
  const values = new ValueCensus();
  for await (const { record, lines: read } of readImageLedger(store, run)) {
    if (record && record.started > newest) newest = record.started;
    for (const { item, images: pictures } of read) {
      besides.add(item);
      named.add(item, pictures);
      for (const picture of pictures) {
        const inSurvey = surveyImage(survey, picture);
        if (typeof inSurvey === 'object') census.add(inSurvey.image);
        values.add(picture);
      }
    }
  }
  refuseBands(census.bands());
  const agreement = census.agree();
  const known = named.lines();

  async function* pictures() {
    for await (const { lines: read } of readImageLedger(store, run)) {
      for (const { item, images: found, failure } of read) {
        unread ??= failure;
        const twice = known.repeatedBy(item, found, 'plan');
        if (twice) failures.push(twice);
        for (const read of twice ? [] : found) {
          const picture = oddImage(read, values) ?? agreedImage(read, survey, agreement);
          if ('error' in picture) {
            failures.push(picture);
            continue;
          }
          const scales = scalesOf.get(picture.band) ?? newScales();
          scalesOf.set(picture.band, scales);
          scales.add(picture);
          yield picture;
        }
      }
    }
  }
  const bands = await writeImageParts(store, run, pictures(), wrote);
  const warnings = [...besides.notes(), ...agreement.warnings(), ...scaleWarnings(scalesOf)];
  return { bands, failures, warnings, unweighted: unweightedBands(scalesOf), newest, unread };
}

/** The failure of an image whose header makes its values what they cannot be. */
function oddImage(image: PlannedImage, values: ValueCensus): Failure | undefined {
  const message = values.oddity(image);
  const { line, uri } = image.item;
  return message === undefined
    ? undefined
    : { line, uri, stage: 'plan', error: 'OutOfRange', message, keyword: 'BSCALE' };
}

/** An image in the unit of its band, or why it cannot be. */
function agreedImage(
  read: PlannedImage,
  survey: Survey | undefined,
  agreement: BandAgreement,
): PlannedImage | Failure {
  const inSurvey = surveyImage(survey, read);
  if (typeof inSurvey === 'string') return unitFailure(read, inSurvey);
  const agreed = agreement.agreed(inSurvey.image);
  if (!agreed) return differentUnit(read, agreement.unitOf(read));
  const factor = inSurvey.factor * (agreed.factor ?? 1);
  return factor === 1 ? agreed : { ...agreed, factor };
}

/** An image in the unit of a survey, or why it cannot be. */
function surveyImage(
  survey: Survey | undefined,
  image: PlannedImage,
): { image: PlannedImage; factor: number } | string {
  if (!survey) return { image, factor: 1 };
  const found = surveyFactor(survey, image);
  if (typeof found === 'string') return found;
  const { band, factor } = found;
  // What zero point it had is in the factor.
  return { image: { ...image, band, unit: survey.unit, zeroPoint: null }, factor };
}

const unitFailure = ({ item }: PlannedImage, message: string): Failure => ({
  line: item.line,
  uri: item.uri,
  stage: 'plan',
  error: 'DifferentUnit',
  message,
  keyword: 'BUNIT',
});

const differentUnit = ({ band, unit, item }: PlannedImage, others: string): Failure => ({
  line: item.line,
  uri: item.uri,
  stage: 'plan',
  error: 'DifferentUnit',
  message: `BUNIT is '${unit}', that of most images of band ${band} '${others}': they cannot be averaged, and no zero points of one system give the factor. Convert it, or give it a band of its own`,
  keyword: 'BUNIT',
});
