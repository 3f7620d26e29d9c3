import * as z from 'zod';
import { filesOf, imageRefSchema, type PlacedImage, partsRead } from '../sky-map/plan.ts';
import { gridSchema, type MosaicParameters } from './parameters.ts';

/** What a band's mosaics are made like, where images or units decide it. */
export const mosaicBandSchema = z.object({
  /** as folder */
  name: z.string(),
  unit: z.string(),
  combine: z.enum(['mean', 'weighted', 'median', 'clipped', 'sum', 'first', 'min', 'max']),
  conservesFlux: z.boolean(),
  /** magnitude of one unit of the mosaics' pixels, where all images have the same */
  zeroPoint: z
    .object({ magnitude: z.number(), system: z.enum(['AB', 'Vega']).optional() })
    .optional(),
  /** all images give the noise of their pixels in their own unit */
  hasError: z.boolean(),
  /** whether values, also the pixels of one sample, count by their weights */
  isWeighted: z.boolean(),
  /** every image that has a value weighs 1: weights are whole numbers */
  weighAlike: z.boolean(),
});
export type MosaicBand = z.infer<typeof mosaicBandSchema>;

/** `plan/plan.json`: what the plan decided for all. */
export const mosaicsPlanSchema = z.object({
  grid: gridSchema,
  /** the grid in words */
  title: z.string(),
  bands: z.array(mosaicBandSchema),
  /** bands of the pictures in colour: red, green, blue */
  colour: z.tuple([z.string(), z.string(), z.string()]).optional(),
  images: z.int(),
  pairs: z.int(),
  mosaics: z.int(),
  strips: z.int(),
  /** of all mosaics */
  pixels: z.number(),
  /** of all mosaics, as they are without compression */
  bytes: z.number(),
  /** of one core, to paint all strips, as predicted */
  seconds: z.number(),
  warnings: z.array(z.string()),
});
export type MosaicsPlan = z.infer<typeof mosaicsPlanSchema>;

/** One line of `plan/mosaics.jsonl`: a tile of the grid in a band. */
export const mosaicItemSchema = z.object({
  band: z.string(),
  name: z.string(),
  place: z.tuple([z.int(), z.int()]),
  /** of tiles that all three bands of the picture in colour have, in these bands */
  colour: z.literal(true).optional(),
});
export type MosaicItem = z.infer<typeof mosaicItemSchema>;

/** One line of `plan/strips.jsonl`. */
export const stripItemSchema = mosaicItemSchema.extend({ strip: z.int().nonnegative() });
export type StripItem = z.infer<typeof stripItemSchema>;

/** `plan/mosaics/<band>/<name>.json`: the rows of the table of inputs, and the strips. */
export const mosaicPlanSchema = z.object({
  images: z.array(imageRefSchema).min(1),
  /** rows of a strip; the last one may have fewer */
  step: z.int().positive(),
  strips: z.array(
    z.object({
      firstRow: z.int(),
      rows: z.int(),
      /** of `images` */
      images: z.array(z.int()),
    }),
  ),
});

/** The name of a strip's record. */
export const stripName = ({ band, name, strip }: StripItem): string => `${band}-${name}-${strip}`;
/** The name of a mosaic's record. */
export const mosaicName = ({ band, name }: Pick<MosaicItem, 'band' | 'name'>): string =>
  `${band}-${name}`;

/** How a strip is known to the ledger. */
export const stripsTask = (
  run: string,
  item: StripItem,
  grid: MosaicsPlan['grid'],
  {
    band,
    parameters,
    step,
    rows,
    images,
    planes,
  }: {
    band: MosaicBand;
    parameters: MosaicParameters;
    step: number;
    rows: object;
    images: readonly PlacedImage[];
    planes: readonly (readonly [number, number, number])[];
  },
) => ({
  run,
  stage: 'strips',
  name: stripName(item),
  parameters: [
    grid,
    item.place,
    [step, rows],
    [band.combine, band.conservesFlux, band.hasError, band.isWeighted, band.weighAlike],
    [parameters.sampling, parameters.pixfrac, parameters.compress ?? null],
    planes,
    images.map((image) => [
      ...[...partsRead(image), image.item.weight ?? 1, image.area ?? 1],
      ...(band.combine === 'clipped' && image.electrons ? [image.electrons] : []),
    ]),
  ],
  ...filesOf(images),
  partial: true,
  subject: { line: images[0]!.item.line, uri: images[0]!.item.uri },
});

/** How a mosaic is known to the ledger; `urls`: of what is known of its strips. */
export const mosaicsTask = (
  run: string,
  item: MosaicItem,
  grid: MosaicsPlan['grid'],
  {
    band,
    parameters,
    step,
    images,
    planes,
    stretch,
    colour,
    urls,
  }: {
    band: MosaicBand;
    parameters: MosaicParameters;
    step: number;
    images: readonly PlacedImage[];
    planes: readonly (readonly [number, number, number])[];
    stretch: unknown;
    /** what else the picture in colour is made of; absent: there is none */
    colour?: unknown;
    urls: string[];
  },
) => ({
  run,
  stage: 'mosaics',
  name: mosaicName(item),
  parameters: [
    grid,
    item.place,
    band,
    parameters,
    step,
    planes,
    images,
    stretch ?? null,
    colour ?? null,
  ],
  inputs: urls,
  partial: true,
  subject: { line: images[0]!.item.line, uri: images[0]!.item.uri },
});
