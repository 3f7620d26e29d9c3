import sharp from 'sharp';
import { colourSurvey, type SkyParameters, type SkyPlan, skyKeys } from '../../shared/contracts/sky-map.ts';
import { lowOrders, type Tile } from '../../shared/core/hips/low-orders.ts';
import { pictures } from '../../shared/core/hips/pixel-kind.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import { colourTile } from '../../shared/core/pictures/tile-colour.ts';
import { greyTile } from '../../shared/core/pictures/tile-grey.ts';
import type { TilePicture } from '../../shared/core/pictures/tile-picture.ts';
import { levelOf } from '../../shared/core/stretch/level-of.ts';
import type { Stretch } from '../../shared/core/stretch/stretch.ts';
import { openPlate, type PlateTiles } from '../../shared/lambda/plate-tiles.ts';
import type { TaskResult } from '../../shared/lambda/task.ts';
import type { Store } from '../../shared/store/store.ts';

/** Every tile of a plate as a picture, and as a FITS file where that is asked for. */
export async function drawPlate(
  store: Store,
  run: string,
  { order, plateOrder, width }: SkyPlan,
  npix: number,
  bands: readonly string[],
  stretches: Record<string, Stretch>,
  sky: SkyParameters,
): Promise<TaskResult> {
  const outputs: TaskResult['outputs'] = [];
  const plates = new Map<string, PlateTiles>();
  for (const band of bands) {
    const plate = await openPlate(store, run, band, npix);
    plates.set(band, plate);
    const toLevels = levelOf(stretches[band]!);
    for (const entry of plate.entries) {
      const path = (extension: 'png' | 'fits') =>
        skyKeys.hips(band, tilePath(entry.order, entry.npix, extension));
      outputs.push({
        key: path('png'),
        body: await png(greyTile(await plate.pixels(entry), width, toLevels)),
      });
      if (sky.fits) outputs.push({ key: path('fits'), body: await plate.fits(entry) });
    }
  }
  if (sky.bands) {
    const leaves = await colourLeaves(
      plates,
      order,
      width,
      [sky.bands.r, sky.bands.g, sky.bands.b],
      stretches,
    );
    const put = async ({ order: o, ipix, pixels }: Tile<Uint8Array>) => {
      const picture = { data: pixels, width, height: width, channels: 4 as const };
      outputs.push({ key: skyKeys.hips(colourSurvey, tilePath(o, ipix, 'png')), body: await png(picture) });
    };
    for (const leaf of leaves) await put(leaf);
    for await (const parent of lowOrders(order, width, leaves, pictures)) {
      if (parent.order >= plateOrder) await put(parent);
    }
  }
  return { outputs, warnings: [] };
}

/** The deepest tiles that any of the three bands has, in colour, ascending. */
async function colourLeaves(
  plates: ReadonlyMap<string, PlateTiles>,
  order: number,
  width: number,
  bands: readonly [string, string, string],
  stretches: Record<string, Stretch>,
): Promise<Tile<Uint8Array>[]> {
  const toLevels = bands.map((band) => levelOf(stretches[band]!));
  const cells = new Set<number>();
  for (const band of bands) {
    for (const entry of plates.get(band)?.entries ?? []) if (entry.order === order) cells.add(entry.npix);
  }
  const leaves: Tile<Uint8Array>[] = [];
  for (const ipix of [...cells].sort((a, b) => a - b)) {
    const [red, green, blue] = await Promise.all(
      bands.map(async (band) => {
        const plate = plates.get(band);
        const entry = plate?.entries.find((one) => one.order === order && one.npix === ipix);
        return entry && plate?.pixels(entry);
      }),
    );
    const { data } = colourTile([red, green, blue], width, [toLevels[0]!, toLevels[1]!, toLevels[2]!]);
    leaves.push({ order, ipix, pixels: data });
  }
  return leaves;
}

const png = ({ data, width, height, channels }: TilePicture): Promise<Uint8Array> =>
  sharp(data, { raw: { width, height, channels } }).png({ compressionLevel: 2 }).toBuffer();
