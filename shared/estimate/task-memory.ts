import { matchingMemory } from '../core/background/memory.ts';
import { keptBytes } from '../core/plan/kept-bytes.ts';
import { memoryOf, type Rates } from './rates.ts';
import type { Amounts, StageName } from './work.ts';

const MB = 1e6;

/**
 * Bytes of a pixel that is searched, and of a tile's pixel while it is painted, its sums and its
 * file together.
 */
const SEARCHED = 8;
const PAINTED = 17;
/**
 * Of a pixel and of a star where stars are fitted: 617 MB of a chip of 8.4 million pixels with
 * 85,767 stars, 1,221 MB with 584,000 given places.
 */
const FITTED = 42;
const STAR = 1250;
/** Of a mosaic's pixel: its sums, its planes and those of the first 32 images' context. */
const MADE = 52;
/** One plate of a band, parents included, as it is read; three of them make a colour. */
const PLATE = 90 * MB;

/**
 * Of plan-sky and plan-mosaics, the process included: what sorting by band holds, and of each
 * image; what planning a band holds, and of each image with its pairs, plates and groups. No less
 * than the peaks in bench/whole-sky/whole-sky.json.
 */
const SORTING = 340 * MB;
const SORTED_IMAGE = 120;
const PLANNING = 180 * MB;
const PLANNED_IMAGE = 640;

/** Of write-report with what was summed of parts: as it was of a run of 60,000 images. */
const SUMMING = 405 * MB;

/** Images of a task, kept for the next one, and one more on its way in. */
const kept = ({ image = 0, mpix = 0 }: Amounts, memory: number): number =>
  Math.min(keptBytes(memory), 4 * MB * mpix) + (8 * MB * mpix) / Math.max(1, image);

/**
 * Bytes of a task at its peak, the process itself included: measured 213 MB of an image of
 * 4096² pixels that is searched, 716 MB of a plate with 64 images.
 */
const measuredMemory: Partial<
  Record<StageName, (amounts: Amounts, memory: number) => number | undefined>
> = {
  images: () => 75 * MB,
  detections: ({ image = 1, mpix = 0, psf = 0, star = 0, place = 0 }) =>
    90 * MB +
    ((SEARCHED + (psf > 0 ? FITTED : 0)) * MB * mpix + STAR * (star + place)) / Math.max(1, image),
  overlaps: (amounts, memory) => 110 * MB + kept(amounts, memory),
  tiles: (amounts, memory) =>
    110 * MB + kept(amounts, memory) + PAINTED * MB * (amounts.tilePixels ?? 0),
  strips: (amounts, memory) =>
    110 * MB + kept(amounts, memory) + MADE * MB * (amounts.tilePixels ?? 0),
  bands: ({ image = 0 }) => SORTING + SORTED_IMAGE * image,
  plan: ({ image = 0 }) => PLANNING + PLANNED_IMAGE * image,
  sums: () => SUMMING,
  // Of a run in parts it reads their sums alone.
  report: ({ record }) => (record === undefined ? SUMMING : undefined),
  background: ({ image = 0, pair = 0 }) => matchingMemory(image, pair),
  mosaics: () => 150 * MB,
  pictures: ({ opened = 1 }) => 150 * MB + PLATE * Math.min(3, opened),
};

/**
 * Bytes that the task of a stage needs at its peak, in a function that has so much memory;
 * undefined where nothing was measured.
 */
export const taskMemory = (
  rates: Rates,
  { stage, memory }: { stage: StageName; memory: number },
  amounts: Amounts,
): number | undefined =>
  measuredMemory[stage]?.(amounts, memory) ?? memoryOf(rates, stage, amounts);
