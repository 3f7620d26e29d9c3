import * as z from 'zod';
import type { SkyParameters } from './parameters.ts';
import { filesOf, imageRefSchema, type PlacedImage, partsRead, type SkyPlan } from './plan.ts';

/** One line of `plan/plates.jsonl`. */
export const plateItemSchema = z.object({ band: z.string(), npix: z.int().nonnegative() });
export type PlateItem = z.infer<typeof plateItemSchema>;

/** The images of a plate, in the order of the list, and seconds that it may take. */
const platePlanSchema = z.object({
  npix: z.int().nonnegative(),
  images: z.array(imageRefSchema).min(1),
  seconds: z.number(),
});
export type PlatePlan = z.infer<typeof platePlanSchema>;

/** `plan/plates/<band>/<pack>.json`: plates of one cell three orders above them. */
export const platePackSchema = z.array(platePlanSchema);

/** Plates of a pack, where all are there. */
export const PLATES_PER_PACK = 64;

/** The pack that a plate is in. */
export const packOfPlate = (npix: number): number => Math.floor(npix / PLATES_PER_PACK);

/** How a plate is known to the ledger. */
export const tilesTask = (
  run: string,
  { plan, sky, band, npix }: { plan: SkyPlan; sky: SkyParameters; band: string; npix: number },
  images: readonly PlacedImage[],
  planes: readonly (readonly [number, number, number])[],
) => ({
  run,
  stage: 'tiles',
  name: `${band}-${npix}`,
  parameters: [
    ...[
      plan.order,
      plan.plateOrder,
      plan.width,
      plan.frame,
      sky.sampling,
      planes,
      sky.publish,
      sky.fits,
    ],
    plan.unweighted.includes(band),
    images.map((image) => [...partsRead(image), image.item.weight ?? 1, image.item.name]),
  ],
  ...filesOf(images),
  partial: true,
  subject: { line: images[0]!.item.line, uri: images[0]!.item.uri },
});
