import * as z from 'zod';
import { type Failure, failureSchema } from '../../shared/contracts/lists.ts';
import { chunkSchema } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { readChunkEntries } from '../../shared/run/image-ledger.ts';
import { fromJson, readJson } from '../../shared/run/json.ts';
import { mapStages, readStageRecords } from '../../shared/run/map-ledger.ts';
import { ahead } from '../../shared/store/ahead.ts';
import { readLines } from '../../shared/store/lines.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { RecordSums, recordTotalsSchema } from './record-sums.ts';
import { sumsUrl, type TaskPart } from './report-parts.ts';
import { stageSumsSchema } from './sums-schemas.ts';

/** sums asked for at the same time */
const READ_AHEAD = 8;

/** `sums/tasks-<part>.json`: what some tasks of a sky map, or of mosaics, came to. */
export const taskSumsSchema = z.object({
  totals: recordTotalsSchema,
  stages: z.array(stageSumsSchema),
  span: z.object({ from: z.number(), to: z.number() }).nullable(),
  /** lines of the list that are images, as far as these tasks read headers */
  items: z.int(),
  failures: z.array(failureSchema),
  /** of those lines the ones that no task came to */
  unreached: z.array(z.object({ line: z.int(), uri: z.string() })),
  /** tasks */
  brokenOff: z.int(),
});
export type TaskSums = z.infer<typeof taskSumsSchema>;

/** Stages with their lists of items, in the order in which their failures count. */
export const stagesSummed: readonly string[] = ['images', ...Object.keys(mapStages)];

/** Where the items of a stage's tasks stand. */
export const itemsUrl = (run: string, stage: string): string =>
  joinUrl(run, stage === 'images' ? skyKeys.chunks : mapStages[stage]!.items);

/** What was summed of some parts, in their order. */
export const readTaskSums = (store: Store, run: string, parts: readonly TaskPart[]) =>
  ahead(parts, READ_AHEAD, (part) => readJson(store, sumsUrl(run, 'tasks', part), taskSumsSchema));

/** The same of all tasks, stage by stage. */
export async function* sumAllTasks(store: Store, run: string): AsyncGenerator<TaskSums> {
  for (const stage of stagesSummed) {
    const url = itemsUrl(run, stage);
    // A run may not have come so far.
    if (await store.head(url)) yield await sumTasks(store, run, stage, readLines(store, url));
  }
}

/** Sums the records of tasks of a stage, of which lines name some, in their order. */
export async function sumTasks(
  store: Store,
  run: string,
  stage: string,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<TaskSums> {
  const url = itemsUrl(run, stage);
  const sums = new RecordSums();
  const ends = { items: 0, failures: [] as Failure[], unreached: [] as TaskSums['unreached'] };
  let brokenOff = 0;
  if (stage === 'images')
    for await (const entry of readChunkEntries(store, run, parsed(lines, chunkSchema, url))) {
      if (entry.record) sums.add(entry.record);
      for (const { item, failure } of entry.lines) {
        ends.items++;
        if (failure) ends.failures.push(failure);
        else if (!entry.record) ends.unreached.push({ line: item.line, uri: item.uri });
      }
    }
  else {
    const records = readStageRecords(store, run, stage, parsed(lines, z.unknown(), url));
    for await (const record of records) {
      sums.add(record);
      ends.failures.push(...record.failures);
      if (record.state === 'failed') brokenOff++;
    }
  }
  const { tally } = sums;
  return { ...ends, brokenOff, totals: sums.totals(), stages: tally.stages(), span: tally.span() };
}

async function* parsed<T>(
  lines: Iterable<string> | AsyncIterable<string>,
  schema: z.ZodType<T>,
  url: string,
): AsyncGenerator<T> {
  for await (const line of lines) if (line !== '') yield fromJson(line, schema, url);
}
