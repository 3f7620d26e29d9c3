import { type Kernels, wasm } from '../build/wasm.js';

const PAGE = 2 ** 16;
const ALIGNMENT = 16;

let loaded: Kernels | undefined;

/** The kernels, compiled when they are first asked for. */
export function kernels(): Kernels {
  loaded ??= new WebAssembly.Instance(
    new WebAssembly.Module(Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0))),
  ).exports as unknown as Kernels;
  return loaded;
}

/**
 * Pointers to places of so many bytes, one after the other, all over again at each call: what is
 * there is whatever the last user left, and views of it end when another call asks for more.
 * RangeError where memory cannot grow.
 */
export function scratch(...sizes: readonly number[]): number[] {
  const { memory, heapBase } = kernels();
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
