import * as z from 'zod';
import { splitHdu } from '../core/fits/hdu-address.ts';
import { noiseKinds } from '../core/planes/roles.ts';
import { LONGEST_VALUE } from '../core/text.ts';

const hduSchema = z.union([z.int().nonnegative(), z.string().max(LONGEST_VALUE)]);

/** A file beside an image that describes its pixels. */
export const companionSchema = z.object({
  uri: z.string(),
  /** the HDU to take of it; absent: the picture that goes with the image's */
  hdu: hduSchema.optional(),
  kind: z.enum([...noiseKinds, 'bits', 'nonzero', 'zero', 'aside']),
  /**
   * known by its name alone: planes of the image's own file count more, and what does not fit is
   * left out. Else the list says it
   */
  isFound: z.boolean().optional(),
  /** line of the list on which it stands as if it were an image */
  line: z.int().positive().optional(),
});
export type CompanionFile = z.infer<typeof companionSchema>;

/** One image of a list: what a map step gets. */
export const itemSchema = z.object({
  /** number of the line in the dropped list, from 1 */
  line: z.int().positive(),
  /** where the image is: `s3://bucket/key`, or `file:///path` on one's own machine */
  uri: z.string(),
  /** unique in the run; folder of what is made of the image */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/),
  /** the one HDU to take: index (0 = primary) or `EXTNAME` or `EXTNAME,EXTVER` */
  hdu: hduSchema.optional(),
  /** the filter, where the list says it */
  band: z.string().max(LONGEST_VALUE).optional(),
  /** relative weight in a mean, where the list says it: sums of such are finite in float32 */
  weight: z.number().min(1e-9).max(1e9).optional(),
  /** the value of pixels that are no data, where the list or --blank says it */
  blank: z.number().optional(),
  /** files beside it with its noise and its bad pixels */
  companions: z.array(companionSchema).optional(),
  /**
   * with a Source Extractor configuration: the second image, `[HDU]` behind it, in which sources of
   * this one are measured
   */
  measure: z.string().min(1).optional(),
  /** weight map of that second image */
  measureWeight: z.string().min(1).optional(),
  /** FLAG_IMAGE of this image */
  flags: z.array(z.string().min(1)).optional(),
});
export type Item = z.infer<typeof itemSchema>;

/** Why a line, an image or a task has no result. */
export interface Failure {
  /** of the list, from 1 */
  readonly line: number;
  /** address of the image, or the line as it stands in the list when it names none */
  readonly uri: string;
  /** in which it failed, such as `lists`, `detections` or `tiles` */
  readonly stage: string;
  /** name of the error, such as `NoSuchObject` */
  readonly error: string;
  /** what is wrong and what to do about it, in plain words */
  readonly message: string;
  /** of the image: number from 0, or EXTNAME */
  readonly hdu?: number | string | undefined;
  /** of the header that is at fault */
  readonly keyword?: string | undefined;
}

/** One failure as it stands in a record or in `failures.jsonl`. */
export const failureSchema = z.object({
  line: z.int().positive(),
  uri: z.string(),
  stage: z.string(),
  error: z.string(),
  message: z.string(),
  hdu: z.union([z.int(), z.string()]).optional(),
  keyword: z.string().optional(),
});

/** What no two lines of a list have in common: one image may be measured in several. */
export const identityOf = ({ uri, hdu, measure }: Pick<Item, 'uri' | 'hdu' | 'measure'>): string =>
  [uri, hdu ?? '', ...(measure === undefined ? [] : [measure])].join(' ');

/** The files beside an image that are read, each once. */
export const companionUris = ({
  companions = [],
  measure,
  measureWeight,
  flags = [],
}: Item): string[] => [
  ...new Set([
    ...companions.filter(({ kind }) => kind !== 'aside').map(({ uri }) => uri),
    ...[measure, measureWeight, ...flags].flatMap((name) =>
      name === undefined ? [] : [withoutHdu(name)],
    ),
  ]),
];

/** The file of an address that may name an HDU of it. */
export const withoutHdu = (address: string): string => splitHdu(address).file;

/** What of a companion decides the products, beside its bytes. */
export const companionWords = ({ uri, hdu, kind, isFound }: CompanionFile) => [
  uri,
  hdu ?? null,
  kind,
  isFound ?? false,
];

/**
 * Lines of a long list that are done before the others: when all of them fail, the others are not
 * tried.
 */
export const BEGINNING_LINES = 1000;
