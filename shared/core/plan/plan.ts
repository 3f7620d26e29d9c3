import type { HipsFrame } from '../hips/frame.ts';
import { CellFinder } from './cells.ts';
import { costOf, type PlateCost } from './cost.ts';
import { type ImageOutline, type Refusal, regionOf } from './image-outline.ts';
import { orderOf } from './order.ts';
import type { Outline } from './outline.ts';
import { overlappingPairs } from './pairs.ts';
import { type Share, sharesOf } from './samples.ts';

export interface PlanOptions {
  /** HEALPix cells of which frame; default equatorial */
  readonly frame?: HipsFrame;
  /** the deepest order; default by `orderOf` from the finest image */
  readonly order?: number;
  /** pixels along a tile's side; default 512 */
  readonly width?: number;
  /** bytes and seconds that a plate may take; default 1.2 GB and 100 s: two tries and their margin are within the five minutes there are */
  readonly most?: { readonly memory: number; readonly seconds: number };
}

/** One invocation's work. */
export interface Plate {
  readonly band: string;
  /** nested, at the plan's plateOrder */
  readonly npix: number;
  /** places in the list, rising */
  readonly images: number[];
  readonly cost: PlateCost;
}

export interface SkyMapPlan {
  readonly frame: HipsFrame;
  readonly width: number;
  /** the deepest */
  readonly order: number;
  readonly plateOrder: number;
  /** by band (in the order of their first images), then npix */
  readonly plates: Plate[];
  /** images of one band that may overlap: places in the list, i < j, rising */
  readonly pairs: [number, number][];
  /** images that are in no plate */
  readonly refused: Refusal[];
}

/** A plate has 8 × 8 tiles, or fewer where that were too much. */
const LEVELS = 3;
const DEEPEST_TILES = 20;
const MOST = { memory: 1.2e9, seconds: 100 };
/** An image that covers more plates than this does not belong among images so much finer. */
const MOST_PLATES = 20_000;

/**
 * What is to be painted from what, and which images are to be compared. A pure function: the same list gives the same plan.
 * Conservative by a little: an image may be named for a plate, or a pair, that it just does not touch, but never left out.
 * Throws RangeError for options out of range. No image that can be mapped: no plates, and the order asked for or 0.
 */
export function planSkyMap(images: readonly ImageOutline[], options: PlanOptions = {}): SkyMapPlan {
  const { frame = 'equatorial', width = 512, most = MOST } = options;
  const refused: Refusal[] = [];
  const regions = images.map((image, i) => {
    const region = regionOf(image, frame);
    if ('sides' in region) return region;
    refused.push({ image: i, ...region });
    return undefined;
  });
  const finest = images.reduce(
    (scale, image, i) => (regions[i] ? Math.min(scale, image.pixelScale) : scale),
    Number.POSITIVE_INFINITY,
  );
  const order = options.order ?? (Number.isFinite(finest) ? orderOf(finest, width) : 0);
  if (!(Number.isInteger(order) && order >= 0 && order <= DEEPEST_TILES)) {
    throw new RangeError(`order ${order}: 0 to ${DEEPEST_TILES} are possible`);
  }
  refuseTooWide(images, regions, order, refused);

  let plateOrder = Math.max(0, order - LEVELS);
  let plates = platesOf(images, regions, order, plateOrder, width);
  const isTooMuch = ({ cost }: Plate): boolean => cost.memory > most.memory || cost.seconds > most.seconds;
  while (plateOrder < order && plates.some(isTooMuch)) {
    plateOrder++;
    plates = platesOf(images, regions, order, plateOrder, width);
  }
  return { frame, width, order, plateOrder, plates, pairs: pairsOf(images, regions), refused };
}

function refuseTooWide(
  images: readonly ImageOutline[],
  regions: (Outline | undefined)[],
  order: number,
  refused: Refusal[],
): void {
  const plateArea = Math.PI / 3 / 4 ** Math.max(0, order - LEVELS);
  for (const [i, region] of regions.entries()) {
    const plates = region ? Math.ceil((Math.PI * region.radius ** 2) / plateArea) : 0;
    if (plates <= MOST_PLATES) continue;
    regions[i] = undefined;
    refused.push({
      image: i,
      name: 'TooLarge',
      message: `At order ${order} the image would be cut into ${plates} plates: map ${images[i]!.name} apart from images with so much smaller pixels, or ask for a lower order.`,
    });
  }
  refused.sort((a, b) => a.image - b.image);
}

function platesOf(
  images: readonly ImageOutline[],
  regions: readonly (Outline | undefined)[],
  order: number,
  plateOrder: number,
  width: number,
): Plate[] {
  const finder = new CellFinder(plateOrder);
  const bands = new Map<
    string,
    Map<number, { place: number; image: ImageOutline; share: Share | undefined }[]>
  >();
  for (const [place, image] of images.entries()) {
    const region = regions[place];
    if (!region) continue;
    const plates = bands.get(image.band) ?? new Map();
    bands.set(image.band, plates);
    const shares = sharesOf(region, order, plateOrder);
    for (const npix of finder.cellsOf(region)) {
      const held = plates.get(npix) ?? [];
      plates.set(npix, held);
      held.push({ place, image, share: shares.get(npix) });
    }
  }
  return [...bands].flatMap(([band, plates]) =>
    [...plates]
      .sort(([a], [b]) => a - b)
      .map(([npix, held]) => ({
        band,
        npix,
        images: held.map(({ place }) => place),
        cost: costOf(held, order, width),
      })),
  );
}

function pairsOf(
  images: readonly ImageOutline[],
  regions: readonly (Outline | undefined)[],
): [number, number][] {
  const bands = new Set(images.map(({ band }) => band));
  const pairs = [...bands].flatMap((band) =>
    overlappingPairs(regions.map((region, i) => (images[i]!.band === band ? region : undefined))),
  );
  return bands.size > 1 ? pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]) : pairs;
}
