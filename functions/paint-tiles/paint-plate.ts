import { type PlacedImage, skyKeys } from '../../shared/contracts/sky-map.ts';
import { encodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { addPixels, emptyHistogram } from '../../shared/core/histogram/histogram.ts';
import { finish } from '../../shared/core/tiles/finish.ts';
import { paint } from '../../shared/core/tiles/paint.ts';
import { createPlate, type PlateGrid } from '../../shared/core/tiles/plate.ts';
import { packTiles, type TileFile } from '../../shared/core/tiles/plate-file.ts';
import type { Sampling } from '../../shared/core/tiles/samplings.ts';
import { tileToFits } from '../../shared/core/tiles/tile-file.ts';
import type { ImageReader } from '../../shared/lambda/image-pixels.ts';
import type { TaskResult } from '../../shared/lambda/task.ts';
import type { Store } from '../../shared/store/store.ts';

/** A plate as one object of tiles and one histogram of its deepest pixels. Images are added in the order of the list. */
export async function paintPlate(
  store: Store,
  grid: PlateGrid,
  band: string,
  images: readonly PlacedImage[],
  planes: readonly (readonly [number, number, number])[],
  sampling: Sampling,
  reader: ImageReader,
): Promise<TaskResult> {
  const plate = createPlate(grid);
  for (const image of images) {
    const { wcs, width, height, pixels } = await reader.read(store, image);
    const plane = planes[image.place] ?? [0, 0, 0];
    paint(plate, { wcs, width, height, pixels, plane, weight: image.item.weight ?? 1 }, sampling);
  }
  const { order, npix, width, frame } = grid;
  const histogram = emptyHistogram();
  const files: TileFile[] = [];
  for (const tile of finish(plate)) {
    if (tile.order === order) addPixels(histogram, tile.data);
    files.push({
      order: tile.order,
      npix: tile.npix,
      fits: tileToFits({ order: tile.order, npix: tile.npix, width, frame }, tile.data),
    });
  }
  return {
    outputs: [
      { key: skyKeys.tiles(band, npix), body: packTiles(width, files) },
      { key: skyKeys.histogram(band, npix), body: encodeHistogram(histogram) },
    ],
    warnings: files.length === 0 ? ['No image has a value here: the plate is empty'] : [],
  };
}
