import type { Failure } from '../../shared/contracts/lists.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyParameters } from '../../shared/contracts/sky-map/parameters.ts';
import type { PlacedImage } from '../../shared/contracts/sky-map/plan.ts';
import { provenanceLines } from '../../shared/core/hips/provenance.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import { encodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { addPixels, emptyHistogram } from '../../shared/core/histogram/histogram.ts';
import { finish } from '../../shared/core/tiles/finish.ts';
import { paint } from '../../shared/core/tiles/paint.ts';
import type { PaintMemory } from '../../shared/core/tiles/paint-memory.ts';
import { createPlate, type PlateGrid } from '../../shared/core/tiles/plate.ts';
import { indexOfFiles, type TilePacker } from '../../shared/core/tiles/plate-file.ts';
import { lineFailure } from '../../shared/run/failure.ts';
import { type ImageReader, imagesAhead } from '../../shared/run/image-pixels.ts';
import type { BackgroundPlane } from '../../shared/run/planes.ts';
import { plannedHead } from '../../shared/run/planned-head.ts';
import type { TaskResult } from '../../shared/run/task.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Head, Store } from '../../shared/store/store.ts';

/** images that a plate's record names each by itself */
const MAX_NAMED = 5;

/** What a plate is painted from; the arrays go together. */
export interface PlateImages {
  band: string;
  images: readonly PlacedImage[];
  planes: readonly BackgroundPlane[];
  heads: readonly (Head | undefined)[];
  /** all images count alike */
  isUnweighted: boolean;
}

/** What outlives a plate: images that the next one wants too, and memory. */
export interface PlateTools {
  reader: ImageReader;
  packer: TilePacker;
  memory: PaintMemory;
}

/**
 * A plate as one object of tiles, or as single FITS tiles where they are asked for; one histogram
 * of its deepest pixels, and which images made which tile. Images are added in the order of the
 * list; one that cannot be read is a failure of its line.
 */
export async function paintPlate(
  store: Store,
  grid: PlateGrid,
  { band, images, planes, heads, isUnweighted }: PlateImages,
  { sampling, publish, fits }: SkyParameters,
  { reader, packer, memory }: PlateTools,
): Promise<TaskResult> {
  const plate = createPlate(grid, memory);
  const failures: Failure[] = [];
  const imagesOf = new Map<number, string[]>();
  const bordered: string[] = [];
  const read = ahead(images.entries(), imagesAhead(images), async ([i, image]) => {
    try {
      const head = await plannedHead(store, image, heads[i]);
      return { image, plane: planes[i]!, pixels: await reader.read(store, head, image) };
    } catch (error) {
      return { image, failure: lineFailure(error, 'tiles', image.item) };
    }
  });
  for await (const { image, plane, pixels, failure } of read) {
    if (failure) failures.push(failure);
    else {
      const { weight = 1, name } = image.item;
      if (pixels.border) bordered.push(`${name}: ${pixels.border}`);
      const { weightMap, ...plain } = pixels; // without weight a pixel is NaN there
      const source = isUnweighted || !weightMap ? plain : pixels;
      for (const npix of paint(plate, { ...source, plane, weight }, sampling))
        imagesOf.set(npix, [...(imagesOf.get(npix) ?? []), name]);
    }
  }

  const histogram = emptyHistogram();
  const provenance = new Map<number, string[]>();
  function* counted() {
    for (const tile of finish(plate)) {
      if (tile.order === grid.order) {
        addPixels(histogram, tile.data);
        provenance.set(tile.npix, imagesOf.get(tile.npix)!);
      }
      yield tile;
    }
  }
  const { bytes, entries } = packer.pack(grid, counted());
  const { npix } = grid;
  const isPublished = fits && publish === 'all';
  return {
    outputs: [
      {
        key: skyKeys.tiles(band, npix),
        body: isPublished ? indexOfFiles(grid.width, entries) : bytes,
      },
      { key: skyKeys.histogram(band, npix), body: encodeHistogram(histogram) },
      { key: skyKeys.provenance(band, npix), body: provenanceLines(grid.order, provenance) },
      ...(isPublished ? entries : []).map(({ order, npix, offset, length }) => ({
        key: skyKeys.hips(band, tilePath(order, npix, 'fits')),
        body: bytes.subarray(offset, offset + length),
      })),
    ],
    warnings: [
      ...(entries.length === 0 ? ['No image has a value here: the plate is empty'] : []),
      ...bordered.slice(0, MAX_NAMED),
      ...(bordered.length > MAX_NAMED
        ? [`The same of ${bordered.length - MAX_NAMED} more images`]
        : []),
    ],
    failures,
  };
}
