import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The built file of `starfan` or `starfan/SUBPATH`. */
const fileOf = (specifier: string): string =>
  pathToFileURL(join(root, manifest.exports[specifier.replace('starfan', '.')].default)).href;

/**
 * Runs the example in the first lines of api/NAME.ts behind some statements, and answers an
 * expression behind it.
 */
export async function runExample(
  name: string,
  before: string,
  expression: string,
): Promise<unknown> {
  const text = readFileSync(join(root, `api/${name}.ts`), 'utf8');
  const example = /```ts\n([\s\S]*?) \* ```/.exec(text)?.[1]?.replace(/^ \* ?/gm, '');
  if (example === undefined) throw new Error(`api/${name}.ts has no example`);
  const folder = mkdtempSync(join(tmpdir(), 'starfan-api-'));
  try {
    const path = join(folder, 'example.mjs');
    const module = `${before}\n${example}\nexport const seen = ${expression};`;
    writeFileSync(
      path,
      module.replace(
        /from '(starfan(?:\/\w+)?)'/g,
        (_, specifier: string) => `from '${fileOf(specifier)}'`,
      ),
    );
    return (await import(/* @vite-ignore */ path)).seen;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
