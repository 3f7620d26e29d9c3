import { keys } from '../../shared/contracts/keys.ts';
import { type Failure, failureSchema } from '../../shared/contracts/lists.ts';
import type { Machine, RunSummary } from '../../shared/contracts/run.ts';
import { skyKeys } from '../../shared/contracts/sky-map.ts';
import type { TaskRecord } from '../../shared/contracts/task-record.ts';
import { readLedger } from '../../shared/lambda/ledger.ts';
import { readRecord } from '../../shared/lambda/task.ts';
import { readLines } from '../../shared/store/lines.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** The stage that ends a line of the list, and those whose tasks are others than lines. */
const lineStage: Record<Machine, string> = { 'detect-sources': 'detections', 'sky-map': 'images' };
const laterStages: Record<Machine, string[]> = {
  'detect-sources': [],
  'sky-map': ['overlaps', 'tiles', 'pictures'],
};

/** What came of every line of the list. */
export interface Outcome {
  summary: RunSummary;
  records: TaskRecord[];
  failures: Failure[];
}

/** Reads the ledger in the order of the list: every line ends in exactly one of done and failed. */
export async function readOutcome(
  store: Store,
  {
    run,
    machine,
    toleratedFailurePercentage,
  }: { run: string; machine: Machine; toleratedFailurePercentage: number },
): Promise<Outcome> {
  const failures: Failure[] = [];
  const refused = machine === 'sky-map' ? [keys.badLines, skyKeys.refusals] : [keys.badLines];
  for (const key of refused) {
    for await (const line of readLines(store, joinUrl(run, key))) {
      if (line !== '') failures.push(failureSchema.parse(JSON.parse(line)));
    }
  }
  const ended = new Set(failures.map(({ line }) => line));

  const records: TaskRecord[] = [];
  let done = 0;
  for await (const { item, record } of readLedger(store, run, lineStage[machine])) {
    if (record) records.push(record);
    if (ended.has(item.line)) continue; // the plan refused it
    if (record?.state === 'done') done++;
    else failures.push(record?.failure ?? notReached(item, lineStage[machine]));
  }
  for (const stage of laterStages[machine]) {
    for await (const { url } of store.list(joinUrl(run, `tasks/${stage}/x`).slice(0, -1))) {
      const record = await readRecord(store, url);
      if (record instanceof Object) records.push(record);
    }
  }
  failures.sort((a, b) => a.line - b.line);

  const sum = (of: (record: TaskRecord) => number) =>
    records.reduce((total, record) => total + of(record), 0);
  const lines = done + failures.length;
  const summary: RunSummary = {
    run,
    machine,
    state: failures.length * 100 > toleratedFailurePercentage * lines ? 'FAILED' : 'SUCCEEDED',
    lines,
    done,
    failed: failures.length,
    toleratedFailurePercentage,
    failures: countBy(failures, ({ error }) => error),
    sources: sum((record) => record.detections?.counts.sources ?? 0),
    warnings: sum((record) => record.warnings.length),
    seconds: Math.round(1000 * sum((record) => record.seconds)) / 1000,
    requests: sum((record) => record.traffic.requests),
    bytesRead: sum((record) => record.traffic.bytesRead),
    bytesWritten: sum((record) => record.traffic.bytesWritten),
    memory: records.reduce((most, record) => Math.max(most, record.memory), 0),
    catalogue: await partsOf(store, run),
    report: keys.report,
  };
  return { summary, records, failures };
}

const notReached = ({ line, uri }: { line: number; uri: string }, stage: string): Failure => ({
  line,
  uri,
  stage,
  error: 'NotReached',
  message:
    'The run ended before this image had its turn: start it again with the same list, only what is missing is done',
});

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
