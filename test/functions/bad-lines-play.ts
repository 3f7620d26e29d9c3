import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepareRun } from '../../functions/start-run/prepare-run.ts';
import { fileStore } from '../../shared/store/file.ts';

// Begins a run of a list with very many bad lines and one good one; prints what came of it as JSON.
// To be started with the heap that it may have.

const lines = Number(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'starfan-bad-lines-'));
const at = (name: string): string => pathToFileURL(join(folder, name)).href;
try {
  const store = fileStore();
  // no two alike, and of each kind
  const bad = (n: number): string =>
    ['no address ', 'ftp://h/', '', 's3://only-', 'file:///a%2F'][n % 5]! + n;
  await store.putStream(
    at('list.txt'),
    (async function* () {
      for (let n = 0; n < lines; n += 1000)
        yield `${Array.from({ length: 1000 }, (_, i) => bad(n + i)).join('\n')}\n`;
      yield 's3://b/good.fits\n';
    })(),
  );
  const { items, badLines } = await prepareRun(
    store,
    'detect-sources',
    { list: at('list.txt'), run: at('run/') },
    {
      execution: 'x',
      folder,
      isAllowed: { bucket: () => true, host: () => true },
      bucket: undefined,
      maxConcurrency: undefined,
    },
  );
  const { size } = statSync(join(folder, 'run/lists/failures.jsonl'));
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ items, badLines, size, cpu: (user + system) / 1e6 }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
