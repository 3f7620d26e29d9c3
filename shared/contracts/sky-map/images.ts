import * as z from 'zod';
import { noiseKinds } from '../../core/planes/roles.ts';
import { companionUris, companionWords, type Item, itemSchema } from '../lists.ts';
import { numbersSchema, takenSchema } from '../taken.ts';
import { vectorSchema } from './vector.ts';

/**
 * One line of `lists/chunks.jsonl`: lines of list.jsonl, as a range of its bytes, whose headers one
 * task reads.
 */
export const chunkSchema = z.object({
  chunk: z.int().nonnegative(),
  offset: z.int().nonnegative(),
  length: z.int().positive(),
  /** bits of the data quality that are good, where the run says so */
  bits: z.string().optional(),
});
export type ImagesChunk = z.infer<typeof chunkSchema>;

/** A file as it stood when the images were read. */
const fileSchema = z.object({ url: z.string(), size: z.int().nonnegative(), etag: z.string() });
export type FileVersion = z.infer<typeof fileSchema>;

/** What the header of an image says: all that a plan needs. */
export const plannedImageSchema = z.object({
  item: itemSchema,
  /** of the file, when its header was read: its version, and bytes */
  etag: z.string(),
  size: z.int().nonnegative(),
  hdu: z.int(),
  /**
   * the plane with the noise of the pixels, and how; in a file of its own where there is a
   * file
   */
  noise: z
    .object({ hdu: z.int(), kind: z.enum(noiseKinds), file: fileSchema.optional() })
    .optional(),
  /** the plane of the pixels' data quality, and which values of it spoil none */
  quality: z
    .object({
      hdu: z.int(),
      kind: z.enum(['bits', 'nonzero', 'zero']),
      good: z.number(),
      saturated: z.number(),
      file: fileSchema.optional(),
    })
    .optional(),
  taken: takenSchema.optional(),
  ...numbersSchema.shape,
  /** as the header or the list names it; in the plan the name of its folder */
  band: z.string(),
  width: z.int(),
  height: z.int(),
  /**
   * how its numbers are stored, and the largest that BSCALE and BZERO make of these; of floats what
   * they make of 1
   */
  stored: z.object({ bitpix: z.int(), most: z.number() }).optional(),
  /** arcsec */
  pixelScale: z.number(),
  footprint: z.object({ ra: z.array(z.number()), dec: z.array(z.number()) }),
  centre: z.object({ ra: z.number(), dec: z.number() }),
  /**
   * the HEALPix cells that it touches, where the footprint does not say: very wide, or partly off
   * the sky
   */
  cells: z.object({ order: z.int(), cells: z.array(z.int()) }).optional(),
  /** in the plan that of its band */
  unit: z.string(),
  /** that one unit of its pixels stands for, as they are in the file; absent: not known */
  electrons: z.number().positive().optional(),
  /** what its pixels are multiplied by to be in the unit of its band; absent: 1 */
  factor: z.number().positive().optional(),
  /**
   * area of its pixels over that which `factor` brings them to, of a unit that holds flux;
   * absent: 1
   */
  area: z.number().positive().optional(),
  /** MJD of the exposure's begin and end; null when not known */
  epoch: z.tuple([z.number(), z.number()]).nullable(),
  instrument: z.string(),
  /** metres; null when not known */
  wavelengths: z.tuple([z.number(), z.number()]).nullable(),
  /**
   * ICRS vectors of the centre and of the steps across and up; null where the image leaves the sky
   */
  frame: z.object({ centre: vectorSchema, across: vectorSchema, up: vectorSchema }).nullable(),
});
export type PlannedImage = z.infer<typeof plannedImageSchema>;

/** The name of a chunk's record. */
export const chunkName = (chunk: number): string => String(chunk).padStart(5, '0');

/** How a chunk of the list is known to the ledger. */
export const imagesTask = (run: string, { chunk, bits }: ImagesChunk, items: readonly Item[]) => ({
  run,
  stage: 'images',
  name: chunkName(chunk),
  parameters: [
    items.map(({ uri, hdu, band, weight, blank, companions }) => [
      ...[uri, hdu, band, weight, blank],
      ...(companions ? [companions.map(companionWords)] : []),
    ]),
    bits ?? null,
  ],
  inputs: [...items.map(({ uri }) => uri), ...new Set(items.flatMap(companionUris))],
  isFirstReading: true,
  partial: true,
  subject: { line: items[0]!.line, uri: items[0]!.uri },
});
