import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { wrongCasing } from '../scripts/architecture/casing.ts';
import { drawings } from '../scripts/architecture/draw.ts';
import { exceptions } from '../scripts/architecture/exceptions.ts';
import {
  filesOf,
  findCircle,
  importsOf,
  sourcesOf,
  textOf,
} from '../scripts/architecture/imports.ts';
import { coreLayers, folders, packagesOfFile } from '../scripts/architecture/layers.ts';
import { limits, overLimits } from '../scripts/architecture/limits.ts';
import { moduleState } from '../scripts/architecture/module-state.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The folders that a folder may import from: its own, those of lower rows, and those before it in
 * its own row.
 */
function below(rows: readonly (readonly string[])[], folder: string): string[] {
  const row = rows.findIndex((folders) => folders.includes(folder));
  const own = rows[row] ?? [];
  return [...rows.slice(0, row).flat(), ...own.slice(0, own.indexOf(folder) + 1)];
}

const isIn = (folders: readonly string[], file: string): boolean =>
  folders.some((folder) => file === folder || file.startsWith(`${folder}/`));

const houseRows = folders.map((row) => row.map(({ path }) => path));
const coreRows = coreLayers.map((row) => row.map((name) => `shared/core/${name}`));

describe('who may import whom', () => {
  for (const { path, packages } of folders.flat()) {
    it(`${path} imports its own files, those below it, and its packages`, () => {
      const allowed = below(houseRows, path);
      const files = sourcesOf(path);
      const broken = files.flatMap((file) =>
        importsOf(file)
          .filter(({ name }) =>
            isOurs(name)
              ? !isIn(allowed, name) && !isBuilt(name, path)
              : !packages.test(name) && !packagesOfFile[file]?.test(name),
          )
          .map(({ name }) => `${file} imports ${name}`),
      );
      expect(files.length).toBeGreaterThan(0);
      expect(broken).toEqual([]);
    });
  }

  for (const name of coreLayers.flat()) {
    it(`shared/core/${name} imports only what stands below it`, () => {
      const allowed = below(coreRows, `shared/core/${name}`);
      const broken = sourcesOf(`shared/core/${name}`).flatMap((file) =>
        importsOf(file)
          .filter((one) => isIn(['shared/core'], one.name) && !isIn(allowed, one.name))
          .map((one) => `${file} imports ${one.name}`),
      );
      expect(broken).toEqual([]);
    });
  }

  it('the layers of shared/core name each of its folders', () => {
    const named = coreRows.flat();
    expect(sourcesOf('shared/core').filter((file) => !isIn(named, file))).toEqual([]);
  });

  it('no files import each other in a circle at run time', () => {
    const files = [...houseRows.flat(), 'scripts', 'test', 'bench'].flatMap(sourcesOf);
    expect(findCircle(files)).toBeUndefined();
  });

  it('no function imports another', () => {
    const broken = sourcesOf('functions').flatMap((file) => {
      const own = file.split('/').slice(0, 2).join('/');
      return importsOf(file)
        .filter(({ name }) => name.startsWith('functions/') && !name.startsWith(`${own}/`))
        .map(({ name }) => `${file} imports ${name}`);
    });
    expect(broken).toEqual([]);
  });

  it('core knows no clock, no chance and no environment', () => {
    const broken = sourcesOf('shared/core').filter((file) =>
      /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.)/.test(textOf(file)),
    );
    expect(broken).toEqual([]);
  });

  it('core keeps nothing between calls: callers own and pass what is overwritten', () => {
    const kept = sourcesOf('shared/core').flatMap((file) =>
      moduleState(file, textOf(file)).map((state) => `${file}: ${state}`),
    );
    expect(kept).toEqual([]);
  });

  it('finds imports of every form', () => {
    const forms = importsOf('shared/store/open.ts').map(({ name }) => name);
    expect(forms).toContain('shared/store/s3.ts'); // a dynamic one
    expect(importsOf('functions/start-run/start-runs.ts').map(({ name }) => name)).toContain(
      '@aws-sdk/client-sfn',
    );
  });
});

describe('state of a module', () => {
  it.each([
    ['let a = 1;', ['a is a variable']],
    ['const a = new Map(); const f = () => a.set(1, 2);', ['a may be changed by set()']],
    ['const a: number[] = []; function f() { a.push(1); }', ['a may be changed by push()']],
    ['const [a] = [new Float64Array(2)]; const f = (i) => { a[i]! += 1; };', ['a is written to']],
    ['const a = new Int32Array(3); const f = () => g(a);', ['a is handed on']],
    ['const a = { b: 1 }; function f() { a.b++; }', ['a is written to']],
    [
      'const a = Array.from({ length: 2 }, () => new Uint8Array(2)); const f = () => a.map(g);',
      ['a may be changed by map()'],
    ],
    ['const a = new Polygon(); class B { c() { a.count = 0; } }', ['a is written to']],
  ])('is found in %s', (text, state) => {
    expect(moduleState('a.ts', text)).toEqual(state);
  });

  it.each([
    'const a = new Uint8Array(2); a[0] = 1; const f = (i) => a[i];',
    'const a = new Map([[1, 2]]); const f = () => a.get(1);',
    'const a = new Float64Array(2); const f = () => { const a = []; a.push(1); };',
    'const a = new Float64Array(2); function f(a) { a[0] = 1; g(a); }',
    'const a = [1, 2] as const; const f = () => g(a);',
  ])('is not in %s', (text) => {
    expect(moduleState('a.ts', text)).toEqual([]);
  });
});

