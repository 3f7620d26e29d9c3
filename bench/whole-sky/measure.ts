import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fill } from '../docs.ts';
import { solveWholeSky } from './background.ts';
import { removeRead, sortWholeSky, writeRead } from './bands.ts';
import { startLongList } from './lists.ts';
import { matchWholeSky, removeOverlaps, writeOverlaps } from './overlaps-read.ts';
import { planWholeBand, removePlanned, writePlanned } from './plan.ts';
import { type WholeSkyRow, wholeSkyTable } from './table.ts';

/*
 * The single tasks of a whole sky at their real size, each in a process of its own: what they take
 * goes into whole-sky.json and the table of docs/scaling.md.
 *
 *     npm run test:whole-sky                        # all, as large as they get: an hour
 *     npm run test:whole-sky -- plan=100000 plan=1628768
 */

type Stage = (size: number) => Record<string, number> | Promise<Record<string, number>>;
interface Known {
  run: Stage;
  /** what the stage reads, written by a process before it */
  before?: (size: number) => Promise<void>;
  /** removes it, outside of what is measured */
  after?: (size: number) => void;
  /** MiB of JavaScript's own memory that the process may have */
  heap: number;
  size: number;
}
const stages: Record<string, Known> = {
  lists: { run: startLongList, heap: 256, size: 10_000_000 },
  bands: {
    ...{ run: sortWholeSky, before: writeRead, after: removeRead },
    ...{ heap: 1_400, size: 4_879_128 },
  },
  plan: {
    ...{ run: planWholeBand, before: writePlanned, after: removePlanned },
    ...{ heap: 1_400, size: 1_628_768 },
  },
  background: { run: solveWholeSky, heap: 2_500, size: 1_628_768 },
  'match-background': {
    ...{ run: matchWholeSky, before: writeOverlaps, after: removeOverlaps },
    ...{ heap: 2_500, size: 1_628_768 },
  },
};

const json = new URL('./whole-sky.json', import.meta.url);
const page = new URL('../../docs/scaling.md', import.meta.url);

async function child(stage: string, size: number): Promise<void> {
  const came = await stages[stage]!.run(size);
  const made = came.images ?? size;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const [cpu, memory] = [(userCPUTime + systemCPUTime) / 1e6, maxRSS / 1024].map(Math.round);
  console.log(JSON.stringify({ stage, size: made, cpu, memory, came }));
}

function measure(asked: string): void {
  const [stage = '', size] = asked.split('=');
  const known = stages[stage];
  if (!known) throw new Error(`${stage}: the stages are ${Object.keys(stages).join(', ')}`);
  const args = [stage, size ?? String(known.size)];
  if (known.before) partOf(asked, 4_000, ['--before', ...args]);
  const answer = partOf(asked, known.heap, ['--child', ...args]);
  known.after?.(Number(args[1]));
  console.log(answer.trim());
  keep(JSON.parse(answer));
}

/** Runs a part of this file with so much memory; what it says. Throws where it fails. */
function partOf(asked: string, heap: number, args: string[]): string {
  const own = fileURLToPath(import.meta.url);
  const { stdout, status } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${heap}`, '--import', 'tsx', own, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${asked} ended with ${status}`);
  return stdout;
}

function keep(one: WholeSkyRow): void {
  const before: WholeSkyRow[] = JSON.parse(readFileSync(json, 'utf8'));
  const others = before.filter(({ stage, size }) => stage !== one.stage || size !== one.size);
  const order = Object.keys(stages);
  const all = [...others, one].sort(
    (a, b) => order.indexOf(a.stage) - order.indexOf(b.stage) || a.size - b.size,
  );
  writeFileSync(json, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(page, fill(readFileSync(page, 'utf8'), 'whole-sky', wholeSkyTable(all)));
}

const [first, ...more] = process.argv.slice(2);
if (first === '--child') await child(more[0]!, Number(more[1]));
else if (first === '--before') await stages[more[0]!]!.before!(Number(more[1]));
else for (const asked of first ? [first, ...more] : Object.keys(stages)) measure(asked);
