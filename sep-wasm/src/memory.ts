import { type Kernels, wasm } from '../build/wasm.js';

/** WebAssembly memory ends at 4 GiB, or where the machine does. */
export class OutOfMemory extends Error {
  /** always 'OutOfMemory' */
  override readonly name = 'OutOfMemory';
  /** what was asked for */
  readonly bytes: number;

  /** @internal */
  constructor(bytes: number) {
    super(
      `${bytes} bytes of WebAssembly memory cannot be had: free images, or work on a smaller one`,
    );
    this.bytes = bytes;
  }
}

let loading: Promise<void> | undefined;
let loaded: Kernels | undefined;

async function instantiate(): Promise<void> {
  const bytes = Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0));
  const outOfMemory = (asked: number): never => {
    throw new OutOfMemory(asked);
  };
  const { instance } = await WebAssembly.instantiate(bytes, { env: { outOfMemory } });
  loaded = instance.exports as unknown as Kernels;
}

/**
 * Compile and instantiate the kernels: once, before anything else here is called. Later calls
 * return at once.
 */
export function loadSep(): Promise<void> {
  loading ??= instantiate();
  return loading;
}

/**
 * The kernels. Pointers they return are signed: use them through `>>> 0`. Throws an Error before
 * loadSep has ended.
 * @internal
 */
export function kernels(): Kernels {
  if (!loaded) throw new Error('await loadSep() before using sep-wasm');
  return loaded;
}

/**
 * `bytes` of memory, not cleared, until `release`. Throws OutOfMemory.
 * @internal
 */
export const allocate = (bytes: number): number => kernels().allocate(bytes) >>> 0;

/** @internal */
export const release = (pointer: number): void => kernels().free(pointer);

/**
 * Run `body`; whatever scratch memory it or its kernels take is released after it, also when it
 * throws. @internal
 */
export function withScratch<T>(body: () => T): T {
  const { beginScratch, endScratch } = kernels();
  beginScratch();
  try {
    return body();
  } finally {
    endScratch();
  }
}

/**
 * `bytes` of memory, not cleared, until the end of the enclosing `withScratch`. Throws OutOfMemory.
 * @internal
 */
export const scratch = (bytes: number): number => kernels().scratch(bytes) >>> 0;

// Views of the memory as it is now: any allocation may move it, so take them after the last one and
// do not keep them.
/** @internal */
export const bytesAt = (pointer: number, length: number) =>
  new Uint8Array(kernels().memory.buffer as ArrayBuffer, pointer, length);
/** @internal */
export const int32At = (pointer: number, length: number) =>
  new Int32Array(kernels().memory.buffer as ArrayBuffer, pointer, length);
/** @internal */
export const float32At = (pointer: number, length: number) =>
  new Float32Array(kernels().memory.buffer as ArrayBuffer, pointer, length);
/** @internal */
export const float64At = (pointer: number, length: number) =>
  new Float64Array(kernels().memory.buffer as ArrayBuffer, pointer, length);

/**
 * Copy numbers into scratch memory as float64; the pointer.
 * @internal
 */
export function putFloat64(values: ArrayLike<number>): number {
  const pointer = scratch(values.length * 8);
  float64At(pointer, values.length).set(values);
  return pointer;
}
