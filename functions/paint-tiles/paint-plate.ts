import type { Failure } from '../../shared/contracts/lists.ts';
import { type PlacedImage, type SkyParameters, skyKeys } from '../../shared/contracts/sky-map.ts';
import { provenanceLines } from '../../shared/core/hips/provenance.ts';
import { encodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { addPixels, emptyHistogram } from '../../shared/core/histogram/histogram.ts';
import { finish } from '../../shared/core/tiles/finish.ts';
import { paint } from '../../shared/core/tiles/paint.ts';
import { createPlate, type PlateGrid } from '../../shared/core/tiles/plate.ts';
import { packTiles, type TileFile } from '../../shared/core/tiles/plate-file.ts';
import { tileToFits } from '../../shared/core/tiles/tile-file.ts';
import type { ImageReader } from '../../shared/lambda/image-pixels.ts';
import type { Plane } from '../../shared/lambda/planes.ts';
import { headOf, lineFailure, type TaskResult } from '../../shared/lambda/task.ts';
import type { Head, Store } from '../../shared/store/store.ts';

/** What a plate is painted from; the arrays go together. */
export interface PlateImages {
  band: string;
  images: readonly PlacedImage[];
  planes: readonly Plane[];
  heads: readonly (Head | undefined)[];
}

/**
 * A plate as one object of tiles, one histogram of its deepest pixels, and which images made which tile. Images are added in the order of
 * the list; one that cannot be read is a failure of its line.
 */
export async function paintPlate(
  store: Store,
  grid: PlateGrid,
  { band, images, planes, heads }: PlateImages,
  { sampling }: SkyParameters,
  reader: ImageReader,
): Promise<TaskResult> {
  const plate = createPlate(grid);
  const failures: Failure[] = [];
  const imagesOf = new Map<number, string[]>();
  for (const [i, image] of images.entries()) {
    try {
      const head = heads[i] ?? (await headOf(store, image.item.uri));
      const { wcs, width, height, pixels, weightMap } = await reader.read(store, head, image);
      const weight = image.item.weight ?? 1;
      const painted = { wcs, width, height, pixels, weightMap, plane: planes[i]!, weight };
      for (const npix of paint(plate, painted, sampling)) {
        imagesOf.set(npix, [...(imagesOf.get(npix) ?? []), image.item.name]);
      }
    } catch (error) {
      failures.push(lineFailure(error, 'tiles', image.item));
    }
  }

  const { order, npix, width, frame } = grid;
  const histogram = emptyHistogram();
  const provenance = new Map<number, string[]>();
  const files: TileFile[] = [];
  for (const tile of finish(plate)) {
    if (tile.order === order) {
      addPixels(histogram, tile.data);
      provenance.set(tile.npix, imagesOf.get(tile.npix)!);
    }
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
      { key: skyKeys.provenance(band, npix), body: provenanceLines(order, provenance) },
    ],
    warnings: files.length === 0 ? ['No image has a value here: the plate is empty'] : [],
    failures,
  };
}
