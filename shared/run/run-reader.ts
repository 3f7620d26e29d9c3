import type * as z from 'zod';
import { keys } from '../contracts/keys.ts';
import { failureSchema } from '../contracts/lists.ts';
import {
  type Machine,
  type RunRequest,
  readsHeaders,
  runRequestSchema,
  runStateSchema,
} from '../contracts/run.ts';
import { chunkName, chunkSchema, type ImagesChunk } from '../contracts/sky-map/images.ts';
import { skyKeys } from '../contracts/sky-map/keys.ts';
import type { Reason, TaskNote } from '../pages/status/note.ts';
import { isStep, type RunFacts } from '../pages/status/status.ts';
import { readLines } from '../store/lines.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { readChunk } from './image-ledger.ts';
import { fromJson } from './json.ts';
import { stagesOf } from './run-stages.ts';
import { noteOf, RecordCache } from './task-notes.ts';

/** What a run's files say of it. */
export interface RunFiles extends Omit<RunFacts, 'isActive' | 'now' | 'notes'> {
  readonly machine: Machine;
  /** absent in a run of before there was one */
  readonly request: RunRequest | undefined;
  /** how it ended, in a sentence */
  readonly sentence: string | undefined;
  readonly notes: readonly TaskNote[];
  /** records that had to be read this time */
  readonly read: number;
}

/** Reads how a run stands, again and again: only what is new of it is read twice. */
export class RunReader {
  readonly #store: Store;
  readonly #run: string;
  readonly #records: RecordCache<TaskNote>;
  readonly #files = new Map<string, { etag: string; value: unknown }>();

  constructor(store: Store, run: string) {
    this.#store = store;
    this.#run = run;
    this.#records = new RecordCache(store, run, noteOf);
  }

  async refresh(): Promise<RunFiles> {
    const request = await this.#json(keys.request, runRequestSchema);
    const ended = await this.#json(keys.run, runStateSchema);
    const chunks = await this.#lines(skyKeys.chunks, chunksOf);
    const machine = request?.machine ?? ended?.machine ?? (chunks ? 'sky-map' : 'detect-sources');
    const isSky = readsHeaders(machine);
    const stages = await stagesOf(machine, {
      isMatched: request?.input.match !== undefined,
      chunks,
      step: (stage, key) => this.#step(stage, key),
      names: (key, schema, nameOf) => this.#lines(key, namesOf(schema, nameOf)),
    });
    const images = stages.find((stage) => stage.stage === 'detections');
    const items =
      images && !isStep(images)
        ? (images.tasks?.size ?? 0)
        : ((await this.#lines(keys.list, countLines)) ?? 0);
    const refused = [
      ...((await this.#lines(keys.badLines, reasonsOf)) ?? []),
      ...((isSky && (await this.#lines(skyKeys.refusals, reasonsOf))) || []),
    ];
    const { values, read } = await this.#records.refresh();
    const notes = isSky ? await this.#withLines(values, chunks ?? new Map()) : values;
    return {
      machine,
      request,
      stages,
      items,
      refused,
      verdict: ended === undefined || ended.state === 'RUNNING' ? undefined : ended.state,
      sentence: ended?.verdict,
      notes,
      read,
    };
  }

  async #step(stage: string, key: string) {
    const head = await this.#store.head(joinUrl(this.#run, key));
    return { stage, isMade: head !== undefined, seconds: null };
  }

  /** A chunk of the list that could not be read at all failed for each of its lines. */
  async #withLines(
    notes: TaskNote[],
    chunks: ReadonlyMap<string, ImagesChunk>,
  ): Promise<TaskNote[]> {
    return Promise.all(
      notes.map(async (note) => {
        const chunk = note.stage === 'images' && note.failure ? chunks.get(note.name) : undefined;
        if (!chunk) return note;
        const own = new Set(note.failures.map(({ line }) => line));
        const items = await readChunk(this.#store, this.#run, chunk);
        const rest = items.filter(({ line }) => !own.has(line));
        return {
          ...note,
          failures: [
            ...note.failures,
            ...rest.map(({ line, uri }) => ({ ...note.failure!, line, uri })),
          ],
        };
      }),
    );
  }

  async #json<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const load = async (url: string) => {
      const text = new TextDecoder().decode(await this.#store.get(url));
      try {
        return schema.safeParse(JSON.parse(text)).data;
      } catch {
        return undefined; // no JSON: nothing of ours
      }
    };
    return (await this.#cached(key, load)) ?? undefined;
  }

  /** null where there is no such file. */
  #lines<T>(
    key: string,
    load: (lines: AsyncIterable<string>, url: string) => Promise<T>,
  ): Promise<T | null> {
    return this.#cached(key, (url) => load(readLines(this.#store, url), url));
  }

  async #cached<T>(key: string, load: (url: string) => Promise<T>): Promise<T | null> {
    const url = joinUrl(this.#run, key);
    const head = await this.#store.head(url);
    if (!head) return null;
    const known = this.#files.get(key);
    if (known?.etag === head.etag) return known.value as T;
    const value = await load(url);
    this.#files.set(key, { etag: head.etag, value });
    return value;
  }
}

const namesOf =
  <T>(schema: z.ZodType<T>, nameOf: (item: T) => string) =>
  async (lines: AsyncIterable<string>, url: string): Promise<ReadonlySet<string>> => {
    const names = new Set<string>();
    for await (const line of lines) if (line !== '') names.add(nameOf(fromJson(line, schema, url)));
    return names;
  };

async function chunksOf(
  lines: AsyncIterable<string>,
  url: string,
): Promise<ReadonlyMap<string, ImagesChunk>> {
  const chunks = new Map<string, ImagesChunk>();
  for await (const line of lines) {
    if (line === '') continue;
    const chunk = fromJson(line, chunkSchema, url);
    chunks.set(chunkName(chunk.chunk), chunk);
  }
  return chunks;
}

async function reasonsOf(lines: AsyncIterable<string>, url: string): Promise<Reason[]> {
  const reasons: Reason[] = [];
  for await (const line of lines) if (line !== '') reasons.push(fromJson(line, failureSchema, url));
  return reasons;
}

async function countLines(lines: AsyncIterable<string>): Promise<number> {
  let count = 0;
  for await (const line of lines) if (line !== '') count++;
  return count;
}
