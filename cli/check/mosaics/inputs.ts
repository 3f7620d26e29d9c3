import { mosaicKeys } from '../../../shared/contracts/mosaics/keys.ts';
import type { PlacedImage } from '../../../shared/contracts/sky-map/plan.ts';
import { DataError } from '../../../shared/core/errors.ts';
import type { Hdu } from '../../../shared/core/fits/hdu.ts';
import { readSection } from '../../../shared/core/fits/section.ts';
import { medianOf, SIGMA_OF_MAD } from '../../../shared/core/median.ts';
import { inputPoints, sampleAt } from '../../../shared/core/mosaics/input-points.ts';
import { imageReader } from '../../../shared/run/image-reader.ts';
import { loadMosaic, type WholeWork } from '../../../shared/run/mosaics/load-work.ts';
import { plannedHead } from '../../../shared/run/planned-head.ts';
import { StoreError } from '../../../shared/store/errors.ts';
import type { Store } from '../../../shared/store/store.ts';
import type { Problems } from '../problems.ts';
import type { MosaicThere } from './mosaic-there.ts';

/** Images of a tile that are read: spread over its table of inputs. */
const MAX_IMAGES = 16;

/** Of fewer values their median is chance. */
const MIN_VALUES = 1000;
/** Ways to combine values that give another level than the images have where several meet. */
const unlike = ['sum', 'min', 'max'];

/** What was seen of the mosaics of one band: medians over them, in its unit. */
export interface MeasuredInputs {
  readonly band: string;
  readonly unit: string;
  readonly mosaics: number;
  readonly values: number;
  readonly median: number;
  readonly sigma: number;
}

/** Compares mosaics with the images that they were made of. */
export async function compareInputs(
  store: Store,
  run: string,
  there: readonly MosaicThere[],
  { problems, notes }: { problems: Problems; notes: string[] },
): Promise<MeasuredInputs[]> {
  const found = new Map<string, { unit: string; seen: InputDifference[] }>();
  for (const { item, science } of there) {
    const { work } = await loadMosaic(store, run, item);
    const { unit, combine } = work.band;
    if (unlike.includes(combine)) continue;
    const where = mosaicKeys.mosaic(item.band, item.name);
    try {
      const seen = await differenceFromInputs(store, work, science);
      if (!seen) continue;
      const band = found.get(item.band) ?? { unit, seen: [] };
      found.set(item.band, band);
      band.seen.push(seen);
      if (seen.values < MIN_VALUES || Math.abs(seen.median) <= seen.sigma) continue;
      problems.add(
        'OffLevel',
        where,
        `It differs from its images by ${seen.median.toPrecision(3)} ${unit} in the median, and these differences scatter by ${seen.sigma.toPrecision(3)} about it: one of both is not of this run, or a background was not subtracted.`,
      );
    } catch (error) {
      if (!(error instanceof DataError || error instanceof StoreError)) throw error;
      notes.push(`${where} is not compared with its images: ${error.message}`);
    }
  }
  return [...found].map(([band, { unit, seen }]) => {
    const median = (value: (one: InputDifference) => number) =>
      medianOf(Float64Array.from(seen, value));
    return {
      ...{ band, unit, mosaics: seen.length },
      values: seen.reduce((sum, { values }) => sum + values, 0),
      median: median((one) => one.median),
      sigma: median((one) => one.sigma),
    };
  });
}

/** Mosaic less inputs, in the unit of the band. */
interface InputDifference {
  readonly images: number;
  readonly values: number;
  readonly median: number;
  /** of the differences, from their median absolute deviation */
  readonly sigma: number;
}

/**
 * The median difference between a mosaic and the images that it was made of, less their
 * backgrounds, where their pixels fall. Undefined where no pixel of them falls on a value. Throws
 * DataError, StoreError when an image cannot be read.
 */
async function differenceFromInputs(
  store: Store,
  work: WholeWork,
  science: Hdu,
): Promise<InputDifference | undefined> {
  const found: number[] = [];
  let images = 0;
  const step = Math.max(1, work.images.length / MAX_IMAGES);
  for (let k = 0; k < work.images.length; k += step) {
    const i = Math.floor(k);
    const differences = await differencesOf(store, work, science, work.images[i]!, i);
    if (differences.length > 0) images++;
    for (const one of differences) found.push(one);
  }
  if (found.length === 0) return undefined;
  const values = Float64Array.from(found);
  const median = medianOf(values);
  const sigma = SIGMA_OF_MAD * medianOf(values.map((value) => Math.abs(value - median)));
  return { images, values: values.length, median, sigma };
}

async function differencesOf(
  store: Store,
  { tile, planes, band }: WholeWork,
  science: Hdu,
  image: PlacedImage,
  place: number,
): Promise<number[]> {
  const read = await imageReader.read(store, await plannedHead(store, image, undefined), image);
  const points = inputPoints(read, tile, planes[place]!);
  if (!points) return [];
  const pixels = await readSection(science, points.box);
  const factor = band.conservesFlux ? points.area * (image.area ?? 1) : 1;
  return points.values.flatMap(({ x, y, value }) => {
    const there = sampleAt(pixels, points.box.width, x, y);
    return Number.isNaN(there) ? [] : [there - factor * value];
  });
}
