import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { heartbeat } from '../heartbeat.ts';
import { cpuSeconds } from '../limits.ts';
import { readers } from './index.ts';
import { play } from './play.ts';
import type { Reader } from './reader.ts';

/**
 * npm run test:readers -- [--million 1] [--seed 1] [--reader NAME] [--cases N] [--report FILE]:
 * each reader its share of so many million inputs, or N of them; what goes wrong is said with its
 * seed.
 */
const { values } = parseArgs({
  options: {
    million: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    reader: { type: 'string', default: '' },
    cases: { type: 'string' },
    report: { type: 'string' },
  },
});
/** All readers have their turn ten times, so that what was stopped has tried them all. */
const ROUNDS = 10;

const chosen = readers.filter(({ name }) => name.includes(values.reader));
const shares = readers.reduce((sum, { share }) => sum + share, 0);
const first = Number(values.seed);
const casesOf = ({ share }: Reader): number =>
  Math.ceil(Number(values.cases ?? (1e6 * Number(values.million) * share) / shares) / ROUNDS);

const counts = new Map(chosen.map(({ name }) => [name, { cases: 0, refused: 0, faults: 0 }]));
const beat = heartbeat();
const begin = process.cpuUsage();
let faults = 0;
const totals = () => ({
  cases: [...counts.values()].reduce((sum, one) => sum + one.cases, 0),
  faults,
  cpuSeconds: Math.round(cpuSeconds(begin)),
});

async function turn(reader: Reader, round: number): Promise<void> {
  const count = counts.get(reader.name)!;
  const cases = casesOf(reader);
  for (let seed = first + round * cases; seed < first + (round + 1) * cases; seed++) {
    beat(seed);
    const { fault, isRefused } = await play(reader, seed);
    count.cases++;
    if (isRefused) count.refused++;
    if (fault === undefined) continue;
    faults++;
    if (count.faults++ < 20) console.error(`${reader.name}, seed ${seed}: ${fault.slice(0, 600)}`);
  }
}

for (let round = 0; round < ROUNDS; round++) {
  for (const reader of chosen) await turn(reader, round);
  const readersRead = Object.fromEntries(counts);
  const report = { firstSeed: first, ...totals(), readers: readersRead };
  if (values.report) writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`);
}
for (const [name, { cases, refused, faults: wrong }] of counts)
  console.log(`${name}: ${cases} inputs, ${refused} refused by name, ${wrong} faults`);
console.log(JSON.stringify(totals()));
process.exit(faults > 0 ? 1 : 0);
