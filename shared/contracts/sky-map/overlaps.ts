import * as z from 'zod';
import { filesOf, imageRefSchema, type PlacedImage, partsRead } from './plan.ts';
import { vectorSchema } from './vector.ts';

/** One line of `plan/overlaps.jsonl`: a group of neighbours that one task compares. */
export const overlapItemSchema = z.object({ band: z.string(), group: z.int().nonnegative() });
export type OverlapItem = z.infer<typeof overlapItemSchema>;

/** One line of `plan/of-bands/<band>/overlaps.jsonl`: a group, and seconds that it may take. */
export const costedOverlapSchema = overlapItemSchema.extend({ seconds: z.number() });
export type CostedOverlap = z.infer<typeof costedOverlapSchema>;

/** How a group is called in the ledger. */
export const overlapName = ({ band, group }: OverlapItem): string => `${band}-${group}`;

/** Groups of a band that stand in one object, a line each. */
export const OVERLAPS_PER_PACK = 64;

/**
 * One line of `plan/overlaps/<band>/<pack>.jsonl`: places of the images whose own skies are
 * measured, and of the pairs that are compared.
 */
export const overlapGroupSchema = z.object({
  images: z.array(imageRefSchema).min(1),
  members: z.array(z.int().nonnegative()),
  pairs: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])),
});

/** What a group's record says: the images' own skies and the differences of the pairs. */
export const overlapsSchema = z.object({
  skies: z.array(
    z.object({
      place: z.int().nonnegative(),
      plane: vectorSchema,
      rms: z.number(),
      count: z.number(),
    }),
  ),
  sums: z.array(
    z.object({
      i: z.string(),
      j: z.string(),
      count: z.number(),
      moments: z.array(z.number()),
      differences: z.array(z.number()),
      squares: z.number(),
      rms: z.number(),
    }),
  ),
});

/** How a group of overlaps is known to the ledger. */
export const overlapsTask = (
  run: string,
  item: OverlapItem,
  plan: z.infer<typeof overlapGroupSchema>,
  images: readonly PlacedImage[],
) => ({
  run,
  stage: 'overlaps',
  name: overlapName(item),
  parameters: [plan.members, plan.pairs, images.map(partsRead)],
  ...filesOf(images),
  partial: true,
  subject: { line: images[0]!.item.line, uri: images[0]!.item.uri },
});
