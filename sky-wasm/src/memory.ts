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

/** bytes at the beginning of the kernels' memory that `scratch` does not give */
let held = 0;

/**
 * Pointer to so many bytes that stay whatever else is asked for, until they are held for another.
 * RangeError where memory cannot grow.
 */
export function hold(bytes: number): number {
  held = Math.max(held, bytes);
  const [place = 0] = kernelPlaces(kernels(), [held]);
  return place;
}

/** Pointer to bytes that are held; undefined for any others, which have to be copied. */
export function heldAt({ buffer, byteOffset, byteLength }: ArrayBufferView): number | undefined {
  const { memory, heapBase } = kernels();
  const isHeld = buffer === memory.buffer && byteOffset + byteLength <= (heapBase() >>> 0) + held;
  return isHeld ? byteOffset : undefined;
}

/**
 * Pointers to places of so many bytes, one after the other, all over again at each call: what is
 * there is whatever the last user left, and views of it end when another call asks for more.
 * RangeError where memory cannot grow.
 */
export const scratch = (...sizes: readonly number[]): number[] =>
  kernelPlaces(kernels(), [held, ...sizes]).slice(1);

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
