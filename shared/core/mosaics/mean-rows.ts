import type { CanvasPart, MeanCanvas } from '../../../sky-wasm/src/mean-canvas.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { MeanPlanes, MosaicPlanes } from './planes.ts';
import { SetRuns } from './sets.ts';

/** Bytes of a pixel's mean, and of what will stand behind the means: runs, a reduced picture. */
const ROOM = 4 + 1;

/** The means of rows, as canvases come to their end one after another, and their sets of images. */
export class MeanRows {
  readonly #room: Uint8Array<ArrayBuffer>;
  readonly #science: Float32Array;
  readonly #contexts: number;
  readonly #runs: SetRuns;
  /** pixels taken */
  #length = 0;

  constructor(
    { width, rows, images }: { width: number; rows: number; images: number },
    buffers: BufferPool,
  ) {
    const pixels = width * rows;
    this.#room = buffers.take('means', Uint8Array, ROOM * pixels) as Uint8Array<ArrayBuffer>;
    this.#science = new Float32Array(this.#room.buffer, this.#room.byteOffset, pixels);
    this.#contexts = Math.ceil(images / 32);
    this.#runs = new SetRuns(this.#contexts);
  }

  /** Takes rows from a canvas. Answers whether there are few sets of images so far. */
  take(canvas: MeanCanvas, part: CanvasPart): boolean {
    let areFew = true;
    const means = canvas.finish(part, (count, wordOf) => {
      areFew &&= this.#runs.add(count, wordOf);
    });
    this.#science.set(means, this.#length);
    this.#length += means.length;
    return areFew;
  }

  /** By runs. */
  planes(): MeanPlanes {
    const context = this.#runs.words;
    const counts = context[0]!.map((_, set) =>
      context.reduce((sum, words) => sum + bitsIn(words[set]!), 0),
    );
    const weights = [...new Uint32Array(Float32Array.from(counts).buffer)];
    const sets = this.#runs.setsOf([weights, counts, ...context]);
    return { science: this.#science, sets, room: this.#room };
  }

  /** The same of a canvas that had all rows, however many sets there are. */
  allPlanes(canvas: MeanCanvas, part: CanvasPart): MosaicPlanes {
    const planes = Array.from({ length: this.#contexts }, (_, plane) => canvas.words(part, plane));
    const coverage = new Int32Array(this.#science.length);
    for (const plane of planes)
      for (let k = 0; k < plane.length; k++) coverage[k] = coverage[k]! + bitsIn(plane[k]!);
    const weight = Float32Array.from(coverage);
    return { science: this.#science, weight, coverage, context: planes };
  }
}

/** How many bits are set (Warren, Hacker's Delight, 5-1). */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
