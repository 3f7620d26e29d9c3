import {
  colourSurvey,
  type PictureItem,
  type SkyParameters,
  type SkyPlan,
  skyKeys,
} from '../../shared/contracts/sky-map.ts';
import { lowOrders, type Tile } from '../../shared/core/hips/low-orders.ts';
import { pictures } from '../../shared/core/hips/pixel-kind.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import { decodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { type Lupton, luptonTile } from '../../shared/core/pictures/lupton.ts';
import { colourTile, type Rgb } from '../../shared/core/pictures/tile-colour.ts';
import { greyTile } from '../../shared/core/pictures/tile-grey.ts';
import { adaptiveLevelOf, type Corners, cornerHistograms } from '../../shared/core/stretch/adaptive.ts';
import { type LevelOf, levelOf } from '../../shared/core/stretch/level-of.ts';
import { makeStretch, type Stretch, stretchKind } from '../../shared/core/stretch/stretch.ts';
import type { PlateReader, PlateTiles } from '../../shared/lambda/plate-tiles.ts';
import { encodePng } from '../../shared/lambda/png.ts';
import type { Output } from '../../shared/lambda/task.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { finderTiles } from './finder-tiles.ts';

export interface PlateJob {
  run: string;
  plan: SkyPlan;
  sky: SkyParameters;
  item: PictureItem;
  stretches: Record<string, Stretch>;
  /** the colour model, where it is not the bands' own stretches */
  lupton?: Lupton;
}

/** The levels of a tile of the plate. */
type LevelsOfTile = (order: number, npix: number) => LevelOf;

/** Where the plates are read into: one for each band that is drawn at the same time. */
export type PlateReaders = (place: number) => PlateReader;

/** Every tile of a plate as a picture, and where the bands are published as FITS the lists of its images. */
export async function* drawPlate(store: Store, job: PlateJob, readers: PlateReaders): AsyncGenerator<Output> {
  const { run, plan, sky, item } = job;
  const { width, plateOrder } = plan;
  const plates = new Map<string, PlateTiles>();
  const levels = new Map<string, LevelsOfTile>();
  for (const [place, band] of item.bands.entries()) {
    const plate = await readers(place).read(store, run, band, item.npix);
    const levelsOf = await levelsOfPlate(store, job, band);
    plates.set(band, plate);
    levels.set(band, levelsOf);
    if (sky.publish === 'colour') continue;
    for await (const { entry, pixels } of plate.read(plate.entries)) {
      const { order, npix } = entry;
      const picture = encodePng(greyTile(pixels, width, levelsOf(order, npix)));
      yield { key: skyKeys.hips(band, tilePath(order, npix, 'png')), body: picture };
    }
    if (sky.fits) yield* await finderTiles(store, run, band, item.npix);
  }
  if (!sky.bands) return;
  const { r, g, b } = sky.bands;
  const drawn: Output[] = [];
  const draw = ({ order, ipix, pixels }: Tile<Uint8Array>) => {
    const picture = { data: pixels, width, height: width, channels: 4 as const };
    drawn.push({ key: skyKeys.hips(colourSurvey, tilePath(order, ipix, 'png')), body: encodePng(picture) });
  };
  async function* leaves() {
    for await (const leaf of colourLeaves(job, [r, g, b], plates, levels)) {
      draw(leaf);
      yield leaf;
    }
  }
  for await (const parent of lowOrders(plan.order, width, leaves(), pictures)) {
    if (parent.order >= plateOrder) draw(parent);
    yield* drawn.splice(0);
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
  return (order, npix) => adaptiveLevelOf(plan.plateOrder, { order, npix, width: plan.width }, corners);
}

/** The deepest tiles that any of the three bands has, in colour, ascending. */
async function* colourLeaves(
  { plan: { order, width }, lupton }: PlateJob,
  bands: Rgb<string>,
  plates: ReadonlyMap<string, PlateTiles>,
  levels: ReadonlyMap<string, LevelsOfTile>,
): AsyncGenerator<Tile<Uint8Array>> {
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
    const levelOfs = bands.map((band) => levels.get(band)?.(order, ipix)) as unknown as Rgb<LevelOf>;
    const { data } = lupton ? luptonTile(pixels, width, lupton) : colourTile(pixels, width, levelOfs);
    yield { order, ipix, pixels: data };
  }
}
