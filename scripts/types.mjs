// Writes dist/types, the declarations of what `starfan` and its subpaths export: before it is
// packed.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}/dist/types`;
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

await rm(out, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-p', 'api/tsconfig.types.json'], {
  cwd: root,
  stdio: 'inherit',
});
for (const name of await readdir(out, { recursive: true })) {
  if (!name.endsWith('.d.ts')) continue;
  const text = await readFile(`${out}/${name}`, 'utf8');
  await writeFile(
    `${out}/${name}`,
    text.replace(/((?:from |import\()(['"])\..*?)\.ts\2/g, '$1.js$2'),
  );
}
