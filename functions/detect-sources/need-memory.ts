import { OutOfMemory } from 'sep-wasm';

/**
 * Throws OutOfMemory, before anything is allocated, for an image that the function's memory cannot hold (few compressed bytes may declare
 * very many pixels): the larger function tries it then. `functionMegabytes` is 0 outside a function.
 */
export function needMemory(bytes: number, functionMegabytes: number): void {
  if (functionMegabytes > 0 && bytes > functionMegabytes * 2 ** 20) throw new OutOfMemory(bytes);
}
