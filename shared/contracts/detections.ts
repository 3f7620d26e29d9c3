import * as z from 'zod';
import { extractorFiles } from '../core/source-extractor/extractor-parameters.ts';
import { companionUris, companionWords, type Item, itemSchema } from './lists.ts';
import type { RunParameters } from './parameters.ts';

const runSchema = z.string().min(1);

/** What Step Functions' ItemBatcher makes of the list: some items and what they share. */
export const batchSchema = z.object({
  BatchInput: z.object({ run: runSchema }),
  Items: z.array(itemSchema).min(1),
});

/** One image, for `serverless invoke`. */
const singleSchema = z.object({ run: runSchema, item: itemSchema });

/** The event of STScI's tutorial: its three keys, and none of ours. */
const tutorialSchema = z.object({
  fits_s3_bucket: z.string().min(1),
  fits_s3_key: z.string().min(1),
  s3_output_bucket: z.string().min(1),
});

/** What detect-sources takes, in any of the three forms; comes out as a batch. */
export const detectionsEventSchema = z.union([
  batchSchema.transform(({ BatchInput, Items }) => ({ run: BatchInput.run, items: Items })),
  singleSchema.transform(({ run, item }) => ({ run, items: [item] })),
  tutorialSchema.transform(({ fits_s3_bucket, fits_s3_key, s3_output_bucket }) => ({
    run: `s3://${s3_output_bucket}/`,
    items: [
      {
        line: 1,
        uri: `s3://${fits_s3_bucket}/${fits_s3_key}`,
        name: (fits_s3_key.split('/').pop() ?? '').replace(/\.fits?(\.gz)?$/i, ''),
      },
    ] as Item[],
  })),
]);

/** What detect-sources answers: counts; everything else is in the ledger. */
export interface DetectionsAnswer {
  done: number;
  failed: number;
  sources: number;
}

/** How an image is known to the ledger; what decides its products beside its bytes. */
export function detectionsTask(
  run: string,
  item: Item,
  {
    detection,
    extractor,
    psf,
    positions,
    completeness,
  }: Pick<RunParameters, 'detection' | 'extractor' | 'psf' | 'positions' | 'completeness'>,
) {
  const { measure, measureWeight, flags } = item;
  return {
    run,
    stage: 'detections',
    name: item.name,
    parameters: {
      products: 'sources.parquet', // a run of before there was one is searched again
      ...(extractor === undefined ? { detection } : { extractor }),
      ...(extractor === undefined || detection.DQ_BITS === null ? {} : { bits: detection.DQ_BITS }),
      ...(psf ? { psf } : {}),
      hdu: item.hdu ?? null,
      ...(extractor === undefined ? {} : { measure, measureWeight, flags }),
      ...(positions === undefined ? {} : { positions }),
      ...(completeness === undefined ? {} : { completeness }),
      ...(item.blank === undefined ? {} : { blank: item.blank }),
      ...(item.companions ? { companions: item.companions.map(companionWords) } : {}),
    },
    inputs: [
      ...new Set([
        item.uri,
        ...companionUris(item),
        ...(extractor ? extractorFiles(extractor) : []),
      ]),
    ],
    // what is known by its name alone the image does without
    partial: item.companions?.some(({ isFound }) => isFound) ?? false,
    subject: { line: item.line, uri: item.uri },
  };
}
