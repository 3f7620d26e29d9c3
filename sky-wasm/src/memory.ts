import { type Kernels, wasm } from '../build/wasm.js';

const PAGE = 2 ** 16;
const ALIGNMENT = 16;

let compiled: WebAssembly.Module | undefined;
let loaded: Kernels | undefined;

/** The kernels, compiled when they are first asked for, with memory of their own. */
export function newKernels(): Kernels {
  compiled ??= new WebAssembly.Module(
    Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0)),
  );
  return new WebAssembly.Instance(compiled).exports as unknown as Kernels;
}

/** Those whose memory all share who hold nothing there. */
export function kernels(): Kernels {
  loaded ??= newKernels();
  return loaded;
}

/**
 * Pointers to places of so many bytes, one after the other, all over again at each call: what is
 * there is whatever the last user left, and views of it end when another call asks for more.
 * RangeError where memory cannot grow.
 */
export const scratch = (...sizes: readonly number[]): number[] => kernelPlaces(kernels(), sizes);

/** The same in any kernels' memory: places of the same sizes are the same again. */
export function kernelPlaces({ memory, heapBase }: Kernels, sizes: readonly number[]): number[] {
  let end = heapBase() >>> 0;
  const places = sizes.map((bytes) => {
    const place = end;
    end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return place;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return places;
}

/** Bytes at a pointer. */
export const bytesAt = (pointer: number, length: number): Uint8Array =>
  new Uint8Array(kernels().memory.buffer, pointer, length);
