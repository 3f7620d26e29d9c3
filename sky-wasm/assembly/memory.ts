/** Where the memory that the caller divides begins. */
export function heapBase(): usize {
  return (__heap_base + 15) & ~15;
}
