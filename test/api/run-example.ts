import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The built file of `starfan` or `starfan/SUBPATH`. */
const fileOf = (specifier: string): string =>
  pathToFileURL(join(root, manifest.exports[specifier.replace('starfan', '.')].default)).href;

/** The example in the first lines of a module, or the code from its first import on in a page. */
function exampleOf(path: string): string {
  const text = readFileSync(join(root, path), 'utf8');
  const example = path.endsWith('.md')
    ? /^ {4}import (?:.*\n(?: {4}|\n))*/m.exec(text)?.[0].replace(/^ {4}/gm, '')
    : /```ts\n([\s\S]*?) \* ```/.exec(text)?.[1]?.replace(/^ \* ?/gm, '');
  if (example === undefined) throw new Error(`${path} has no example`);
  return example;
}

/**
 * Runs the example of a file of the repository (`api/fits.ts`, `docs/programs.md`) behind some
 * statements, and answers an expression behind it.
 */
export async function runExample(
  file: string,
  before: string,
  expression: string,
): Promise<unknown> {
  const example = exampleOf(file);
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
