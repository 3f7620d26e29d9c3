import type { Failure } from '../../shared/contracts/lists.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import type { StripItem } from '../../shared/contracts/mosaics/plan.ts';
import type { PlacedImage } from '../../shared/contracts/sky-map/plan.ts';
import { windowOf } from '../../shared/core/grids/window.ts';
import { encodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { addPixels, emptyHistogram } from '../../shared/core/histogram/histogram.ts';
import type { ClipNoise } from '../../shared/core/mosaics/clip.ts';
import { skyNoise } from '../../shared/core/mosaics/noise.ts';
import type { MeanPlanes, MosaicPlanes } from '../../shared/core/mosaics/planes.ts';
import { reduced, reductionOf } from '../../shared/core/mosaics/preview.ts';
import { encodeStrip } from '../../shared/core/mosaics/strip.ts';
import { lineFailure } from '../../shared/run/failure.ts';
import type { ImagePixels } from '../../shared/run/image-pixels.ts';
import { type ImageReader, imagesAhead } from '../../shared/run/image-reader.ts';
import { stripCompression } from '../../shared/run/mosaics/compression.ts';
import { mosaicDraft } from '../../shared/run/mosaics/draft.ts';
import type { StripWork } from '../../shared/run/mosaics/load-work.ts';
import { kindsOf } from '../../shared/run/mosaics/plain-layout.ts';
import type { BackgroundPlane } from '../../shared/run/planes.ts';
import { plannedHead } from '../../shared/run/planned-head.ts';
import type { Output, TaskResult } from '../../shared/run/task.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Head, Store } from '../../shared/store/store.ts';
import { painterOf, type StripPainter, type StripTools } from './painter.ts';
import { placeStrip } from './place-strip.ts';

/** A strip as it was planned, and what the store says of its images' files. */
export type StripToPaint = StripWork & { heads: readonly (Head | undefined)[] };

/**
 * A strip's planes as they will stand in the mosaic's file, what they are, the histogram of its
 * pixels and a reduced picture. An image that cannot be read is a failure of its line.
 */
export async function paintStrip(
  store: Store,
  item: StripItem,
  work: StripToPaint,
  tools: StripTools,
): Promise<TaskResult> {
  tools.reader.begin();
  const { tile, rows } = work;
  const window = windowOf(tile, rows.firstRow, rows.rows);
  const painter = painterOf(work, window, tools);
  const { failures, unread } = await paintImages(store, work, tools.reader, painter);
  const outputs = stripFiles(store, item, work, { painted: painter.finish(), unread, tools });
  return { outputs, warnings: [], failures };
}

/** What became of images that cannot be read: failures of lines, and rows of the mosaic's table. */
interface Unread {
  failures: Failure[];
  unread: number[];
}

/** Paints the images, a few of them under way; answers those that cannot be read. */
async function paintImages(
  store: Store,
  { rows, images, planes, heads, band }: StripToPaint,
  reader: ImageReader,
  painter: StripPainter,
): Promise<Unread> {
  const needsWeights = band.isWeighted || band.hasError || band.combine === 'clipped';
  const failures: Failure[] = [];
  const unread: number[] = [];
  const read = ahead(images.entries(), imagesAhead(images), async ([i, image]) => {
    try {
      const head = await plannedHead(store, image, heads[i]);
      return { i, image, pixels: await reader.read(store, head, image) };
    } catch (error) {
      return { i, image, failure: lineFailure(error, 'strips', image.item) };
    }
  });
  for await (const { i, image, pixels, failure } of read) {
    if (failure) {
      failures.push(failure);
      unread.push(rows.images[i]!);
      continue;
    }
    const { item, area = 1 } = image;
    const noise = band.combine === 'clipped' ? noiseOf(image, pixels, planes[i]!) : undefined;
    const added = { row: rows.images[i]!, weight: item.weight ?? 1, noise };
    const { weightMap, ...plain } = pixels;
    const source = { ...plain, plane: planes[i]!, added, area };
    painter.add(needsWeights && weightMap ? { ...source, weightMap } : source);
  }
  return { failures, unread };
}

/** What was painted, and with what. */
interface Painted extends Pick<Unread, 'unread'> {
  painted: MeanPlanes | MosaicPlanes;
  tools: StripTools;
}

/**
 * The strip's planes, encoded, what they are, and the histogram of its pixels. On a disk the planes
 * go into the mosaic's file, too, at the same time.
 */
async function* stripFiles(
  store: Store,
  { band, name, strip }: StripItem,
  work: StripToPaint,
  { painted, unread, tools }: Painted,
): AsyncGenerator<Output> {
  const { run, tile, step, rows, parameters, kind } = work;
  const histogram = emptyHistogram();
  addPixels(histogram, painted.science);
  const factor = reductionOf(tile.width, tile.height);
  const small = reduced(painted.science, tile.width, factor);
  const compression = stripCompression(parameters, kind, tile, step);
  const shape = { ...rows, width: tile.width, kinds: kindsOf(work, rows.all) };
  const encoded = encodeStrip(
    painted,
    { ...shape, behind: new Uint8Array(small.pixels.buffer) },
    compression,
    tools.buffers,
  );
  const { planes, body } = encoded;
  const names = planes.map((plane) => plane.name);
  const draft = compression
    ? undefined
    : mosaicDraft(store, run, { ...work, name, used: rows.all }, shape.kinds, names);
  const isPlaced = draft && histogram.count > 0;
  const placing = isPlaced ? placeStrip(draft, shape, encoded, tools.turns) : Promise.resolve();
  placing.catch(() => {}); // until it is waited for
  yield { key: mosaicKeys.strip(band, name, strip), body };
  await placing;
  const facts = {
    rows: rows.rows,
    values: histogram.count,
    unread,
    planes,
    preview: [small.width, small.height],
  };
  yield { key: mosaicKeys.stripFacts(band, name, strip), body: JSON.stringify(facts) };
  yield { key: mosaicKeys.histogram(band, name, strip), body: encodeHistogram(histogram) };
}

/** Of errors and variances the plane is right as it is. */
const noiseOf = (
  { noise, electrons, factor = 1 }: PlacedImage,
  { pixels, weightMap }: ImagePixels,
  [background]: BackgroundPlane,
): ClipNoise =>
  noise && noise.kind !== 'weight'
    ? { from: 'errors' }
    : skyNoise(pixels, weightMap, { background, electrons: electrons && electrons / factor });
