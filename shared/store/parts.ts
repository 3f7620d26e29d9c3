const MiB = 2 ** 20;
const mostParts = 10_000;

/** Bodies larger than this go to S3 in parts. */
export const wholeUpTo = 16 * MiB;

/** The byte ranges in which S3 gets a body: a single one up to 16 MiB, else parts of 8 MiB or what 10,000 parts need. */
export function partsOf(size: number): { start: number; end: number }[] {
  if (size <= wholeUpTo) return [{ start: 0, end: size }];
  const step = Math.max(8 * MiB, Math.ceil(size / mostParts));
  const count = Math.ceil(size / step);
  return Array.from({ length: count }, (_, i) => ({ start: i * step, end: Math.min(size, (i + 1) * step) }));
}
