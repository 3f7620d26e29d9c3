import * as z from 'zod';
import { machineSchema } from '../contracts/run.ts';
import { depthOf, type PlannedSurvey, WHOLE_SKY_DEG2 } from './survey.ts';

const days = z.number().nonnegative().max(3650);

/** `surveys/*.json`: a survey that has not been run. */
export const surveyFileSchema: z.ZodType<PlannedSurvey> = z
  .strictObject({
    name: z.string().min(1).max(200),
    machine: machineSchema,
    bands: z.array(z.string().min(1)).min(1).max(100),
    images: z.int().min(1).max(1e8),
    width: z.int().min(1).max(100_000),
    height: z.int().min(1).max(100_000),
    pixelScale: z.number().min(1e-4).max(3600),
    bytes: z.number().positive().max(1e12),
    bytesRead: z.number().positive().max(1e12),
    compression: z.enum(['none', 'gzip', 'tiles']),
    headers: z.int().min(0).max(1000).optional(),
    planes: z.int().min(1).max(1000).optional(),
    beside: z.int().min(0).max(10).optional(),
    inOrder: z.int().min(1).max(1e6).optional(),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
      .optional(),
    pairs: z.int().min(0).max(1e12).optional(),
    area: z.number().positive().max(WHOLE_SKY_DEG2),
    sources: z.number().nonnegative().max(1e6).optional(),
    products: z.strictObject({
      colour: z.boolean(),
      pictures: z.enum(['all', 'colour']),
      fits: z.boolean(),
    }),
    mosaics: z
      .strictObject({
        tiles: z.int().min(1).max(1e7),
        side: z.int().min(1).max(100_000),
        scale: z.number().min(1e-4).max(3600),
        bytesPerPixel: z.number().positive().max(100),
        published: z
          .strictObject({
            by: z.string().min(1),
            dollars: z.number().positive(),
            coreHours: z.number().positive(),
          })
          .optional(),
      })
      .optional(),
    photometry: z
      .strictObject({
        objects: z.number().positive().max(1e12),
        radius: z.number().nonnegative().max(60),
        psf: z.boolean(),
        completeness: z.boolean(),
        atPlaces: z.number().positive().max(1e6).optional(),
      })
      .optional(),
    days: z.strictObject({ inputs: days, working: days, products: days }),
    download: z.number().nonnegative().max(1e18),
  })
  .refine((survey) => survey.bytesRead <= survey.bytes * (1 + (survey.beside ?? 0)), {
    path: ['bytesRead'],
    message: 'no more is read of a file than it has: bytes',
  })
  .refine((survey) => survey.machine === 'detect-sources' || depthOf(survey) >= 0.5, {
    path: ['area'],
    message:
      'the images together cover less than half of this area: correct images, width, height, pixelScale or area',
  })
  .refine((survey) => (survey.machine === 'mosaic') === (survey.mosaics !== undefined), {
    path: ['mosaics'],
    message: 'the machine mosaic, and no other, needs it: tiles, side, scale, bytesPerPixel',
  })
  .refine((survey) => survey.products.pictures !== 'colour' || survey.products.colour, {
    path: ['products', 'pictures'],
    message: 'only colour is published, and no colour is made: set colour to true',
  });
