/**
 * Starfan against the programs that astronomers have, in turn on the same input with the same
 * settings, and against its own limits. Peers that are not installed are named and skipped. Writes
 * results.json, the plots and the tables of docs/performance.md.
 *
 * npm run bench [-- --runs N] [-- --only NAME …]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Absent, type Contest, type ContestOutcome, hold } from './contest.ts';
import { detections } from './contests/detection.ts';
import { emptyItems, emptyMessages } from './contests/empty-items.ts';
import { firstTask } from './contests/first-task.ts';
import { mosaics } from './contests/mosaics.ts';
import { processors } from './contests/processor.ts';
import { skyMaps } from './contests/sky-maps.ts';
import { systemTime } from './contests/system.ts';
import { refreshDocs } from './docs.ts';
import { thisMachine } from './machine.ts';
import { readResults, writeSection } from './results.ts';
import { contestsTable } from './tables.ts';

/** Contests by the section of results.json that they are written to. */
const sections = {
  contests: [...detections, ...skyMaps, ...mosaics, emptyItems, emptyMessages, firstTask],
  processors: [...processors, systemTime],
} satisfies Record<string, Contest[]>;
const contests = Object.values(sections).flat();
const names = contests.map(({ name }) => name);

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, only: { type: 'string', multiple: true } },
});
const runs = Number(values.runs);
const wanted = values.only ?? names;
const unknown = wanted.find((name) => !names.includes(name));
if (!(Number.isInteger(runs) && runs > 0) || unknown !== undefined) {
  console.error(
    `npm run bench [-- --runs N] [-- --only NAME …]: N is a whole number above 0, NAME one of ${names.join(', ')}`,
  );
  process.exit(2);
}

const work = mkdtempSync(join(tmpdir(), 'starfan-bench-'));
const found: Record<string, ContestOutcome> = {};
try {
  for (const contest of contests.filter(({ name }) => wanted.includes(name))) {
    const folder = join(work, contest.name);
    mkdirSync(folder);
    try {
      console.error(`${contest.name}: ${contest.work}`);
      const arena = await contest.open(folder);
      found[contest.name] = await hold(contest, arena, runs).finally(() => arena.close?.());
    } catch (error) {
      if (!(error instanceof Absent)) throw error;
      console.error(`  skipped: ${error.message}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

const machine = thisMachine();
for (const [section, list] of Object.entries(sections)) {
  if (!list.some(({ name }) => found[name])) continue;
  const all = { ...readResults()[section as keyof typeof sections]?.results, ...found };
  const results = Object.fromEntries(
    list.flatMap(({ name }) => (all[name] ? [[name, all[name]]] : [])),
  );
  writeSection(section as keyof typeof sections, { machine, results });
}
refreshDocs();
console.log(contestsTable({ contests: { machine, results: found } }));
