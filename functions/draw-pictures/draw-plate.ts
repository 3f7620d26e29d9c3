import { COLOUR_SURVEY, skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyParameters } from '../../shared/contracts/sky-map/parameters.ts';
import type { PictureItem } from '../../shared/contracts/sky-map/pictures.ts';
import type { SkyPlan } from '../../shared/contracts/sky-map/plan.ts';
import { InTurn } from '../../shared/core/bytes/in-turn.ts';
import { lowOrders, type TilePixels } from '../../shared/core/hips/low-orders.ts';
import { greys, pictures, type TileKind } from '../../shared/core/hips/pixel-kind.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import { decodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { type Lupton, luptonTile } from '../../shared/core/pictures/lupton.ts';
import { colourTile, type Rgb } from '../../shared/core/pictures/tile-colour.ts';
import { greyTile } from '../../shared/core/pictures/tile-grey.ts';
import type { TilePicture } from '../../shared/core/pictures/tile-picture.ts';
import {
  adaptiveLevelOf,
  type Corners,
  cornerHistograms,
} from '../../shared/core/stretch/adaptive.ts';
import { type LevelOf, levelOf } from '../../shared/core/stretch/level-of.ts';
import { makeStretch, type Stretch, stretchKind } from '../../shared/core/stretch/stretch.ts';
import { encodePng } from '../../shared/pictures/png.ts';
import type { PlateReader, PlateTiles } from '../../shared/run/plate-tiles.ts';
import { OUTPUTS_AT_ONCE, type Output } from '../../shared/run/task.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { finderTiles } from './finder-tiles.ts';

/** What is drawn of one plate. */
export interface PlateJob {
  run: string;
  plan: SkyPlan;
  sky: SkyParameters;
  item: PictureItem;
  stretches: Record<string, Stretch>;
  /** the colour model, where it is not the bands' own stretches */
  lupton?: Lupton;
}

/** Memory of pictures: four tiles and a few parents wait, others are being put. */
const files = new InTurn(OUTPUTS_AT_ONCE + 16);

/** The levels of a tile of the plate. */
type LevelsOfTile = (order: number, npix: number) => LevelOf;

/** Where the plates are read into: one for each band that is drawn at the same time. */
export type PlateReaders = (place: number) => PlateReader;

/**
 * Every tile of a plate as a picture, and where the bands are published as FITS the lists of its
 * images. The deepest tiles are their values, stretched; those above are the means of the four
 * below, so that a sky looks the same at every depth.
 */
export async function* drawPlate(
  store: Store,
  job: PlateJob,
  readers: PlateReaders,
): AsyncGenerator<Output> {
  const { run, plan, sky, item } = job;
  const plates = new Map<string, PlateTiles>();
  const levels = new Map<string, LevelsOfTile>();
  for (const [place, band] of item.bands.entries()) {
    const plate = await readers(place).read(store, run, band, item.npix);
    const levelsOf = await levelsOfPlate(store, job, band);
    plates.set(band, plate);
    levels.set(band, levelsOf);
    if (sky.publish === 'colour') continue;
    yield* drawTree(plan, band, greyLeaves(plan, plate, levelsOf), greys);
    if (sky.fits) yield* await finderTiles(store, run, band, item.npix);
  }
  if (!sky.bands) return;
  const { r, g, b } = sky.bands;
  yield* drawTree(plan, COLOUR_SURVEY, colourLeaves(job, [r, g, b], plates, levels), pictures);
}

/** The deepest tiles of a survey and, from them, those above down to the plate's own order. */
async function* drawTree(
  { order, plateOrder, width }: SkyPlan,
  survey: string,
  leaves: AsyncIterable<TilePixels<Uint8Array>>,
  kind: TileKind<Uint8Array>,
): AsyncGenerator<Output> {
  const drawn: Output[] = [];
  const channels = kind === greys ? 1 : 4;
  const draw = ({ order: o, ipix, pixels: data }: TilePixels<Uint8Array>) => {
    const picture: TilePicture = { data, width, height: width, channels };
    const body = encodePng(picture, (bytes) => files.take(bytes));
    drawn.push({ key: skyKeys.hips(survey, tilePath(o, ipix, 'png')), body });
  };
  async function* drawnLeaves() {
    for await (const leaf of leaves) {
      draw(leaf);
      yield leaf;
    }
  }
  for await (const parent of lowOrders(order, width, drawnLeaves(), kind)) {
    if (parent.order >= plateOrder) draw(parent);
    yield* drawn.splice(0);
  }
  yield* drawn;
}

/** The deepest tiles of a band, in grey, ascending, each in the memory of the one before. */
async function* greyLeaves(
  { order, width }: SkyPlan,
  plate: PlateTiles,
  levelsOf: LevelsOfTile,
): AsyncGenerator<TilePixels<Uint8Array>> {
  const leaves = plate.entries.filter((entry) => entry.order === order);
  const grey = new Uint8Array(width ** 2);
  for await (const { entry, pixels } of plate.read(leaves)) {
    const { data } = greyTile(pixels, width, levelsOf(order, entry.npix), grey);
    yield { order, ipix: entry.npix, pixels: data };
  }
}

/** The band's stretch; in an adaptive map, between those of the plate's corners. */
async function levelsOfPlate(
  store: Store,
  { run, plan, sky, item, stretches }: PlateJob,
  band: string,
): Promise<LevelsOfTile> {
  const around = item.around?.[band];
  if (!around) {
    const one = levelOf(stretches[band]!);
    return () => one;
  }
  const histograms = new Map(
    await Promise.all(
      around.map(async (npix) => {
        const bytes = await store.get(joinUrl(run, skyKeys.histogram(band, npix)));
        return [npix, decodeHistogram(bytes)] as const;
      }),
    ),
  );
  const choice = { kind: stretchKind(sky.stretch), cut: sky.cut };
  const corners = cornerHistograms(plan.plateOrder, item.npix, (npix) => histograms.get(npix)).map(
    (histogram) => levelOf(makeStretch(histogram, choice)),
  ) as unknown as Corners<LevelOf>;
  return (order, npix) =>
    adaptiveLevelOf(plan.plateOrder, { order, npix, width: plan.width }, corners);
}

/** The deepest tiles that any of the three bands has, in colour, ascending. */
async function* colourLeaves(
  { plan: { order, width }, lupton }: PlateJob,
  bands: Rgb<string>,
  plates: ReadonlyMap<string, PlateTiles>,
  levels: ReadonlyMap<string, LevelsOfTile>,
): AsyncGenerator<TilePixels<Uint8Array>> {
  const tiles = bands.map((band) => {
    const plate = plates.get(band);
    const entries = (plate?.entries ?? []).filter((entry) => entry.order === order);
    return { cells: new Set(entries.map(({ npix }) => npix)), rest: plate?.read(entries) };
  });
  const cells = new Set(tiles.flatMap((band) => [...band.cells]));
  for (const ipix of [...cells].sort((a, b) => a - b)) {
    const pixels = (await Promise.all(
      // Each band's tiles come in the same order.
      tiles.map(async ({ cells, rest }) =>
        cells.has(ipix) ? (await rest?.next())?.value?.pixels : undefined,
      ),
    )) as unknown as Rgb<Float32Array | undefined>;
    // A band without the plate has no pixels to be given levels.
    const levelOfs = bands.map((band) =>
      levels.get(band)?.(order, ipix),
    ) as unknown as Rgb<LevelOf>;
    const { data } = lupton
      ? luptonTile(pixels, width, lupton)
      : colourTile(pixels, width, levelOfs);
    yield { order, ipix, pixels: data };
  }
}
