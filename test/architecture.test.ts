import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawings } from '../scripts/architecture/draw.ts';
import { findCircle, importsOf, sourcesOf, textOf } from '../scripts/architecture/imports.ts';
import { coreLayers, packagesOfFile, rooms } from '../scripts/architecture/layers.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The folders that a folder may import from: its own, those of lower rows, and those before it in its own row. */
function below(rows: readonly (readonly string[])[], folder: string): string[] {
  const row = rows.findIndex((folders) => folders.includes(folder));
  const own = rows[row] ?? [];
  return [...rows.slice(0, row).flat(), ...own.slice(0, own.indexOf(folder) + 1)];
}

const isIn = (folders: readonly string[], file: string): boolean =>
  folders.some((folder) => file === folder || file.startsWith(`${folder}/`));

const houseRows = rooms.map((row) => row.map(({ folder }) => folder));
const coreRows = coreLayers.map((row) => row.map((name) => `shared/core/${name}`));

describe('who may import whom', () => {
  for (const room of rooms.flat()) {
    it(`${room.folder} imports its own files, those below it, and its packages`, () => {
      const allowed = below(houseRows, room.folder);
      const files = sourcesOf(room.folder);
      const broken = files.flatMap((file) =>
        importsOf(file)
          .filter(({ name }) =>
            isOurs(name)
              ? !isIn(allowed, name) && !(isBuiltPackage(name) && room.folder === 'sep-wasm/src')
              : !room.packages.test(name) && !packagesOfFile[file]?.test(name),
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
          .filter((one) => isOurs(one.name) && !isIn(allowed, one.name))
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

  it('finds imports of every form', () => {
    const forms = importsOf('shared/store/open.ts').map(({ name }) => name);
    expect(forms).toContain('shared/store/s3.ts'); // a dynamic one
    expect(importsOf('functions/start-run/start-runs.ts').map(({ name }) => name)).toContain(
      '@aws-sdk/client-sfn',
    );
  });
});

describe('the drawings of the architecture', () => {
  for (const [name, picture] of Object.entries(drawings())) {
    it(`${name} is what the code draws (npm run architecture)`, () => {
      expect(readFileSync(join(root, name), 'utf8')).toBe(picture);
    });
  }
});

const isOurs = (name: string): boolean => /^(shared|functions|local|cli|sep-wasm\/(src|build))\//.test(name);
const isBuiltPackage = (name: string): boolean => name.startsWith('sep-wasm/build/');
