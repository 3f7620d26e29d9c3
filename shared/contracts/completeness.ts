import * as z from 'zod';

const MAGNITUDES_ERROR =
  'write magnitudes from the brightest to the faintest in steps, such as {"from": 18, "to": 24, "step": 0.25}, 400 at most';

/** Magnitudes at most: each is a row of every image's. */
const MAGNITUDES_MOST = 400;

const magnitudesSchema = z
  .strictObject({
    from: z.number().min(-100).max(100),
    to: z.number().min(-100).max(100),
    step: z.number().min(0.001).max(100),
  })
  .refine(({ from, to, step }) => to >= from && (to - from) / step < MAGNITUDES_MOST, {
    error: MAGNITUDES_ERROR,
  });

const SEED_MOST = 2 ** 32 - 1;
const SEED_ERROR = `write a whole number from 0 to ${SEED_MOST}`;

/** How a run is asked for artificial stars. */
export const completenessInputSchema = z.strictObject({
  /** of the random numbers; 1 where it is not given */
  seed: z
    .int({ error: SEED_ERROR })
    .min(0, { error: SEED_ERROR })
    .max(SEED_MOST, { error: SEED_ERROR })
    .optional(),
  /** of the stars; where it is not given, about each image's own limit */
  magnitudes: magnitudesSchema.optional(),
});

/** Artificial stars in `parameters.json`. */
export const completenessParametersSchema = z.object({
  seed: z.int(),
  magnitudes: magnitudesSchema.nullable(),
});
export type CompletenessParameters = z.infer<typeof completenessParametersSchema>;

/** What came of an image's artificial stars. */
export const completenessSchema = z.object({
  /** magnitudes at which 90 and 50 per cent are recovered; null where they were not reached */
  limit90: z.number().nullable(),
  limit50: z.number().nullable(),
  rows: z.array(
    z.object({
      magnitude: z.number(),
      injected: z.int(),
      recovered: z.int(),
      /** median of recovered less injected magnitude, and scatter about it */
      bias: z.number().nullable(),
      scatter: z.number().nullable(),
    }),
  ),
});
export type Completeness = z.infer<typeof completenessSchema>;
