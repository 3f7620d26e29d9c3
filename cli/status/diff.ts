import { atOnce } from '../../shared/core/bytes/at-once.ts';
import {
  type Difference,
  type DiffKind,
  type DiffTask,
  diffTask,
  sameBytes,
} from '../../shared/pages/status/diff.ts';
import { type BriefRecord, RecordCache } from '../../shared/run/task-notes.ts';
import { joinUrl } from '../../shared/store/url.ts';
import type { RunAddress } from '../run-address.ts';

/** In what two runs differ, task by task. */
export interface RunDiff {
  here: string;
  there: string;
  /** tasks that both have */
  compared: number;
  /** number of tasks that differ so */
  counts: Record<DiffKind, number>;
  /** in the order of the stages' and tasks' names */
  differences: Difference[];
}

/** Compares the records of two runs, and the bytes of their outputs where etags do not show. */
export async function diffRuns(here: RunAddress, there: RunAddress): Promise<RunDiff> {
  const [own, other] = await Promise.all([tasksOf(here), tasksOf(there)]);
  const differences: Difference[] = [];
  let compared = 0;
  await atOnce(own.values(), 16, async (task) => {
    const twin = other.get(`${task.stage}/${task.name}`);
    if (!twin) {
      differences.push(alone(task, 'onlyHere'));
      return;
    }
    compared++;
    const difference = diffTask(task, twin, await changedOutputs(here, there, task, twin));
    if (difference) differences.push(difference);
  });
  for (const [key, task] of other) if (!own.has(key)) differences.push(alone(task, 'onlyThere'));
  const keyOf = ({ stage, name }: Difference) => `${stage}/${name}`;
  differences.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const counts: Record<DiffKind, number> = {
    onlyHere: 0,
    onlyThere: 0,
    state: 0,
    outputs: 0,
    warnings: 0,
    seconds: 0,
  };
  for (const { kinds } of differences) for (const kind of kinds) counts[kind]++;
  return { here: here.label, there: there.label, compared, counts, differences };
}

const alone = ({ stage, name }: DiffTask, kind: 'onlyHere' | 'onlyThere'): Difference => ({
  stage,
  name,
  kinds: [kind],
  text: kind === 'onlyHere' ? 'only here' : 'only there',
});

async function tasksOf({ store, run }: RunAddress): Promise<Map<string, DiffTask>> {
  const { values } = await new RecordCache(store, run, taskOf).refresh();
  return new Map(values.map((task) => [`${task.stage}/${task.name}`, task]));
}

/** What names its own run, or says when it was: it differs always. */
const NAMES_ITS_RUN =
  /^(report|sky)\.html$|^hips\/[^/]+\/(HpxFinder\/)?(properties|metadata\.xml|index\.html)$/;

const taskOf = ({
  stage,
  name,
  state,
  outputs,
  warnings,
  failure,
  seconds,
}: BriefRecord): DiffTask => ({
  stage,
  name,
  state,
  outputs: outputs.filter(({ url }) => !NAMES_ITS_RUN.test(url)),
  warnings,
  error: failure?.error ?? null,
  seconds,
});

async function changedOutputs(
  here: RunAddress,
  there: RunAddress,
  task: DiffTask,
  twin: DiffTask,
): Promise<string[]> {
  const twins = new Map(twin.outputs.map((output) => [output.url, output]));
  const changed: string[] = [];
  for (const output of task.outputs) {
    const other = twins.get(output.url);
    if (!other) continue;
    const same = sameBytes(output, other) ?? (await haveSameBytes(here, there, output.url));
    if (!same) changed.push(output.url);
  }
  return changed;
}

/** What is gone from one of the runs is not the same. */
async function haveSameBytes(here: RunAddress, there: RunAddress, key: string): Promise<boolean> {
  const read = ({ store, run }: RunAddress) =>
    store.get(joinUrl(run, key)).catch((error: Error) => {
      if (error.name === 'NoSuchObject') return undefined;
      throw error;
    });
  const [own, other] = await Promise.all([read(here), read(there)]);
  return own !== undefined && other !== undefined && Buffer.compare(own, other) === 0;
}

const words: Record<DiffKind, string> = {
  onlyHere: 'only here',
  onlyThere: 'only there',
  state: 'ended otherwise',
  outputs: 'other bytes',
  warnings: 'other warnings',
  seconds: 'twice as slow or as fast',
};
const MAX_SHOWN = 20;

/** What differs between two runs, as lines of text. */
export function diffLines({ here, there, compared, counts, differences }: RunDiff): string[] {
  const kinds = (Object.keys(counts) as DiffKind[]).filter((kind) => counts[kind] > 0);
  return [
    `here   ${here}`,
    `there  ${there}`,
    kinds.length === 0
      ? `${compared} tasks, no difference`
      : `${compared} tasks in both; ${kinds.map((kind) => `${counts[kind]} ${words[kind]}`).join(', ')}`,
    ...differences
      .slice(0, MAX_SHOWN)
      .map(({ stage, name, text }) => `  ${stage}/${name}  ${text}`),
    ...(differences.length > MAX_SHOWN
      ? [`  and ${differences.length - MAX_SHOWN} more (--json has all)`]
      : []),
  ];
}
