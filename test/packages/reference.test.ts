import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('the reference pages are called as programs import them, and name no type they lack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-reference-'));
  try {
    const json = join(folder, 'reference.json');
    // ends with an error where a type is referred to that is not exported (typedoc.json)
    execFileSync(process.execPath, ['node_modules/typedoc/bin/typedoc', '--json', json], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { children } = JSON.parse(readFileSync(json, 'utf8'));
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const imported = Object.keys(manifest.exports).map((path) => path.replace('.', 'starfan'));
    expect(children.map(({ name }: { name: string }) => name).sort()).toEqual(
      ['sep-wasm', ...imported].sort(),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
