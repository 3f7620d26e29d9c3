import type { Failure } from '../../shared/contracts/lists.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import type { StripItem } from '../../shared/contracts/mosaics/plan.ts';
import type { PlacedImage } from '../../shared/contracts/sky-map/plan.ts';
import { type Window, windowOf } from '../../shared/core/grids/window.ts';
import { encodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { addPixels, emptyHistogram } from '../../shared/core/histogram/histogram.ts';
import type { BufferPool } from '../../shared/core/mosaics/buffer-pool.ts';
import type { ClipNoise } from '../../shared/core/mosaics/clip.ts';
import type { Coadder } from '../../shared/core/mosaics/coadder.ts';
import { skyNoise } from '../../shared/core/mosaics/noise.ts';
import { paintWindow } from '../../shared/core/mosaics/paint-window.ts';
import type { MosaicPlanes } from '../../shared/core/mosaics/planes.ts';
import { reduced, reductionOf } from '../../shared/core/mosaics/preview.ts';
import { RunningCoadder } from '../../shared/core/mosaics/running.ts';
import type { Samples } from '../../shared/core/mosaics/samples.ts';
import type { MosaicSampling } from '../../shared/core/mosaics/samplings.ts';
import { StackedCoadder } from '../../shared/core/mosaics/stacked.ts';
import { encodeStrip } from '../../shared/core/mosaics/strip.ts';
import { WholeMeanCoadder } from '../../shared/core/mosaics/whole-mean.ts';
import type { PaintMemory } from '../../shared/core/tiles/paint-memory.ts';
import { lineFailure } from '../../shared/run/failure.ts';
import { type ImagePixels, type ImageReader, imagesAhead } from '../../shared/run/image-pixels.ts';
import { stripCompression } from '../../shared/run/mosaics/compression.ts';
import type { StripWork } from '../../shared/run/mosaics/load-work.ts';
import type { BackgroundPlane } from '../../shared/run/planes.ts';
import { plannedHead } from '../../shared/run/planned-head.ts';
import type { Output, TaskResult } from '../../shared/run/task.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Head, Store } from '../../shared/store/store.ts';

/** A strip as it was planned, and what the store says of its images' files. */
export type StripToPaint = StripWork & { heads: readonly (Head | undefined)[] };

/** What outlives a strip: images that the next one wants too, and memory. */
export interface StripTools {
  reader: ImageReader;
  memory: PaintMemory;
  samples: Samples;
  buffers: BufferPool;
}

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
  const { tile, rows } = work;
  const window = windowOf(tile, rows.firstRow, rows.rows);
  const coadder = coadderOf(work, window, tools.buffers);
  const { failures, unread } = await paintImages(store, work, tools, window, coadder);
  const painted = coadder.finish(window.left, window.bottom, tile.width, rows.rows);
  const outputs = stripFiles(item, work, { ...painted, unread }, tools.buffers);
  return { outputs, warnings: [], failures };
}

/** What became of images that cannot be read: failures of lines, and rows of the mosaic's table. */
interface Unread {
  failures: Failure[];
  unread: number[];
}

/** Adds the images to the window, a few of them under way; answers those that cannot be read. */
async function paintImages(
  store: Store,
  { rows, images, planes, heads, band, parameters }: StripToPaint,
  { reader, memory, samples }: StripTools,
  window: Window,
  coadder: Coadder,
): Promise<Unread> {
  const { isWeighted, conservesFlux } = band;
  const { sampling, pixfrac } = parameters;
  const way = { sampling, pixfrac, isWeighted, conservesFlux };
  const needsWeights = isWeighted || band.hasError || band.combine === 'clipped';
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
    const weighted = needsWeights && weightMap ? { ...source, weightMap } : source;
    paintWindow(window, coadder, weighted, way, { memory, samples });
  }
  return { failures, unread };
}

/** The strip's planes, encoded, what they are, and the histogram of its pixels. */
function stripFiles(
  { band, name, strip }: StripItem,
  { tile, step, rows, parameters, kind }: StripToPaint,
  painted: MosaicPlanes & Pick<Unread, 'unread'>,
  buffers: BufferPool,
): Output[] {
  const histogram = emptyHistogram();
  addPixels(histogram, painted.science);
  const factor = reductionOf(tile.width, tile.height);
  const small = reduced(painted.science, tile.width, factor);
  const { planes, body } = encodeStrip(
    painted,
    { width: tile.width, firstRow: rows.firstRow, behind: new Uint8Array(small.pixels.buffer) },
    stripCompression(parameters, kind, tile, step),
    buffers,
  );
  const facts = {
    rows: rows.rows,
    values: histogram.count,
    unread: painted.unread,
    planes,
    preview: [small.width, small.height],
  };
  return [
    { key: mosaicKeys.strip(band, name, strip), body },
    { key: mosaicKeys.stripFacts(band, name, strip), body: JSON.stringify(facts) },
    { key: mosaicKeys.histogram(band, name, strip), body: encodeHistogram(histogram) },
  ];
}

function coadderOf(
  { band, rows, images, parameters }: StripToPaint,
  { width, height }: Window,
  buffers: BufferPool,
): Coadder {
  const { combine, isWeighted, hasError } = band;
  const canvas = { width, height, images: rows.all, hasError };
  if (combine === 'median') return new StackedCoadder(false, false, canvas, buffers);
  if (combine === 'clipped') return new StackedCoadder(true, isWeighted, canvas, buffers);
  const isWhole =
    isWholeSample(parameters.sampling) && images.every(({ item }) => (item.weight ?? 1) === 1);
  return combine === 'mean' && isWhole && !hasError
    ? new WholeMeanCoadder(canvas, buffers)
    : new RunningCoadder(combine, canvas, buffers);
}

/** Whether an image has a sample or none, never a part of one. */
const isWholeSample = (sampling: MosaicSampling): boolean =>
  sampling === 'bilinear' || sampling === 'lanczos3';

/** Of errors and variances the plane is right as it is. */
const noiseOf = (
  { noise }: PlacedImage,
  { pixels, weightMap }: ImagePixels,
  [background]: BackgroundPlane,
): ClipNoise =>
  noise && noise.kind !== 'weight'
    ? { from: 'plane', scale: 1 }
    : skyNoise(pixels, weightMap, background);
