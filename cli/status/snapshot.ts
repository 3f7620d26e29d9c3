import { type Bill, makeBill } from '../../shared/estimate/bill.ts';
import { usageOfRecords } from '../../shared/estimate/record-usage.ts';
import type { TaskNote } from '../../shared/pages/status/note.ts';
import { type RunStatus, statusOf } from '../../shared/pages/status/status.ts';
import { type RunFiles, RunReader } from '../../shared/run/run-reader.ts';
import { isActive, type RunAddress } from '../run-address.ts';

/** How a run stands at one moment. */
export interface Snapshot extends RunStatus {
  run: string;
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
export async function watchRun(address: RunAddress): Promise<() => Promise<Snapshot>> {
  const reader = new RunReader(address.store, address.run);
  return async () => {
    const files = await reader.refresh();
    const active = await isActive(address, files.request);
    const status = statusOf({ ...files, isActive: active, now: Date.now() / 1000 });
    const { total, date, region } = billOf(files.notes);
    return {
      run: address.label,
      machine: files.machine,
      ...status,
      verdict: verdictOf(status, files),
      cost: { total, date, region },
      read: files.read,
    };
  };
}

/** An earlier verdict says nothing of a run that is under way again. */
const verdictOf = ({ state }: RunStatus, { sentence }: RunFiles): string | undefined =>
  state === 'succeeded' || state === 'failed' ? sentence : undefined;

const billOf = (notes: readonly TaskNote[]): Bill =>
  makeBill(
    usageOfRecords(notes, (_, { memorySize }) => memorySize),
    'arm64',
  );
