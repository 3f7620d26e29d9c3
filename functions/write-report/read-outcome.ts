import * as z from 'zod';
import { volumeItemSchema, volumeKeys, volumeName } from '../../shared/contracts/catalogue.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { type Failure, failureSchema } from '../../shared/contracts/lists.ts';
import { type Broken, type Machine, readsHeaders } from '../../shared/contracts/run.ts';
import type { RunSummary } from '../../shared/contracts/run-summary.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { TaskRecord } from '../../shared/contracts/task-record.ts';
import type { Tally } from '../../shared/pages/report/tally.ts';
import { CompanionLines } from '../../shared/run/companion-lines.ts';
import { isDone } from '../../shared/run/is-done.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { readLedger } from '../../shared/run/ledger.ts';
import { readMapLedger } from '../../shared/run/map-ledger.ts';
import { readParameters } from '../../shared/run/parameters.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { type ConnectedGroups, connectedGroups } from './connected-groups.ts';
import { matchNotes } from './match-notes.ts';
import { RecordSums } from './record-sums.ts';
import type { TaskPart } from './report-parts.ts';
import { readTaskSums, sumAllTasks, type TaskSums } from './sum-tasks.ts';

/** What came of every line of the list. */
export interface RunOutcome {
  summary: RunSummary;
  /** what the page says of the records */
  tally: Tally;
  /** the first ones with pictures */
  pictured: TaskRecord[];
  /** by line */
  failures: Failure[];
  /** of mosaics, by band */
  groups: ConnectedGroups[];
}

/**
 * Reads the ledger in the order of the list: every line ends in exactly one of done and failed.
 * Holds failures, not records.
 */
export async function readOutcome(
  store: Store,
  {
    run,
    machine,
    toleratedFailurePercentage,
    broken,
    parts,
  }: {
    run: string;
    machine: Machine;
    toleratedFailurePercentage: number;
    broken?: Broken | undefined;
    /** of a run that was cut, those whose sums are there */
    parts?: readonly TaskPart[] | undefined;
  },
): Promise<RunOutcome> {
  const ends = new LineEnds(machine, broken);
  await readRefused(store, run, machine, ends);
  const sums = new RecordSums();
  const besides = new CompanionLines();
  let brokenOff = 0;
  const tasks = () => (parts ? readTaskSums(store, run, parts) : sumAllTasks(store, run));
  if (readsHeaders(machine)) brokenOff = await addTasks(tasks(), ends, sums);
  else {
    for await (const { item, record } of readLedger(store, run, 'detections')) {
      besides.add(item);
      if (record) sums.add(record);
      ends.end(item, record, record?.failure ?? undefined);
    }
    for await (const record of readMapLedger(store, run)) sums.add(record);
  }
  if (machine === 'detect-sources') brokenOff += await volumesMissing(store, run);
  const failures = ends.failures();
  const lines = ends.items + failures.filter(({ stage }) => stage === 'lists').length;
  const isBad = failures.length * 100 > toleratedFailurePercentage * lines;
  const totals = sums.totals();
  // The report of a sky map tells of them at each survey.
  const groups = machine === 'mosaic' ? await connectedGroups(store, run) : [];
  const summary: RunSummary = {
    run,
    machine,
    state: isBad || brokenOff > 0 || broken ? 'FAILED' : 'SUCCEEDED',
    lines,
    done: lines - failures.length,
    failed: failures.length,
    toleratedFailurePercentage,
    failures: countBy(failures, ({ error }) => error),
    brokenOff,
    notes: [...besides.notes(), ...(await notesOf(store, run, machine, groups))],
    ...totals,
    seconds: Math.round(1000 * totals.seconds) / 1000,
    catalogue: await partsOf(store, run),
    report: keys.report,
  };
  return { summary, tally: sums.tally, pictured: sums.pictured, failures, groups };
}

/** How the lines of a list ended: each fails at most once. */
class LineEnds {
  /** lines that were images */
  items = 0;
  readonly #machine: Machine;
  readonly #broken: Broken | undefined;
  readonly #failures = new Map<number, Failure>();

