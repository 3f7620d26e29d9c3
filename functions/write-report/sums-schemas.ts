import * as z from 'zod';
import { numbersSchema, takenSchema } from '../../shared/contracts/taken.ts';
import type { MapCoverage } from '../../shared/pages/report/coverage.ts';
import type { Seams } from '../../shared/pages/report/seams.ts';
import type { Stage } from '../../shared/pages/report/stages.ts';
import { TakenGroups } from '../../shared/pages/report/taken.ts';

/** A map as its entries. */
const mapOf = <Key, Value>(key: z.ZodType<Key>, value: z.ZodType<Value>) =>
  z.array(z.tuple([key, value])).transform((entries) => new Map(entries));
const setOf = <Value>(value: z.ZodType<Value>) =>
  z.array(value).transform((values) => new Set(values));
/** JSON has no infinity: what is the least of none. */
const least = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.POSITIVE_INFINITY);

const logBins = {
  bins: mapOf(z.number(), z.object({ n: z.number(), sum: z.number() })),
  n: z.number(),
  least,
  most: z.number(),
};

const row = z.object({
  name: z.string(),
  state: z.enum(['done', 'failed']),
  line: z.int().nullable(),
  about: z.string().nullable(),
  sources: z.number().nullable(),
  warnings: z.array(z.string()),
  warned: z.int(),
  failure: z.object({ error: z.string(), message: z.string() }).nullable(),
  failed: z.int(),
  seconds: z.number(),
  memory: z.number(),
  traffic: z.object({
    ...{ reads: z.number(), writes: z.number() },
    ...{ bytesRead: z.number(), bytesWritten: z.number() },
  }),
});

/** The sums of a stage. */
export const stageSumsSchema: z.ZodType<Stage> = z.object({
  name: z.string(),
  rows: z.array(row),
  ...{ tasks: z.int(), done: z.int(), failed: z.int(), warnings: z.int() },
  seconds: z.number(),
  times: z.object(logBins),
  ...{ bytesRead: z.number(), bytesWritten: z.number(), requests: z.number() },
  memory: z.number(),
});

const pair = z.object({
  ...{ i: z.int(), j: z.int() },
  ...{ before: z.number(), after: z.number(), weight: z.number() },
});
const sizes = z.object({ ...logBins, squares: z.number() });
const fixed = z.object({
  ...{ groups: z.int(), alone: z.int(), free: z.int(), told: z.int(), lost: z.int() },
});

/** `sums/sky-<part>.json` of seams: null where the band was not matched. */
export const seamSumsSchema = z
  .object({
    seams: z.object({
      ...{ pairs: z.int(), heldBack: z.int(), before: sizes, after: sizes },
      worst: z.array(pair),
      fixed: fixed.optional(),
    }) as unknown as z.ZodType<Seams>,
    /** names of the images that the worst pairs are of, by their places */
    names: mapOf(z.int(), z.string()),
  })
  .nullable();
export type SeamSums = z.infer<typeof seamSumsSchema>;

const sky = z.object({ ra: z.number(), dec: z.number() });
const dot = z.object({
  at: z.tuple([z.number(), z.number()]),
  ...{ sources: z.number(), images: z.int() },
  first: z.object({ label: z.string(), line: z.int(), sources: z.number(), sky }),
});
const picture = z.object({
  ...{ label: z.string(), line: z.int(), hdu: z.int() },
  ...{ taken: takenSchema, numbers: numbersSchema },
});
const group = z.object({
  ...{ pictures: z.int(), first: picture, hdus: setOf(z.int()) },
  zeroPoints: z.tuple([z.number(), z.number()]).nullable(),
});

/** `sums/sky-<part>.json` of images. */
export const coverageSumsSchema = z.object({
  images: z.int(),
  bands: mapOf(
    z.string(),
    z.object({
      ...{ images: z.int(), plates: z.int(), from: setOf(z.string()) },
      ...{ finest: least, coarsest: z.number(), unit: z.string() },
    }),
  ),
  dots: mapOf(z.string(), dot),
  outlined: z.array(
    z.object({
      ...{ label: z.string(), band: z.string(), bandFrom: z.string() },
      ...{ pixelScale: z.number(), unit: z.string() },
      sky: sky.extend({ footprint: z.array(z.tuple([z.number(), z.number()])) }),
    }),
  ),
  taken: z.object({ groups: z.array(group), others: z.int() }).transform((given) => {
    const groups = new TakenGroups();
    groups.merge(given);
    return groups;
  }),
});

/** What is written of images. */
export const coverageSums = ({ taken, cells: _, plates: __, ...sums }: MapCoverage): object => ({
  ...sums,
  taken: { groups: taken.groups(), others: taken.others },
});

/** JSON of sums: maps and sets as arrays. */
export const sumsJson = (sums: unknown): string =>
  `${JSON.stringify(sums, (_, value) => (value instanceof Map || value instanceof Set ? [...value] : value))}\n`;
