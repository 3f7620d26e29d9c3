import * as z from 'zod';
import type { Rates } from './rates.ts';
import { drivers, stageNames } from './work.ts';

const amount = z.number().nonnegative();

/** `bench/rates.json`: how long the work of each stage takes on one core of a machine. */
export const ratesSchema: z.ZodType<Rates> = z.strictObject({
  date: z.iso.date(),
  machine: z.string().min(1),
  coldStart: z.partialRecord(z.enum(stageNames), amount),
  invocation: amount,
  tileBytes: z.strictObject({ fits: amount, grey: amount, colour: amount }),
  stages: z.partialRecord(
    z.enum(stageNames),
    z.strictObject({
      seconds: z.partialRecord(z.enum(drivers), amount),
      spread: amount,
      spreadOfStars: amount.optional(),
      measured: z.int().positive(),
      memory: z.partialRecord(z.enum(drivers), amount).optional(),
    }),
  ),
});
