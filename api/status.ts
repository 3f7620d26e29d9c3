import { fileURLToPath } from 'node:url';
import { lockOwner } from '../local/run-folder/lock.ts';
import type { RunRequest } from '../shared/contracts/run.ts';
import { type Bill, makeBill } from '../shared/estimate/bill.ts';
import { usageOfRecords } from '../shared/estimate/record-usage.ts';
import type { TaskNote } from '../shared/pages/status/note.ts';
import { type RunStatus, statusOf } from '../shared/pages/status/status.ts';
import { type RunFiles, RunReader } from '../shared/run/run-reader.ts';
import { schemeOf } from '../shared/store/url.ts';
import { findPlace, type RunPlace } from './run-place.ts';

/** How a run stands at one moment. */
export interface Snapshot extends RunStatus {
  /** its folder or prefix, as it was given */
  run: string;
  /** `detect-sources`, `sky-map` or `mosaic` */
  machine: string;
  /** how it ended, in a sentence */
  verdict: string | undefined;
  /**
   * what its records cost on Lambda so far, dollars, at the list prices of a day; not storage, not
   * what leaves AWS
   */
  cost: { total: number; date: string; region: string };
  /** records that had to be read for it */
  read: number;
}

/** Looks at a run, again and again; only what is new is read each time. */
export function watchRun(
  { store, run, label }: RunPlace,
  isActive: (request: RunRequest | undefined) => Promise<boolean | undefined>,
): () => Promise<Snapshot> {
  const reader = new RunReader(store, run);
  return async () => {
    const files = await reader.refresh();
    const active = await isActive(files.request);
    const status = statusOf({ ...files, isActive: active, now: Date.now() / 1000 });
    const { total, date, region } = billSoFar(files.notes);
    return {
      run: label,
      machine: files.machine,
      ...status,
      verdict: verdictOf(status, files),
      cost: { total, date, region },
      read: files.read,
    };
  };
}

/**
 * Whether a process is at work in a folder; undefined where that cannot be known: `starfan local`
 * locks no folder of its buckets.
 */
export async function isFolderActive(
  folder: string,
  request: RunRequest | undefined,
): Promise<boolean | undefined> {
  if ((await lockOwner(folder)) !== undefined) return true;
  return schemeOf(request?.input.run ?? '') === 's3' ? undefined : false;
}

/**
 * How a run stands, from the records of its tasks: what is done, failed and to do in each stage,
 * why tasks failed, what it cost so far. `place` is a folder or an `s3://` prefix. Throws
 * UsageError where there is no run.
 */
export async function status(place: string): Promise<Snapshot> {
  const found = await findPlace(place);
  const isFolder = schemeOf(found.run) === 'file';
  return watchRun(found, async (request) =>
    isFolder ? isFolderActive(fileURLToPath(found.run), request) : undefined,
  )();
}

/** An earlier verdict says nothing of a run that is under way again. */
const verdictOf = ({ state }: RunStatus, { sentence }: RunFiles): string | undefined =>
  state === 'succeeded' || state === 'failed' ? sentence : undefined;

const billSoFar = (notes: readonly TaskNote[]): Bill =>
  makeBill(
    usageOfRecords(notes, (_, { memorySize }) => memorySize),
    'arm64',
  );
