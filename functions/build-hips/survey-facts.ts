import { plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { readImageLedger } from '../../shared/run/image-ledger.ts';
import { readPlanImages } from '../../shared/run/plan-images.ts';
import type { Store } from '../../shared/store/store.ts';

/** What the images of a survey have in common. */
export interface SurveyFacts {
  /** MJD */
  epochs: [number, number] | undefined;
  /** metres */
  wavelengths: [number, number] | undefined;
  /** of the finest image, degrees */
  imageScale: number | undefined;
}

const factsSchema = plannedImageSchema.pick({
  band: true,
  epoch: true,
  wavelengths: true,
  pixelScale: true,
});

/** By band. Streams the images of the plan. */
export async function factsOfBands(store: Store, run: string): Promise<Map<string, SurveyFacts>> {
  const bands = new Map<string, SurveyFacts>();
  const images = readPlanImages(store, run, factsSchema);
  for await (const { band, epoch, wavelengths, pixelScale } of images) {
    const one = {
      epochs: epoch ?? undefined,
      wavelengths: wavelengths ?? undefined,
      imageScale: pixelScale / 3600,
    };
    bands.set(band, jointFacts([bands.get(band) ?? noFacts, one]));
  }
  return bands;
}

const noFacts: SurveyFacts = { epochs: undefined, wavelengths: undefined, imageScale: undefined };

/** Of several together. */
export const jointFacts = (facts: readonly SurveyFacts[]): SurveyFacts => ({
  epochs: hull(facts.map(({ epochs }) => epochs)),
  wavelengths: hull(facts.map(({ wavelengths }) => wavelengths)),
  imageScale: hull(
    facts.map(({ imageScale: scale }) => (scale === undefined ? undefined : [scale, scale])),
  )?.[0],
});

function hull(ranges: ([number, number] | undefined)[]): [number, number] | undefined {
  const known = ranges.filter((range) => range !== undefined);
  if (known.length === 0) return undefined;
  return [Math.min(...known.map(([least]) => least)), Math.max(...known.map(([, most]) => most))];
}

/** When the youngest of the images was read, to the minute. */
export async function newestImage(store: Store, run: string): Promise<string> {
  let newest = '';
  for await (const { record } of readImageLedger(store, run)) {
    if (record && record.started > newest) newest = record.started;
  }
  return `${newest.slice(0, 16)}Z`;
}
