import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One import of a file: a path from the root for our own, a name for a package. */
export interface Import {
  name: string;
  /** nothing of it is left when it runs */
  typeOnly: boolean;
}

/** All files of a folder with one of the endings, as paths from the root. */
export function filesOf(folder: string, endings: readonly string[]): string[] {
  if (statSync(join(root, folder)).isFile()) return [folder];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .filter((name) => !/(^|\/)(node_modules|build)\//.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

/** All TypeScript files of a folder, as paths from the root. */
export const sourcesOf = (folder: string): string[] => filesOf(folder, ['.ts']);

/** The text of a file, by its path from the root. */
export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

const STATEMENT =
  /(?:^|\n)\s*(?:import|export)\s([^;'"]*?)from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import '([^']+)'/g;

/** What a file imports. */
export function importsOf(file: string): Import[] {
  return [...textOf(file).matchAll(STATEMENT)].map(([, names = '', from, dynamic, bare]) => {
    const name = from ?? dynamic ?? bare ?? '';
    const inner = names.match(/^\s*\{([^}]*)\}\s*$/)?.[1];
    const allTypes =
      inner?.split(',').every((one) => one.trim() === '' || /^\s*type\s/.test(one)) ?? false;
    return {
      name: name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name,
      typeOnly: /^type\s/.test(names) || allTypes,
    };
  });
}

/**
 * A circle of imports that are there at run time, as the files on it; undefined when there is none.
 */
export function findCircle(files: readonly string[]): string[] | undefined {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (state.get(file) === 'done') return undefined;
    if (state.get(file) === 'open') return [...path.slice(path.indexOf(file)), file];
    state.set(file, 'open');
    path.push(file);
    for (const { name, typeOnly } of importsOf(file)) {
      if (typeOnly || !files.includes(name)) continue;
      const circle = visit(name);
      if (circle) return circle;
    }
    path.pop();
    state.set(file, 'done');
    return undefined;
  };
  for (const file of files) {
    const circle = visit(file);
    if (circle) return circle;
  }
  return undefined;
}