  constructor(machine: Machine, broken: Broken | undefined) {
    this.#machine = machine;
    this.#broken = broken;
  }

  fail(failure: Failure): void {
    if (!this.#failures.has(failure.line)) this.#failures.set(failure.line, failure);
  }

  /** An image; without a record it had no turn. */
  end(
    item: { line: number; uri: string },
    record: TaskRecord | undefined,
    failure: Failure | undefined,
  ): void {
    this.items++;
    if (failure) this.fail(failure);
    else if (!record) this.miss(item);
  }

  /** An image that had no turn. */
  miss(item: { line: number; uri: string }): void {
    this.fail(notDone(item, this.#machine, this.#broken));
  }

  /** By line. */
  failures(): Failure[] {
    return [...this.#failures.values()].sort((a, b) => a.line - b.line);
  }
}

/** Lines that were no images, and images that the plan refused. */
async function readRefused(
  store: Store,
  run: string,
  machine: Machine,
  ends: LineEnds,
): Promise<void> {
  for (const key of readsHeaders(machine) ? [keys.badLines, skyKeys.refusals] : [keys.badLines]) {
    const url = joinUrl(run, key);
    if (!(await store.head(url))) continue; // the run did not come so far
    for await (const failure of readJsonLines(store, url, failureSchema)) ends.fail(failure);
  }
}

/** What came of the tasks of a sky map, or of mosaics. Answers how many of them broke off. */
async function addTasks(
  tasks: AsyncIterable<TaskSums>,
  ends: LineEnds,
  sums: RecordSums,
): Promise<number> {
  let brokenOff = 0;
  for await (const some of tasks) {
    sums.merge(some);
    ends.items += some.items;
    for (const failure of some.failures) ends.fail(failure);
    for (const item of some.unreached) ends.miss(item);
    brokenOff += some.brokenOff;
  }
  return brokenOff;
}

/** How many volumes of the merged catalogue have not been made, of those planned. */
async function volumesMissing(store: Store, run: string): Promise<number> {
  const url = joinUrl(run, volumeKeys.items);
  if (!(await store.head(url))) return 0;
  let missing = 0;
  for await (const item of readJsonLines(store, url, volumeItemSchema))
    if (!(await isDone(store, run, 'volumes', volumeName(item)))) missing++;
  return missing;
}

const notDone = (
  { line, uri }: { line: number; uri: string },
  machine: Machine,
  broken: Broken | undefined,
): Failure => ({
  line,
  uri,
  stage: readsHeaders(machine) ? 'images' : 'detections',
  ...(broken?.Error === 'AllFailed'
    ? {
        error: 'NotTried',
        message:
          'The lines before it all failed, so this image was not tried: mend what is wrong with those, then starfan redo tries every line',
      }
    : {
        error: 'NotReached',
        message:
          'The run ended before this image was processed: start it again with the same list, which does only what is missing',
      }),
});

/**
 * What a configuration has that is ignored, or the plan found odd about the images as a whole; of a
 * match how many images have no time or filter, of mosaics whose images are of several levels, how
 * many.
 */
async function notesOf(
  store: Store,
  run: string,
  machine: Machine,
  groups: readonly ConnectedGroups[],
): Promise<string[]> {
  if (!readsHeaders(machine)) {
    const { notes, match, positions } = await readParameters(store, run);
    return match || positions ? [...notes, ...(await matchNotes(store, run))] : notes;
  }
  const url = joinUrl(run, skyKeys.plan);
  if (!(await store.head(url))) return [];
  const { warnings } = await readJson(store, url, z.object({ warnings: z.array(z.string()) }));
  return [...warnings, ...groups.filter(({ count }) => count > 1).map(({ words }) => words)];
}

function countBy<T>(values: T[], nameOf: (value: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[nameOf(value)] = (counts[nameOf(value)] ?? 0) + 1;
  return counts;
}

async function partsOf(store: Store, run: string): Promise<string[]> {
  const parts: string[] = [];
  const prefix = joinUrl(run, 'catalogue/part-');
  for await (const { url } of store.list(prefix))
    parts.push(url.slice(prefix.length - 'catalogue/part-'.length));
  return parts;
}
