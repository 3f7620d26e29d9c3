import * as z from 'zod';
import { skyKeys } from './keys.ts';
import type { SkyParameters } from './parameters.ts';
import type { SkyPlan } from './plan.ts';

/** One line of `plan/pictures.jsonl`: a plate with the bands that have tiles there. */
export const pictureItemSchema = z.object({
  npix: z.int().nonnegative(),
  bands: z.array(z.string()),
  /** of an adaptive stretch: by band, the plate itself and those around it that have tiles */
  around: z.record(z.string(), z.array(z.int().nonnegative())).optional(),
});
export type PictureItem = z.infer<typeof pictureItemSchema>;

/**
 * How the pictures of a plate are known to the ledger. `scales`: the stretches, or the colour
 * model.
 */
export const picturesTask = (
  run: string,
  {
    plan,
    sky,
    item,
    scales,
  }: { plan: SkyPlan; sky: SkyParameters; item: PictureItem; scales: unknown },
  urlOf: (key: string) => string,
) => ({
  run,
  stage: 'pictures',
  name: String(item.npix),
  parameters: [
    plan.order,
    plan.plateOrder,
    plan.width,
    scales,
    sky.bands ?? null,
    sky.publish,
    sky.fits,
  ],
  inputs: item.bands.flatMap((band) => [
    urlOf(skyKeys.tiles(band, item.npix)),
    ...(item.around?.[band] ?? []).map((npix) => urlOf(skyKeys.histogram(band, npix))),
  ]),
  subject: { line: 1, uri: `plate ${plan.plateOrder}/${item.npix}` },
});
