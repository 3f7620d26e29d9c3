import type { Failure } from '../../shared/contracts/lists.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyParameters } from '../../shared/contracts/sky-map/parameters.ts';
import type { PlacedImage } from '../../shared/contracts/sky-map/plan.ts';
import { provenanceLines } from '../../shared/core/hips/provenance.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import { encodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { PixelCounter } from '../../shared/core/histogram/histogram.ts';
import { finish } from '../../shared/core/tiles/finish.ts';
import { paint } from '../../shared/core/tiles/paint.ts';
import type { PaintMemory } from '../../shared/core/tiles/paint-memory.ts';
import { createPlate, type Plate, type PlateGrid } from '../../shared/core/tiles/plate.ts';
import { byPlace, indexOfFiles, type TileEntry } from '../../shared/core/tiles/plate-file.ts';
import type { TilePacker } from '../../shared/core/tiles/tile-packer.ts';
import { lineFailure } from '../../shared/run/failure.ts';
import { type ImageReader, imagesAhead } from '../../shared/run/image-reader.ts';
import type { BackgroundPlane } from '../../shared/run/planes.ts';
import { plannedHead } from '../../shared/run/planned-head.ts';
import type { Output, TaskResult } from '../../shared/run/task.ts';
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
  reader.begin();
  const plate = createPlate(grid, memory);
  const failures: Failure[] = [];
  const names: string[] = [];
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
      paint(plate, { ...source, plane, weight }, sampling);
      names.push(name);
    }
  }
  const warnings = [
    ...bordered.slice(0, MAX_NAMED),
    ...(bordered.length > MAX_NAMED
      ? [`The same of ${bordered.length - MAX_NAMED} more images`]
      : []),
  ];
  const outputs = outputsOf(plate, { band, names, packer, isPublished: fits && publish === 'all' });
  return { outputs, warnings, failures };
}

/** How a plate is written. */
interface Writing {
  band: string;
  /** of the images painted */
  names: readonly string[];
  packer: TilePacker;
  /** each tile in a file of its own */
  isPublished: boolean;
}

/** Tile after tile, as far as the tiles are files of their own. */
function* outputsOf(
  plate: Plate,
  { band, names, packer, isPublished }: Writing,
): Generator<Output> {
  const counter = new PixelCounter();
  const provenance = new Map<number, string[]>();
  const first = plate.npix * 4 ** (plate.order - plate.plateOrder);
  function* counted() {
    for (const tile of finish(plate)) {
      if (tile.order === plate.order) {
        counter.add(tile.data);
        const images = plate.touching[tile.npix - first]!;
        provenance.set(
          tile.npix,
          images.map((number) => names[number]!),
        );
      }
      yield tile;
    }
  }
  const { npix, width } = plate;
  let entries: readonly TileEntry[];
  if (isPublished) {
    const files: TileEntry[] = [];
    for (const { bytes, entry } of packer.files(plate, counted())) {
      files.push(entry);
      yield { key: skyKeys.hips(band, tilePath(entry.order, entry.npix, 'fits')), body: bytes };
    }
    entries = files.sort(byPlace);
    yield { key: skyKeys.tiles(band, npix), body: indexOfFiles(width, entries) };
  } else {
    const packed = packer.pack(plate, counted());
    entries = packed.entries;
    yield { key: skyKeys.tiles(band, npix), body: packed.bytes };
  }
  yield { key: skyKeys.histogram(band, npix), body: encodeHistogram(counter.histogram()) };
  yield {
    key: skyKeys.provenance(band, npix),
    body: provenanceLines(plate.order, provenance),
  };
}
