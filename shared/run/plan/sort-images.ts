import type { Failure } from '../../contracts/lists.ts';
import type { PlannedImage } from '../../contracts/sky-map/images.ts';
import type { PlanBand } from '../../contracts/sky-map/plan.ts';
import type { Survey } from '../../core/units/survey-units.ts';
import type { Store } from '../../store/store.ts';
import { readImageLedger } from '../image-ledger.ts';
import type { BandAgreement } from './band-agreement.ts';
import { type BandScales, newScales, scaleWarnings, unweightedBands } from './band-scales.ts';
import { FirstReading, surveyImage } from './first-reading.ts';
import { removeParts, writeImageParts } from './image-parts.ts';
import type { ValueCensus } from './odd-values.ts';
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
 * Writes all pictures, band by band in the order of the list; of those that `begin` answers the
 * last is called for each, with the bytes of its line. What most images say decides what each is,
 * and is known when all were read: until then they are written as they were read. Where that was
 * not right, all are read and written once more. Those whose pixels cannot be averaged with their
 * band's are failures. Throws BadRequest for too many bands.
 */
export async function sortImages(
  store: Store,
  run: string,
  survey: Survey | undefined,
  begin: () => (picture: PlannedImage, bytes: number) => void,
): Promise<SortedImages> {
  const first = new FirstReading(survey);
  const failures: Failure[] = [];
  const write = async (pictures: AsyncIterable<PlannedImage>): Promise<Written> => {
    const [scalesOf, wrote] = [new Map<string, BandScales>(), begin()];
    const bands = await writeImageParts(store, run, pictures, (picture, bytes) => {
      const scales = scalesOf.get(picture.band) ?? newScales();
      scalesOf.set(picture.band, scales);
      scales.add(picture);
      wrote(picture, bytes);
    });
    return { bands, scalesOf };
  };
  const asRead = await write(first.pictures(readImageLedger(store, run)));
  refuseBands(first.bands.bands());
  const agreement = first.bands.agree();
  let written = asRead;
  if (!first.wasRight(agreement)) {
    written = await write(agreedPictures(readImageLedger(store, run), first, agreement, failures));
    await removeParts(store, run, asRead.bands, written.bands);
  }
  const { bands, scalesOf } = written;
  const { newest, unread } = first;
  const warnings = [...first.besides.notes(), ...agreement.warnings(), ...scaleWarnings(scalesOf)];
  return { bands, failures, warnings, unweighted: unweightedBands(scalesOf), newest, unread };
}

interface Written {
  bands: PlanBand[];
  scalesOf: Map<string, BandScales>;
}

/** All pictures as their bands agree on; others go to `failures`. */
async function* agreedPictures(
  ledger: ReturnType<typeof readImageLedger>,
  { survey, lines, values }: FirstReading,
  agreement: BandAgreement,
  failures: Failure[],
): AsyncGenerator<PlannedImage> {
  const known = lines.lines();
  for await (const { lines: read } of ledger) {
    for (const { item, images: found } of read) {
      const twice = known.repeatedBy(item, found, 'plan');
      if (twice) failures.push(twice);
      for (const read of twice ? [] : found) {
        const picture = oddImage(read, values) ?? agreedImage(read, survey, agreement);
        if ('error' in picture) failures.push(picture);
        else yield picture;
      }
    }
  }
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
