import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as sep from '../src/index.ts';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const typesFolder = join(packageFolder, 'build/types');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

/** What the example is given: a star on an uneven sky. */
const [width, height] = [64, 48];
const pixels = Float32Array.from({ length: width * height }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width)];
  return 10 + ((i * 7919) % 13) / 13 + 500 * Math.exp(-((x - 30) ** 2 + (y - 20) ** 2) / 8);
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sep-wasm-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Messages of the compiler about a module that imports the package's published types, knowing
 * neither a browser nor Node.
 */
function typeErrors(text: string): string[] {
  const path = join(folder, 'example.ts');
  writeFileSync(path, text);
  const program = ts.createProgram([path], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts'],
    types: [],
    paths: { 'sep-wasm': [join(typesFolder, 'index.d.ts')] },
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the published package', () => {
  it('has types that need neither the DOM library nor those of Node', () => {
    const given =
      'declare const console: { log(...all: unknown[]): void };\n' +
      'declare const width: number, height: number, pixels: Float32Array;\n';
    expect(typeErrors(given + example)).toEqual([]);
    expect(typeErrors("import { winpointer } from 'sep-wasm';\nwinpointer();")).toHaveLength(1);
  });

  it('speaks of no pointer in its types', () => {
    const files = ['index', 'image', 'memory', 'extract', 'background'].map(
      (name) => `${name}.d.ts`,
    );
    const published = readdirSync(typesFolder, { recursive: true }).map(String);
    expect(published).toEqual(expect.arrayContaining(files));
    for (const name of files)
      expect(readFileSync(join(typesFolder, name), 'utf8')).not.toMatch(/pointer|WebAssembly\./i);
  });

  it('finds the star of the example in its README', async () => {
    const path = join(folder, 'example.mjs');
    const module = example.replace(
      "from 'sep-wasm'",
      `from ${JSON.stringify(join(packageFolder, 'build/index.js'))}`,
    );
    writeFileSync(
      path,
      `export async function run(width, height, pixels, console) {\n${module.replace(
        /^import (\{.*?\}) from (.*);$/m,
        'const $1 = await import($2);',
      )}}\n`,
    );
    const { run } = await import(/* @vite-ignore */ path);
    const said: number[][] = [];
    await run(width, height, pixels, { log: (...values: number[]) => said.push(values) });
    const [count, x, circle = 0, auto = 0] = said[0] ?? [];
    expect(count).toBe(1);
    expect(x).toBeCloseTo(30, 1);
    const light = 500 * 8 * Math.PI;
    expect(auto / light).toBeGreaterThan(0.9);
    expect(auto / light).toBeLessThan(1.05);
    expect(circle).toBeLessThan(auto);
  });

  it('names each of its functions, classes and constants in the README, a family of constants by its prefix', () => {
    const isNamed = (name: string): boolean => new RegExp(`(\`|, |new )${name}`).test(readme);
    const prefix = (name: string): string =>
      /^[A-Z]+_/.test(name) ? `${name.split('_')[0]}_` : name;
    expect(Object.keys(sep).filter((name) => !isNamed(name) && !isNamed(prefix(name)))).toEqual([]);
  });
});
