import type { InTurn } from '../../shared/core/bytes/in-turn.ts';
import type { Window } from '../../shared/core/grids/window.ts';
import type { BufferPool } from '../../shared/core/mosaics/buffer-pool.ts';
import type { AddedImage, Coadder } from '../../shared/core/mosaics/coadder.ts';
import { MeanPainter } from '../../shared/core/mosaics/mean-painter.ts';
import { paintWindow } from '../../shared/core/mosaics/paint-window.ts';
import type { MeanPlanes, MosaicPlanes } from '../../shared/core/mosaics/planes.ts';
import { RunningCoadder } from '../../shared/core/mosaics/running.ts';
import type { Samples } from '../../shared/core/mosaics/samples.ts';
import { StackedCoadder } from '../../shared/core/mosaics/stacked.ts';
import type { ImageToPaint } from '../../shared/core/tiles/paint.ts';
import type { PaintMemory } from '../../shared/core/tiles/paint-memory.ts';
import type { ImageReader } from '../../shared/run/image-reader.ts';
import type { StripWork } from '../../shared/run/mosaics/load-work.ts';
import { kindsOf } from '../../shared/run/mosaics/plain-layout.ts';
import { MeanCanvas } from '../../sky-wasm/src/mean-canvas.ts';

/** What outlives a strip: images that the next one wants too, and memory. */
export interface StripTools {
  reader: ImageReader;
  memory: PaintMemory;
  samples: Samples;
  buffers: BufferPool;
  /** for pieces of planes, two at a time */
  turns: InTurn;
  /** where there has been need of one */
  canvas?: MeanCanvas;
}

/** An image that is added to a strip. */
export type ImageToAdd = ImageToPaint & { added: AddedImage; area: number };

/** Makes the planes of a strip of images, one after another. */
export interface StripPainter {
  add(image: ImageToAdd): void;
  finish(): MeanPlanes | MosaicPlanes;
}

/** By a kernel where it can: the bilinear mean of images that all count 1. */
export function painterOf(work: StripWork, window: Window, tools: StripTools): StripPainter {
  const { band, parameters } = work;
  const isPlain =
    band.combine === 'mean' &&
    !band.hasError &&
    band.weighAlike &&
    parameters.sampling === 'bilinear';
  return isPlain ? meanPainter(work, window, tools) : coaddingPainter(work, window, tools);
}

function meanPainter(work: StripWork, window: Window, tools: StripTools): StripPainter {
  const { band, tile, rows } = work;
  tools.canvas ??= new MeanCanvas();
  const { conservesFlux } = band;
  const strip = { width: tile.width, rows: rows.rows, images: rows.all, conservesFlux };
  const painter = new MeanPainter(window, strip, { ...tools, canvas: tools.canvas });
  return {
    add: ({ added: { row }, ...image }) => painter.add({ ...image, row }),
    finish: () => painter.finish(),
  };
}

function coaddingPainter(work: StripWork, window: Window, tools: StripTools): StripPainter {
  const { band, tile, rows, parameters } = work;
  const { memory, samples } = tools;
  const { isWeighted, conservesFlux } = band;
  const { sampling, pixfrac } = parameters;
  const way = { sampling, pixfrac, isWeighted, conservesFlux };
  const coadder = coadderOf(work, window, tools.buffers);
  return {
    add: (image) => void paintWindow(window, coadder, image, way, { memory, samples }),
    finish: () => coadder.finish(window.left, window.bottom, tile.width, rows.rows),
  };
}

function coadderOf(
  { band, rows, parameters }: StripWork,
  { width, height }: Window,
  buffers: BufferPool,
): Coadder {
  const { combine, isWeighted } = band;
  const canvas = { width, height, ...kindsOf({ band, parameters }, rows.all) };
  if (combine === 'median') return new StackedCoadder(false, false, canvas, buffers);
  if (combine === 'clipped') return new StackedCoadder(true, isWeighted, canvas, buffers);
  return new RunningCoadder(combine, canvas, buffers);
}
