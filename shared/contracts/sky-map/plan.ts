import * as z from 'zod';
import type { FileVersion, PlannedImage } from './images.ts';

/** `plan/plan.json`: what the plan decided for all. */
export const skyPlanSchema = z.object({
  order: z.int(),
  plateOrder: z.int(),
  width: z.int(),
  frame: z.enum(['equatorial', 'galactic']),
  bands: z.array(z.string()),
  /**
   * bands whose images cannot be weighted against each other: they count alike, their planes of
   * noise mask only
   */
  unweighted: z.array(z.string()).default([]),
  images: z.int(),
  pairs: z.int(),
  plates: z.int(),
  /** of one core, to paint all plates, as predicted */
  seconds: z.number().default(0),
  /** of the painted tiles and, where asked for, of their single FITS files, as predicted */
  bytes: z.number().default(0),
  /** what a person should know of the images */
  warnings: z.array(z.string()),
});
export type SkyPlan = z.infer<typeof skyPlanSchema>;

/** One line of `plan/bands.jsonl`: a band of the plan, and how many images it has. */
export const planBandSchema = z.object({ band: z.string(), images: z.int().positive() });
export type PlanBand = z.infer<typeof planBandSchema>;

/** Images of a band whose lines, or whose planes, stand in one object. */
export const IMAGES_PER_PART = 1024;

/** The part that an image of a band is in. */
export const partOf = (place: number): number => Math.floor(place / IMAGES_PER_PART);

/** An image of the plan, with its place among those of its band. */
export type PlacedImage = PlannedImage & { place: number };

/** Where an image of a band stands: its place, and its line's bytes in the part that it is in. */
export const imageRefSchema = z.tuple([
  z.int().nonnegative(),
  z.int().nonnegative(),
  z.int().positive(),
]);
export type ImageRef = z.infer<typeof imageRefSchema>;

/** The HDUs, planes and factor that a task reads from an image's file. */
export const partsRead = ({ item, hdu, noise, quality, factor }: PlannedImage) => [
  hdu,
  noise ?? null,
  quality ?? null,
  factor ?? 1,
  ...(item.blank === undefined ? [] : [item.blank]),
];

/**
 * What images' pixels are read from, as it stood when their headers were read: their own files, in
 * their order, then those of planes beside them.
 */
export function filesOf(images: readonly PlannedImage[]): {
  inputs: string[];
  planned: FileVersion[];
} {
  const beside = images
    .flatMap(({ noise, quality }) => [noise?.file, quality?.file])
    .filter((file) => file !== undefined);
  const planned = [
    ...images.map(({ item, size, etag }) => ({ url: item.uri, size, etag })),
    ...new Map(beside.map((file) => [file.url, file])).values(),
  ];
  return { inputs: planned.map(({ url }) => url), planned };
}
