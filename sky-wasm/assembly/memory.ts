/** Bytes of all bins of a histogram, and of a mark for each of their pages. */
const COUNTS: usize = (4 << 22) + (1 << 10);

/** Where the bins of a histogram stay, zeros but while pixels are counted. */
export function countsBase(): usize {
  return (__heap_base + 15) & ~15;
}

/** Where the memory that the caller divides begins. */
export function heapBase(): usize {
  return countsBase() + COUNTS;
}
