import { cellArea } from '../healpix/cell-size.ts';
import type { HipsFrame } from '../hips/frame.ts';
import { NumberList } from '../number-list.ts';
import { CellFinder, CellTree } from './cells.ts';
import { type PlateCost, PlateWork } from './cost.ts';
import type { ImageRefusal } from './image-outline.ts';
import { finestScale, isOddScale, middleScale, oddScales, scalesOf } from './odd-scales.ts';
import { orderOf } from './order.ts';
import { overlappingPairs, type PairList } from './pairs.ts';
import { sharesOf, sharesOfCells } from './samples.ts';
import type { SkyImages } from './sky-images.ts';

/** What decides a plan beside the images. */
export interface PlanOptions {
  /** the deepest order; default by `orderOf` from the `finestScale` */
  readonly order?: number;
  /** pixels along a tile's side; default 512 */
  readonly width?: number;
  /** the plates are cells of this order or a deeper one; default 0 */
  readonly plateOrder?: number;
  /**
   * bytes and seconds that a plate may take; default 1.2 GB and 100 s: two tries and their margin
   * are within the five minutes there are
   */
  readonly most?: { readonly memory: number; readonly seconds: number };
}

/** One invocation's work. */
export interface PlannedPlate {
  readonly band: string;
  /** nested, at the plan's plateOrder */
  readonly npix: number;
  /** places in the list, rising */
  readonly images: number[];
  readonly cost: PlateCost;
}

/** How a sky map is made: its order, its plates and which images each needs. */
export interface SkyMapPlan {
  readonly frame: HipsFrame;
  readonly width: number;
  /** the deepest */
  readonly order: number;
  readonly plateOrder: number;
  /** by band (in the order of their first images), then npix */
  readonly plates: PlannedPlate[];
  /** images of one band that may overlap: places in the list */
  readonly pairs: PairList;
  /** images that are in no plate */
  readonly refused: ImageRefusal[];
}

/** Pixels along a tile's side. */
export const TILE_WIDTH = 512;
/** A plate has 8 × 8 tiles, or fewer where that were too much. */
const LEVELS = 3;
const DEEPEST_TILES = 20;
const maxPlateCost = { memory: 1.2e9, seconds: 100 };
/** An image that covers more plates than this does not belong among images so much finer. */
const MAX_PLATES = 20_000;

/**
 * What is to be painted from what, and which images are to be compared: the same list gives the
 * same plan. Conservative by a little: an image may be named for a plate, or a pair, that it just
 * does not touch, but never left out. Throws RangeError for options out of range. No image that can
 * be mapped: no plates, and the order asked for or 0.
 */
export function planSkyMap(sky: SkyImages, options: PlanOptions = {}): SkyMapPlan {
  const depth = mapDepth(scalesOf(sky), options);
  return planAtDepth(sky, depth, options);
}

/** How deep a map is, decided over all of its images. */
export interface MapDepth {
  readonly order: number;
  /**
   * arcsec: images whose pixels are of quite another size are left out; null where all are taken,
   * as the order was asked for
   */
  readonly middle: number | null;
}

/** Of images with these scales. Throws RangeError for an order that is none. */
export function mapDepth(
  scales: NumberList,
  { order: asked, width = TILE_WIDTH }: PlanOptions = {},
): MapDepth {
  // Where the order is given no image decides anything for the others.
  const middle = asked === undefined && scales.length > 0 ? middleScale(scales) : null;
  const usual = new NumberList();
  for (const scale of scales) if (middle !== null && !isOddScale(scale, middle)) usual.push(scale);
  const finest = usual.length > 0 ? finestScale(usual) : Number.POSITIVE_INFINITY;
  const order = asked ?? (Number.isFinite(finest) ? orderOf(finest, width) : 0);
  if (!(Number.isInteger(order) && order >= 0 && order <= DEEPEST_TILES)) {
    throw new RangeError(`order ${order}: 0 to ${DEEPEST_TILES} are possible`);
  }
  return { order, middle };
}

/** The same of a map whose depth is known: of all of its images, or of those of some bands. */
export function planAtDepth(
  sky: SkyImages,
  { order, middle }: MapDepth,
  { width = TILE_WIDTH, most = maxPlateCost, plateOrder: least = 0 }: PlanOptions = {},
): SkyMapPlan {
  const { frame, outlines } = sky;
  const odd =
    middle === null ? [] : oddScales(sky, 'With --order it is mapped with the others.', middle);
  const isOdd = new Set(odd.map(({ image }) => image));
  const wide = tooWide(sky, order).filter(({ image }) => !isOdd.has(image));
  const refused = [...sky.refused, ...odd, ...wide].sort((a, b) => a.image - b.image);
  const bands = usedByBand(sky, refused);
  let plateOrder = Math.max(0, order - LEVELS, least);
  const tree = new CellTree();
  const platesAt = (plateOrder: number) =>
    platesOf(sky, bands, order, width, new CellFinder(plateOrder, tree));
  let plates = platesAt(plateOrder);
  const isTooMuch = ({ cost }: PlannedPlate): boolean =>
    cost.memory > most.memory || cost.seconds > most.seconds;
  while (plateOrder < order && plates.some(isTooMuch)) {
    plateOrder++;
    plates = platesAt(plateOrder);
  }
  const pairs = overlappingPairs(outlines, bands.values(), tree);
  return { frame, width, order, plateOrder, plates, pairs, refused };
}

/** Places of the images that are mapped. */
function usedByBand(
  { images }: SkyImages,
  refused: readonly ImageRefusal[],
): ReadonlyMap<string, readonly number[]> {
  const isRefused = new Set(refused.map(({ image }) => image));
  const bands = new Map<string, number[]>();
  for (const [place, { band }] of images.entries()) {
    if (isRefused.has(place)) continue;
    const places = bands.get(band) ?? [];
    bands.set(band, places);
    places.push(place);
  }
  return bands;
}

function tooWide({ images, outlines, cells }: SkyImages, order: number): ImageRefusal[] {
  const plateArea = cellArea(Math.max(0, order - LEVELS));
  const refused: ImageRefusal[] = [];
  for (let image = 0; image < images.length; image++) {
    const region = outlines.at(image);
    const held = cells.get(image);
    const area = held
      ? held.cells.length * cellArea(held.order)
      : region
        ? Math.PI * region.radius ** 2
        : 0;
    const plates = Math.ceil(area / plateArea);
    if (plates <= MAX_PLATES) continue;
    refused.push({
      image,
      name: 'TooLarge',
      message: `At order ${order} the image would be cut into ${plates} plates: map it apart from images with so much smaller pixels, or ask for a lower order.`,
    });
  }
  return refused;
}

function platesOf(
  { images, outlines, cells }: SkyImages,
  bands: ReadonlyMap<string, readonly number[]>,
  order: number,
  width: number,
  finder: CellFinder,
): PlannedPlate[] {
  const plateOrder = finder.order;
  return [...bands].flatMap(([band, places]) => {
    const plates = new Map<number, PlateWork>();
    for (const place of places) {
      const region = outlines.at(place)!;
      const held = cells.get(place);
      const shares = held
        ? sharesOfCells(held, order, plateOrder)
        : sharesOf(region, order, plateOrder);
      for (const npix of held ? shares.keys() : finder.cellsOf(region)) {
        const plate = plates.get(npix) ?? new PlateWork(plateOrder, order, width);
        plates.set(npix, plate);
        plate.add(place, images.at(place), shares.get(npix));
      }
    }
    return [...plates]
      .sort(([a], [b]) => a - b)
      .map(([npix, plate]) => ({ band, npix, images: plate.images, cost: plate.cost() }));
  });
}
