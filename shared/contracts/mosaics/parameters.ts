import * as z from 'zod';
import { gridFrames } from '../../core/grids/frames.ts';
import type { AnyGridKind, GridField } from '../../core/grids/grid-kind.ts';
import { type GridSpec, gridKinds } from '../../core/grids/grids.ts';
import { isProjection } from '../../core/grids/one-image.ts';
import { BITS_ERROR, isBits } from '../../core/planes/quality.ts';

const pair = z.tuple([z.number(), z.number()]);
const frame = z.enum(gridFrames);

const imageSchema = z.strictObject({
  kind: z.literal('image'),
  width: z.int().positive(),
  height: z.int().positive(),
  /** keywords and values of its WCS */
  wcs: z.array(z.tuple([z.string(), z.union([z.string(), z.number(), z.boolean()])])),
});

/** What a grid is made from, if it is one of these kinds. */
export const gridSchemaOf = (kinds: readonly AnyGridKind[]): z.ZodType<GridSpec, GridSpec> =>
  z.discriminatedUnion('kind', [imageSchema, ...kinds.map(kindSchema)]) as never;

/** What a grid is made from. */
export const gridSchema = gridSchemaOf(gridKinds);

function kindSchema({ kind, fields }: AnyGridKind) {
  const all = Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]);
  return z.strictObject({ kind: z.literal(kind), ...Object.fromEntries(all) });
}

function fieldSchema(field: GridField): z.ZodType {
  if ('oneOf' in field) return z.enum([...field.oneOf]);
  const { above, least, most = Number.POSITIVE_INFINITY, isOptional } = field;
  const number = above === undefined ? z.number().min(least ?? 0) : z.number().gt(above);
  const bounded = Number.isFinite(most) ? number.max(most) : number;
  return isOptional ? bounded.optional() : bounded;
}

/** How one image is laid on the sky where no grid is given. */
const layoutSchema = z.strictObject({
  projection: z
    .string()
    .refine(isProjection, 'TAN, CAR, SIN, ZEA, STG, ARC, AIT, MOL, SFL, CEA and MER are possible')
    .default('TAN'),
  frame: frame.default('icrs'),
  rotate: z.number().default(0),
  centre: pair.optional(),
  size: z.union([z.strictObject({ degrees: pair }), z.strictObject({ pixels: pair })]).optional(),
  scale: z.number().positive().optional(),
});

/** Units of a survey's bands, from a file in surveys/. */
export const surveySchema = z.strictObject({
  name: z.string().min(1),
  /** of the mosaics, where nothing else is said */
  grid: z.string().optional(),
  unit: z.string().min(1),
  bands: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/),
        from: z.array(z.string()).min(1),
        units: z.array(z.string()).min(1),
        factor: z.number().positive().optional(),
        fnu0: z.number().positive().optional(),
        source: z.string(),
      }),
    )
    .min(1),
});

/** Pixels of one mosaic that are made without being asked for twice. */
export const MAX_PIXELS = 2 ** 31;

/** How mosaics are made: the options of `starfan mosaic`. */
export const mosaicParametersSchema = z.strictObject({
  /** absent: one image, by `layout` */
  grid: gridSchema.optional(),
  layout: layoutSchema.default({ projection: 'TAN', frame: 'icrs', rotate: 0 }),
  sampling: z.enum(['bilinear', 'lanczos3', 'area', 'drizzle']).default('bilinear'),
  /** side of a drop over that of its pixel */
  pixfrac: z.number().gt(0).max(1).default(1),
  /** absent: weighted where all images of a band have weights, else mean */
  combine: z
    .enum(['mean', 'weighted', 'median', 'clipped', 'sum', 'first', 'min', 'max'])
    .optional(),
  /** absent: by the unit */
  conserve: z.enum(['flux', 'brightness']).optional(),
  /** absent: none of one image, lossless of a grid */
  compress: z
    .union([
      z.literal('none'),
      z.literal('lossless'),
      z.strictObject({ quantised: z.number().gt(0).max(1000) }),
    ])
    .optional(),
  /** absent: images keep their units */
  survey: surveySchema.optional(),
  background: z.enum(['plane', 'level', 'none']).default('plane'),
  /** bands of the pictures in colour; absent: by their wavelengths, where three are known */
  bands: z.strictObject({ r: z.string(), g: z.string(), b: z.string() }).optional(),
  /** pixels of one mosaic */
  maxPixels: z.number().positive().default(MAX_PIXELS),
  /** bits of the data quality that say nothing against a pixel */
  bits: z.string().refine(isBits, BITS_ERROR).optional(),
});
export type MosaicParameters = z.infer<typeof mosaicParametersSchema>;
