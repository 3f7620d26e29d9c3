import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { corpus } from './corpus.ts';
import { heartbeat } from './heartbeat.ts';
import { cpuSeconds, faultOf } from './limits.ts';

/**
 * npm run test:fuzz -- [--cases N] [--seed S] [--report FILE]: N cases from seed S on; what goes
 * wrong is said with its seed. With ../shared/data more files are damaged than in the suite.
 */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
  },
});
const first = Number(values.seed);
const cases = Number(values.cases);

const beat = heartbeat();
const files = corpus(true);
const begin = process.cpuUsage();
let faults = 0;
for (let seed = first; seed < first + cases; seed++) {
  beat(seed);
  const fault = await faultOf(files, seed);
  if (fault === undefined) continue;
  faults++;
  console.error(`seed ${seed}: ${fault}`);
}
const report = { firstSeed: first, cases, faults, cpuSeconds: Math.round(cpuSeconds(begin)) };
if (values.report) writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`);
console.log(
  `${cases} cases of ${files.length} files from seed ${first} on, ${faults} faults, ${cpuSeconds(begin).toFixed(0)} s of CPU`,
);
process.exit(faults > 0 ? 1 : 0);
