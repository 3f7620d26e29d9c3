import { z } from 'zod';
import { keys } from '../../shared/contracts/keys.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { UsageError } from '../command.ts';

const objectSchema = z.object({ url: z.string(), bytes: z.number() });
const count = z.int().nonnegative();

/** What cost and estimate want of a task's record; the rest of it may be of any version. */
const recordSchema = z
  .object({
    stage: z.string(),
    name: z.string(),
    seconds: z.number().nonnegative(),
    /** seconds of the processor, where the record tells */
    cpu: z.number().nonnegative().optional(),
    started: z.string(),
    inputs: z.array(objectSchema),
    outputs: z.array(objectSchema),
    traffic: z.union([
      z.object({ reads: count, writes: count, bytesRead: count, bytesWritten: count }),
      z.object({ requests: count, bytesRead: count, bytesWritten: count }),
    ]),
    detections: z
      .object({
        hdus: z.array(z.object({ width: z.number(), height: z.number() })),
        counts: z.object({ sources: z.number() }),
      })
      .optional(),
  })
  .transform(({ traffic, ...record }) => {
    const { bytesRead, bytesWritten } = traffic;
    // Records of before reads and writes were counted apart: a task writes its outputs and nothing else.
    const split =
      'reads' in traffic
        ? { reads: traffic.reads, writes: traffic.writes }
        : { reads: traffic.requests - record.outputs.length, writes: record.outputs.length };
    return { ...record, ...split, bytesRead, bytesWritten };
  });
export type RunRecord = z.infer<typeof recordSchema>;

/** All records of a run, in the order of their keys. Throws UsageError where there are none. */
export async function readRecords(store: Store, run: string): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for await (const { url } of store.list(joinUrl(run, `${keys.tasks()}x`).slice(0, -1))) {
    const text = new TextDecoder().decode(await store.get(url));
    const parsed = recordSchema.safeParse(JSON.parse(text));
    if (!parsed.success)
      throw new UsageError(`${url} is no record of a task: ${z.prettifyError(parsed.error)}`);
    records.push(parsed.data);
  }
  if (records.length === 0)
    throw new UsageError(`there is no run in ${run}: it has no records (tasks/): give the folder of a run`);
  return records;
}
