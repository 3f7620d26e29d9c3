import type { Failure } from '../../contracts/lists.ts';
import type { PlannedImage } from '../../contracts/sky-map/images.ts';
import { COLOUR_SURVEY } from '../../contracts/sky-map/keys.ts';
import { folderNames } from '../../core/units/band.ts';
import { type Survey, surveyFactor } from '../../core/units/survey-units.ts';
import { CompanionLines } from '../companion-lines.ts';
import type { readImageLedger } from '../image-ledger.ts';
import { PictureCensus } from '../picture-lines.ts';
import { type BandAgreement, BandCensus } from './band-agreement.ts';
import { ValueCensus } from './odd-values.ts';
import { MAX_BANDS } from './refuse-bands.ts';

/** What is known of all images when they have been read once. */
export class FirstReading {
  readonly survey: Survey | undefined;
  readonly bands = new BandCensus();
  readonly lines = new PictureCensus();
  readonly values = new ValueCensus();
  readonly besides = new CompanionLines();
  /** when the youngest of the records of headers was begun; empty without any */
  newest = '';
  /** the first image whose header could not be used */
  unread: Failure | undefined;
  /** bands that are folders as they are named, by small letters; undefined once one is not */
  #folders: Map<string, string> | undefined = new Map();

  constructor(survey: Survey | undefined) {
    this.survey = survey;
    if (survey) this.#folders = undefined;
  }

  /**
   * All pictures as they were read; none any more from the first on that shows that they are not
   * right so.
   */
  async *pictures(ledger: ReturnType<typeof readImageLedger>): AsyncGenerator<PlannedImage> {
    for await (const { record, lines: read } of ledger) {
      if (record && record.started > this.newest) this.newest = record.started;
      for (const { item, images: pictures, failure } of read) {
        this.unread ??= failure;
        this.besides.add(item);
        this.lines.add(item, pictures);
        for (const picture of pictures) {
          const inSurvey = surveyImage(this.survey, picture);
          if (typeof inSurvey === 'object') this.bands.add(inSurvey.image);
          this.values.add(picture);
          if (this.#isFolder(picture.band)) yield picture;
        }
      }
    }
  }

  /** Whether the pictures that were yielded are all of the plan, as they stand in it. */
  wasRight({ isAsRead }: BandAgreement): boolean {
    return (
      this.#folders !== undefined &&
      isAsRead &&
      this.lines.repeated().size === 0 &&
      !this.values.hasOdd()
    );
  }

  #isFolder(band: string): boolean {
    if (!this.#folders) return false;
    if (this.#folders.get(band.toLowerCase()) === band) return true;
    // two names that differ in capitals alone are one folder on some disks
    const isFolder =
      folderNames([[band, 1]], COLOUR_SURVEY).get(band) === band &&
      !this.#folders.has(band.toLowerCase()) &&
      this.#folders.size < MAX_BANDS;
    if (isFolder) this.#folders.set(band.toLowerCase(), band);
    else this.#folders = undefined;
    return isFolder;
  }
}

/** An image in the unit of a survey, or why it cannot be. */
export function surveyImage(
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
