import { z } from 'zod';
import { itemSchema } from './lists.ts';

/** How the sky is to be made: the options of `starfan sky-map`. */
export const skyParametersSchema = z.strictObject({
  /** deepest HiPS order; absent: from the finest pixel scale */
  order: z.int().min(0).max(20).optional(),
  /** bands of the colour picture; absent: none */
  bands: z.strictObject({ r: z.string(), g: z.string(), b: z.string() }).optional(),
  background: z.enum(['plane', 'level', 'none']).default('plane'),
  sampling: z.enum(['bilinear', 'lanczos3', 'area']).default('bilinear'),
  stretch: z.string().default('gaussian-log'),
  /** limits in Montage's grammar */
  cut: z.string().default('-2s max'),
  /** what stands as single tiles; PNG always does */
  fits: z.boolean().default(false),
  frame: z.enum(['equatorial', 'galactic']).default('equatorial'),
});
export type SkyParameters = z.infer<typeof skyParametersSchema>;

const vectorSchema = z.tuple([z.number(), z.number(), z.number()]).readonly();

/** What the header of an image says: all that a plan needs. */
export const plannedImageSchema = z.object({
  item: itemSchema,
  hdu: z.int(),
  band: z.string(),
  width: z.int(),
  height: z.int(),
  /** arcsec */
  pixelScale: z.number(),
  footprint: z.object({ ra: z.array(z.number()), dec: z.array(z.number()) }),
  centre: z.object({ ra: z.number(), dec: z.number() }),
  unit: z.string(),
  /** ICRS vectors of the centre and of the steps across and up; null where the image leaves the sky */
  frame: z.object({ centre: vectorSchema, across: vectorSchema, up: vectorSchema }).nullable(),
});
export type PlannedImage = z.infer<typeof plannedImageSchema>;

/** `plan/plan.json`: what the plan decided for all. */
export const skyPlanSchema = z.object({
  order: z.int(),
  plateOrder: z.int(),
  width: z.int(),
  frame: z.enum(['equatorial', 'galactic']),
  bands: z.array(z.string()),
});
export type SkyPlan = z.infer<typeof skyPlanSchema>;

/** An image of the plan, with its place in it. */
export const placedImageSchema = plannedImageSchema.extend({ place: z.int().nonnegative() });
export type PlacedImage = z.infer<typeof placedImageSchema>;

/** One line of `plan/overlaps.jsonl`: the place of an image that has neighbours after it. */
export const overlapItemSchema = z.object({ place: z.int().nonnegative() });

/** One line of `plan/plates.jsonl`. */
export const plateItemSchema = z.object({ band: z.string(), npix: z.int().nonnegative() });

/** One line of `plan/pictures.jsonl`: a plate with its bands. */
export const pictureItemSchema = z.object({ npix: z.int().nonnegative(), bands: z.array(z.string()) });

/** `overlaps/<place>.json`: an image's own sky and its differences from the neighbours after it. */
export const overlapsSchema = z.object({
  place: z.int().nonnegative(),
  sky: z.object({ plane: vectorSchema, rms: z.number(), count: z.number() }).nullable(),
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

/** `background.json`: per place [a, b, c], to be subtracted; and the seams of each pair before and after. */
export const backgroundSchema = z.object({
  planes: z.array(vectorSchema),
  pairs: z.array(
    z.object({ i: z.int(), j: z.int(), before: z.number(), after: z.number(), weight: z.number() }),
  ),
});

/** The images that an item of a map works on, the first one first. */
export const imagesOfItemSchema = z.array(placedImageSchema).min(1);

/** What the map states of the machine hand over: some items of one kind. */
export const batchOf = <Schema extends z.ZodType>(item: Schema) =>
  z.object({ BatchInput: z.object({ run: z.string().min(1) }), Items: z.array(item).min(1) });

/** Keys of a sky map, relative to the run. */
export const skyKeys = {
  plan: 'plan/plan.json',
  /** every image of the plan, its place being its line */
  images: 'plan/images.jsonl',
  overlapItems: 'plan/overlaps.jsonl',
  overlapImages: (place: number) => `plan/overlaps/${place}.json`,
  plateItems: 'plan/plates.jsonl',
  plateImages: (band: string, npix: number) => `plan/plates/${band}/${npix}.json`,
  pictureItems: 'plan/pictures.jsonl',
  refusals: 'plan/failures.jsonl',
  overlaps: (place: number) => `overlaps/${place}.json`,
  background: 'background.json',
  tiles: (band: string, npix: number) => `tiles/${band}/${npix}.tiles`,
  histogram: (band: string, npix: number) => `histograms/${band}/${npix}.bin`,
  mergedHistogram: (band: string) => `histograms/${band}.bin`,
  stretch: 'stretch.json',
  hips: (survey: string, path: string) => `hips/${survey}/${path}`,
} as const;

/** The name of the colour survey's folder. */
export const colourSurvey = 'colour';
