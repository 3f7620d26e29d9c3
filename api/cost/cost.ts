import { UsageError } from '../../local/usage-error.ts';
import { type Bill, makeBill, type Stored } from '../../shared/estimate/bill.ts';
import { usageOfRecords } from '../../shared/estimate/record-usage.ts';
import type { Architecture, Workflow } from '../../shared/estimate/usage.ts';
import { refuseUnknown } from '../given.ts';
import { findPlace, type RunPlace } from '../run-place.ts';
import { type RunRecord, readRecords } from './read-records.ts';
import { readStored } from './stored.ts';

/** What a bill is made for. */
export interface CostOptions {
  /** how long the products lie in S3, 0 to 3650 days; default 30 */
  readonly days?: number | undefined;
  /** what leaves AWS for the internet, GB (10⁹ bytes); default 0 */
  readonly download?: number | undefined;
  /** processors of the functions; default `arm64` */
  readonly architecture?: Architecture | undefined;
  /** children of the maps: `standard` (default, as deployed) or `express` */
  readonly workflow?: Workflow | undefined;
}

/** A bill, and what it was made from. */
export interface RunBill {
  readonly bill: Bill;
  readonly records: readonly RunRecord[];
  readonly stored: readonly Stored[];
}

/** Days that storage is paid for, at most. */
export const MAX_DAYS = 3650;
/** GB that leave AWS, at most. */
export const MAX_DOWNLOAD = 1e9;

/** The bill of a run, from the records of its tasks. Throws UsageError where there are none. */
export async function billOf(
  { store, run, label }: RunPlace,
  { days = 30, download = 0, architecture = 'arm64', workflow = 'standard' }: CostOptions,
): Promise<RunBill> {
  const records = await readRecords(store, run, label);
  const usage = usageOfRecords(records, (_, { memorySize }) => memorySize, workflow);
  const stored = await readStored(store, run, days);
  const sent = [{ item: 'download', bytes: download * 1e9 }];
  return { bill: makeBill(usage, architecture, stored, sent), records, stored };
}

/**
 * What a run costs on AWS, or a run on this machine would cost there, from the records of its
 * tasks: quantity × price for each item, dollars at list prices. `place` is a folder or an `s3://`
 * prefix. Throws UsageError where there is no run or no record.
 */
export async function cost(place: string, options: CostOptions = {}): Promise<Bill> {
  const { days, download, architecture, workflow, ...others } = options;
  refuseUnknown(others);
  checkNumber('days', days, MAX_DAYS);
  checkNumber('download', download, MAX_DOWNLOAD);
  return (await billOf(await findPlace(place), options)).bill;
}

function checkNumber(name: string, value: number | undefined, most: number): void {
  if (value !== undefined && !(value >= 0 && value <= most))
    throw new UsageError(`${name} ${value}: write a number from 0 to ${most}`);
}
