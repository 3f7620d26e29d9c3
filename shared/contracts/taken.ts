import * as z from 'zod';
import { noiseKinds } from '../core/planes/roles.ts';

const planeSchema = z.object({
  /** `HDU 2 (ERR,1)`, or the name of a file beside the image */
  plane: z.string(),
  isBeside: z.boolean(),
});

/** What of a file was taken for a picture of the sky, for its noise and for its bad pixels. */
export const takenSchema = z.object({
  /** `HDU 1 (SCI,1)` */
  sky: z.string(),
  noise: planeSchema.extend({ kind: z.enum(noiseKinds) }).nullable(),
  /**
   * with what its values were taken for, in words; a guess where they are of no mission that is
   * known
   */
  quality: planeSchema.extend({ words: z.string(), isGuess: z.boolean() }).nullable(),
  /** other pictures of the file, of which no name says what they are */
  leftAlone: z.array(z.string()),
});
export type Taken = z.infer<typeof takenSchema>;

/** The same in sentences. */
export const takenWords = ({ noise, quality }: Taken): string[] => [
  ...(noise ? [`${noise.plane} is taken for the ${noise.kind} of each pixel`] : []),
  ...(quality ? [`${quality.plane} marks bad pixels: ${quality.words}`] : []),
];

/** What a header says of the numbers of an image. */
export const numbersSchema = z.object({
  /** '' where nothing names one */
  band: z.string(),
  /** what names the band: keywords, or the list */
  bandFrom: z.string().default(''),
  /** '' where the header names none */
  unit: z.string(),
  /** magnitude of one unit; null when not known */
  zeroPoint: z.number().nullable(),
  /** null where the header does not say it */
  zeroPointSystem: z.enum(['AB', 'Vega']).nullable().default(null),
  /** keywords; '' without a zero point */
  zeroPointFrom: z.string().default(''),
});
export type Numbers = z.infer<typeof numbersSchema>;

/** When and through what an image was taken, after its header. */
export const observedSchema = z.object({
  /** middle of the exposure, UTC; null where nothing says it */
  mjd: z.number().nullable(),
  /** keywords that `mjd` comes from, or why there is none */
  mjdFrom: z.string(),
  /** seconds; null where nothing says it */
  exptime: z.number().nullable(),
  /** the filter as the header or the list writes it; null where nothing names one */
  filter: z.string().nullable(),
  /** '' where the header names none */
  telescope: z.string(),
  instrument: z.string(),
});
export type Observed = z.infer<typeof observedSchema>;