describe('the size of files and functions', () => {
  const folders = [...houseRows.flat(), 'sep-wasm/assembly', 'sky-wasm/assembly'];
  const files = [...folders, 'deploy', 'scripts', 'bench']
    .flatMap((folder) => filesOf(folder, ['.ts', '.js', '.mjs']))
    .filter((file) => file !== 'scripts/architecture/exceptions.ts');
  const found = new Set(
    files.flatMap((file) => overLimits(file, textOf(file)).map((what) => `${file}: ${what}`)),
  );

  it('is within the limits, but for the exceptions', () => {
    expect(files.length).toBeGreaterThan(500);
    expect([...found].filter((one) => !(one in exceptions))).toEqual([]);
  });

  it('has no exception that is within the limits', () => {
    expect(Object.keys(exceptions).filter((one) => !found.has(one))).toEqual([]);
  });

  const { functionLines, parameters, fileLines } = limits;
  const list = (count: number) => Array.from({ length: count }, (_, i) => `a${i}`).join(', ');
  const body = (lines: number) => `{${'\n'.repeat(lines - 1)}}`;

  it.each([
    ['a function', `function f() ${body(functionLines + 1)}`, ['lines of f']],
    ['an arrow', `const f = () => ${body(functionLines + 1)};`, ['lines of f']],
    ['a method', `class A { f() ${body(functionLines + 1)} }`, ['lines of f']],
    ['its parameters', `const f = (${list(parameters + 1)}) => 1;`, ['parameters of f']],
    [
      'a constructor',
      `class A { constructor(${list(parameters + 1)}) {} }`,
      ['parameters of constructor'],
    ],
    ['a file', '1;\n'.repeat(fileLines + 1), ['lines']],
  ])('counts %s', (_, text, what) => {
    expect(overLimits('shared/a.ts', text)).toEqual(what);
  });

  it('is at its limits what it may be', () => {
    const text = `function f(${list(parameters)}) ${body(functionLines)}\n`;
    expect(overLimits('shared/a.ts', text.padEnd(text.length + 9, '\n'))).toEqual([]);
    expect(overLimits('shared/a.ts', '1;\n'.repeat(fileLines))).toEqual([]);
    const kernel = `function f(${list(parameters + 1)}): void {}`;
    expect(overLimits('sep-wasm/assembly/a.ts', kernel)).toEqual([]);
  });
});

describe('the casing of constants', () => {
  it('is the one of CONTRIBUTING.md everywhere', () => {
    const folders = [...houseRows.flat(), 'sep-wasm', 'sky-wasm', 'deploy', 'scripts', 'bench'];
    const files = [...folders, 'test', 'vitest.config.ts'].flatMap((folder) =>
      filesOf(folder, ['.ts', '.js', '.mjs']),
    );
    expect(files.length).toBeGreaterThan(1500);
    const broken = files.flatMap((file) =>
      wrongCasing(file, textOf(file)).map((name) => `${file}: ${name}`),
    );
    expect(broken).toEqual([]);
  });

  it.each([
    'const limit = 3;',
    'const limit = -2 * OTHER;',
    "export const name = 'a', other = f();",
    'const pattern = /a/;',
    'const root = Math.sqrt(2);',
    'const TABLE = { a: 1 };',
    'const LIST = [1, 2];',
    'const F = () => 1;',
    'const URL_HERE = process.env.URL_HERE;',
  ])('is wrong in %s', (text) => {
    expect(wrongCasing('a.ts', text)).toHaveLength(1);
  });

  it.each([
    'const LIMIT = 3;',
    'const NAME = A + B; const NUMBERS = 3;',
    'const table = { a: 1 };',
    'const isLong = process.env.LONG === "1";',
    'function f() { const inner = 1; }',
  ])('is right in %s', (text) => {
    expect(wrongCasing('a.ts', text)).toEqual([]);
  });
});

describe('the drawings of the architecture', () => {
  for (const [name, picture] of Object.entries(drawings())) {
    it(`${name} is what the code draws (npm run architecture)`, () => {
      expect(readFileSync(join(root, name), 'utf8')).toBe(picture);
    });
  }
});

const isOurs = (name: string): boolean =>
  /^(shared|functions|local|api|cli|s(ep|ky)-wasm\/(src|build))\//.test(name);
/** What a folder of kernels is compiled to. */
const isBuilt = (name: string, folder: string): boolean =>
  /^s(ep|ky)-wasm\/src$/.test(folder) && name.startsWith(folder.replace(/src$/, 'build/'));
