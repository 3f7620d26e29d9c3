import * as z from 'zod';

/** `histograms/<band>/all.json`: what went into the sum of a band's histograms. */
export const bandSumSchema = z.object({
  /** of a sky map, those that have any pixels, rising */
  plates: z.array(z.int().nonnegative()),
  /** addresses of images that a plate did not find as they were planned */
  gone: z.array(z.string()),
});
export type BandSum = z.infer<typeof bandSumSchema>;
