import * as z from 'zod';
import { consequenceOfName } from '../contracts/errors.ts';
import { keys } from '../contracts/keys.ts';
import { failureSchema } from '../contracts/lists.ts';
import { atOnce } from '../core/bytes/at-once.ts';
import type { Reason, TaskNote } from '../pages/status/note.ts';
import { warningKinds } from '../pages/status/warnings.ts';
import type { Head, Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';

/** records asked for at the same time */
const REQUESTS = 64;

const count = z.number().nonnegative();
const object = z.object({ url: z.string(), bytes: count, etag: z.string() });

/** What status, find and diff want of a record; the rest of it may be of any version. */
const briefSchema = z.object({
  stage: z.string(),
  name: z.string(),
  state: z.enum(['done', 'failed']),
  started: z.iso.datetime(),
  seconds: count,
  memorySize: count,
  warnings: z.array(z.string()),
  inputs: z.array(object),
  outputs: z.array(object),
  traffic: z.object({ reads: count, writes: count, bytesRead: count, bytesWritten: count }),
  failure: failureSchema.nullable(),
  failures: z.array(failureSchema).default([]),
  detections: z.object({ counts: z.object({ sources: count }) }).optional(),
});
export type BriefRecord = z.infer<typeof briefSchema>;

/** The prefix under which a run's records stand. */
export const recordsPrefix = (run: string, stage?: string): string =>
  joinUrl(run, `${keys.tasks(stage)}x`).slice(0, -1);

/**
 * The records of a run, each reduced to what is wanted of it. Remembers them: only what is new or
 * has changed is read again. What is no record counts as absent, as it does for the functions.
 */
export class RecordCache<T> {
  readonly #store: Store;
  readonly #prefix: string;
  readonly #reduce: (record: BriefRecord) => T | undefined;
  #known = new Map<string, { etag: string; value: T | undefined }>();

  constructor(store: Store, run: string, reduce: (record: BriefRecord) => T | undefined) {
    this.#store = store;
    this.#prefix = recordsPrefix(run);
    this.#reduce = reduce;
  }

  /** All of them in the order of their keys, and how many had to be read. */
  async refresh(): Promise<{ values: T[]; read: number }> {
    const found: Head[] = [];
    for await (const head of this.#store.list(this.#prefix)) found.push(head);
    const changed = found.filter(({ url, etag }) => this.#known.get(url)?.etag !== etag);
    const fresh = new Map<string, { etag: string; value: T | undefined }>();
    await atOnce(changed, REQUESTS, async (head) => {
      fresh.set(head.url, { etag: head.etag, value: await this.#read(head) });
    });
    this.#known = new Map(found.map(({ url }) => [url, fresh.get(url) ?? this.#known.get(url)!]));
    const values: T[] = [];
    for (const { value } of this.#known.values()) if (value !== undefined) values.push(value);
    return { values, read: changed.length };
  }

  async #read({ url, size }: Head): Promise<T | undefined> {
    let value: unknown;
    try {
      // The length is known: one request less of the disk than for the whole.
      value = JSON.parse(
        new TextDecoder().decode(await this.#store.getRange(url, 0, Math.max(1, size))),
      );
    } catch (error) {
      // Half of a record that grew meanwhile, or one that is gone again: the next look finds it.
      if (error instanceof SyntaxError || (error instanceof Error && error.name === 'NoSuchObject'))
        return undefined;
      throw error;
    }
    const record = briefSchema.safeParse(value);
    return record.success ? this.#reduce(record.data) : undefined;
  }
}

/** What the status of a run keeps of a record. */
export function noteOf(record: BriefRecord): TaskNote {
  const {
    stage,
    name,
    state,
    seconds,
    memorySize,
    traffic,
    warnings,
    failure,
    failures,
    detections,
  } = record;
  return {
    stage,
    name,
    state,
    isSetAside: failure !== null && consequenceOfName(failure.error) !== 'item',
    ended: Date.parse(record.started) / 1000 + seconds,
    seconds,
    memorySize,
    ...traffic,
    sources: detections?.counts.sources ?? 0,
    warnings: warnings.length,
    warned: warningKinds(warnings),
    failure: failure && reasonOf(failure),
    failures: failures.map(reasonOf),
  };
}

const reasonOf = ({ line, uri, stage, error, message }: z.infer<typeof failureSchema>): Reason => ({
  line,
  uri,
  stage,
  error,
  message,
});
