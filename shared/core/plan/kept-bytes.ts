/** At most, and this share of a function's memory. */
const MOST = 400 * 2 ** 20;
const SHARE = 1 / 5;

/**
 * Bytes of pixels that a process keeps for the next plate or overlap, which mostly wants some of
 * the same images.
 * @param memory bytes that its function has
 */
export const keptBytes = (memory: number): number => Math.min(MOST, memory * SHARE);
