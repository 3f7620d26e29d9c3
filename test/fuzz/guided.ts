import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { parseArgs } from 'node:util';
import { corpus } from './corpus.ts';
import { heartbeat } from './heartbeat.ts';
import { cpuSeconds, faultOf } from './limits.ts';
import { caseOf } from './mutate.ts';

/**
 * npm run test:guided -- [--seconds 600] [--seed 1] [--report FILE]: damaged FITS files for so much
 * CPU, as test:fuzz has them, but guided by coverage: a case that comes to a block of the readers
 * where none had been is damaged further.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
  },
});
/** The code that guides: FITS, what unpacks it, and its WCS. */
const READERS = /\/shared\/core\/(fits|unpack|wcs|planes|units)\//;

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

const seen = new Set<string>();
/** Whether a block was run since the last question that had not been before. */
async function isNew(): Promise<boolean> {
  const before = seen.size;
  const { result } = await session.post('Profiler.takePreciseCoverage');
  for (const { url, functions } of result) {
    if (!READERS.test(url)) continue;
    for (const { ranges } of functions)
      for (const { count, startOffset, endOffset } of ranges)
        if (count > 0) seen.add(`${url} ${startOffset} ${endOffset}`);
  }
  return seen.size > before;
}

const beat = heartbeat();
const files = corpus(true);
const whole = files.length;
for (const [i] of files.entries()) await faultOf([files[i]!], 0);
await isNew();
const blocks = seen.size;
const first = Number(values.seed);
const begin = process.cpuUsage();
let [cases, faults] = [0, 0];
for (let seed = first; cpuSeconds(begin) < Number(values.seconds); seed++) {
  beat(seed);
  const fault = await faultOf(files, seed);
  cases++;
  if (fault !== undefined) {
    faults++;
    console.error(`seed ${seed} of ${files.length} files: ${fault}`);
  }
  if (await isNew()) files.push(caseOf(files, seed));
}
const report = {
  ...{ firstSeed: first, cases, faults, cpuSeconds: Math.round(cpuSeconds(begin)) },
  ...{ blocksOfCorpus: blocks, blocks: seen.size, kept: files.length - whole },
};
if (values.report) writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report));
process.exit(faults > 0 ? 1 : 0);
