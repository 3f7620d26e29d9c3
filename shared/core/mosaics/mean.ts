import type { CanvasPart, MeanCanvas } from '../../../sky-wasm/src/mean-canvas.ts';
import type { Window } from '../grids/window.ts';
import { type Block, imageCircle } from '../tiles/block.ts';
import { type ImageToPaint, sourceOf } from '../tiles/paint.ts';
import type { PaintMemory } from '../tiles/paint-memory.ts';
import { placePatch } from '../tiles/patch.ts';
import { isWithin, patchesOf, sampledWindow, type TouchedPatch } from '../tiles/touched.ts';
import type { PlacedSamples } from './coadder.ts';
import { areaOf, isOne, placeOn } from './paint-window.ts';
import type { MeanPlanes, MosaicPlanes } from './planes.ts';
import { SetRuns } from './sets.ts';

type PatchOn = TouchedPatch & { readonly place: PlacedSamples };

/**
 * Adds an image to a canvas of means, bilinear: what `paintWindow` and `RunningCoadder` do, to the
 * last bit. `row`: of the table of inputs; `area` multiplies the pixels' area ratio where flux is
 * conserved.
 */
export function paintMean(
  window: Window,
  canvas: MeanCanvas,
  image: ImageToPaint & { row: number; area?: number },
  conservesFlux: boolean,
  memory: PaintMemory,
): void {
  const patches: PatchOn[] = patchesOf(window, image, imageCircle(image), memory).flatMap((one) => {
    const place = placeOn(window, one.block, one);
    return place ? [{ ...one, place }] : [];
  });
  if (patches.length === 0) return;
  const source = sourceOf(image);
  canvas.setImage(source, image.row, sampledWindow(patches, source));
  const { patch } = memory;
  const factorOf = (area: number): number => {
    const ratio = conservesFlux ? area * (image.area ?? 1) : 1;
    return isOne(ratio) ? 1 : ratio;
  };
  for (const touched of patches) {
    const { block, place, extent } = touched;
    if (isSmooth(block)) {
      const factor = factorOf(touched.area!);
      canvas.addPatch(place, touched, block, { isInside: isWithin(extent, image), factor });
      continue;
    }
    const { column, row, size, area } = touched;
    Object.assign(patch, { column, row, size, area });
    placePatch(patch, block, window, image.wcs, false);
    canvas.addPoints(place, patch.x, patch.y, factorOf(areaOf(patch)));
  }
}

const isSmooth = (block: Block): block is Block & Required<Pick<Block, 'x' | 'y'>> =>
  block.x !== undefined && block.y !== undefined;

/** The planes of a part of the canvas; by runs where it has few sets of images. */
export function meanPlanes(
  canvas: MeanCanvas,
  part: CanvasPart,
  images: number,
): MeanPlanes | MosaicPlanes {
  const planes = Math.ceil(images / 32);
  const runs = new SetRuns(planes);
  let areFew = true;
  const { means, room } = canvas.finish(part, (count, wordOf) => {
    areFew &&= runs.add(count, wordOf);
  });
  if (!areFew) return allPlanes(means, canvas, part, planes);
  const context = runs.words;
  const counts = context[0]!.map((_, set) =>
    context.reduce((sum, words) => sum + bitsIn(words[set]!), 0),
  );
  const weights = [...new Uint32Array(Float32Array.from(counts).buffer)];
  return { science: means, sets: runs.setsOf([weights, counts, ...context]), room };
}

function allPlanes(
  science: Float32Array,
  canvas: MeanCanvas,
  part: CanvasPart,
  planes: number,
): MosaicPlanes {
  const context = Array.from({ length: planes }, (_, plane) => canvas.words(part, plane));
  const coverage = new Int32Array(science.length);
  for (const plane of context)
    for (let k = 0; k < plane.length; k++) coverage[k] = coverage[k]! + bitsIn(plane[k]!);
  return { science, weight: Float32Array.from(coverage), coverage, context };
}

/** How many bits are set (Warren, Hacker's Delight, 5-1). */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
