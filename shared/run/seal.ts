import { createHash } from 'node:crypto';
import { keys } from '../contracts/keys.ts';
import { runStateSchema } from '../contracts/run.ts';
import { VERSION } from '../contracts/version.ts';
import { ahead } from '../store/ahead.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { readRecord } from './record.ts';
import { recordsPrefix } from './task-notes.ts';

/**
 * A run of more tasks than this gets no seal: its own tasks look faster, side by side, what is
 * there.
 */
const MAX_TASKS = 5_000;

/** records looked at at the same time */
const READ_AHEAD = 64;

/** What says what is to be done. */
const given = [keys.list, keys.badLines, keys.parameters];

/**
 * A hash of a run's list, parameters and records as they stand, but for the report's own: what
 * `run.json` says of a run in which all was done. Undefined of a long run.
 */
export async function sealOf(store: Store, run: string): Promise<string | undefined> {
  const hash = createHash('sha256').update(VERSION);
  for (const key of given) hash.update(`${key} ${(await store.head(joinUrl(run, key)))?.etag}\n`);
  const prefix = recordsPrefix(run);
  let tasks = 0;
  for await (const { url, etag } of store.list(prefix)) {
    if (url === reportOf(run)) continue; // written after the seal
    if (++tasks > MAX_TASKS) return undefined;
    hash.update(`${url.slice(prefix.length)} ${etag}\n`);
  }
  return hash.digest('hex').slice(0, 32);
}

const reportOf = (run: string): string => joinUrl(run, keys.task('report', 'report'));

/**
 * Whether a run has a seal and stands as it was sealed: the same list, parameters and records; and
 * every object that a record names, read or made, is there with the same ETag.
 */
export async function isSealed(store: Store, run: string): Promise<boolean> {
  const state = runStateSchema.parse(
    JSON.parse(new TextDecoder().decode(await store.get(joinUrl(run, keys.run)))),
  );
  if (state.seal === undefined || state.seal !== (await sealOf(store, run))) return false;
  const standing = ahead(store.list(recordsPrefix(run)), READ_AHEAD, ({ url }) =>
    stands(store, run, url),
  );
  for await (const isStanding of standing) if (!isStanding) return false;
  return true;
}

/** Whether all that a record names is there unchanged. */
async function stands(store: Store, run: string, url: string): Promise<boolean> {
  const record = await readRecord(store, url);
  if (!(record instanceof Object) || record.state !== 'done') return false;
  const named = [
    ...record.inputs,
    ...record.outputs.map((output) => ({ ...output, url: joinUrl(run, output.url) })),
  ];
  const found = await Promise.all(named.map((one) => store.head(one.url)));
  return found.every((head, i) => head?.etag === named[i]!.etag);
}
