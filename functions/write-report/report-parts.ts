import * as z from 'zod';
import { keys } from '../../shared/contracts/keys.ts';
import { readJson } from '../../shared/run/json.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** Tasks of a stage: a range of the bytes of its list of items. */
export const taskPartSchema = z.object({
  part: z.int(),
  stage: z.string(),
  offset: z.int().nonnegative(),
  length: z.int().positive(),
});
export type TaskPart = z.infer<typeof taskPartSchema>;

/** Images of a band, from the first of one of their files on. */
const imagePartSchema = z.object({
  part: z.int(),
  band: z.string(),
  firstPart: z.int().nonnegative(),
  images: z.int().positive(),
});
export type ImagePart = z.infer<typeof imagePartSchema>;

/** The seams of a band. */
const seamPartSchema = z.object({ part: z.int(), seamsOf: z.string() });

/** A part of the map on the sky. */
export const skyPartSchema = z.union([imagePartSchema, seamPartSchema]);
export type SkyPart = z.infer<typeof skyPartSchema>;

/**
 * `sums/parts.json`: the parts of a report of very many tasks or images, each of which one
 * invocation sums; none of a report that one writes alone. Those of the sky need the failures of
 * all tasks.
 */
export const reportPartsSchema = z.object({
  tasks: z.array(taskPartSchema),
  sky: z.array(skyPartSchema),
});
export type ReportParts = z.infer<typeof reportPartsSchema>;

/** Where what was summed of a part stands. */
export const sumsUrl = (run: string, kind: 'tasks' | 'sky', { part }: { part: number }): string =>
  joinUrl(run, keys.sums(`${kind}-${part}`));

/** The parts of a run's report. */
export const readReportParts = (store: Store, run: string): Promise<ReportParts> =>
  readJson(store, joinUrl(run, keys.reportParts), reportPartsSchema);
