import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { commands } from '../../cli/index.ts';
import { filesOf, textOf } from '../../scripts/architecture/imports.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'sep-wasm/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Lines of more than 100 characters; tables and addresses alone on a line may be longer. */
const longLines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => [...line].length > 100 && !/^(\||\s*\w+:\/\/\S+$|\[[^\]]+\]: )/.test(line));

const sources = [
  ...['api', 'bench', 'cli', 'deploy', 'functions', 'local', 'scripts', 'sep-wasm', 'shared'],
  ...['sky-wasm', 'test', 'vitest.config.ts'],
].flatMap((folder) => filesOf(folder, ['.ts', '.js', '.mjs']));

/** Files whose comments begin with #. */
const hashed = ['.ci/run', ...['deploy', 'scripts', 'surveys'].flatMap(hashedOf), 'serverless.yml'];

function hashedOf(folder: string): string[] {
  return filesOf(folder, ['.yml', '.sh']);
}

/** The lines of a file, counted from 0, on which a comment stands, alone or behind code. */
function commentLines(text: string): Set<number> {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const lines = new Set<number>();
  const lineOf = (at: number): number => source.getLineAndCharacterOfPosition(at).line;
  const add = (from: number, end: number): void => {
    for (let line = lineOf(from); line <= lineOf(end); line++) lines.add(line);
  };
  const visit = (node: ts.Node): void => {
    ts.forEachLeadingCommentRange(text, node.pos, add);
    ts.forEachTrailingCommentRange(text, node.end, add);
    for (const child of node.getChildren(source)) if (!ts.isJSDoc(child)) visit(child);
  };
  visit(source);
  return lines;
}

/** Lines of comments of more than 100 characters; an address alone on a line may be longer. */
function longComments(text: string): string[] {
  const lines = text.split('\n');
  if (lines.every((line) => [...line].length <= 100)) return [];
  const comments = commentLines(text);
  return lines.filter(
    (line, k) =>
      [...line].length > 100 && comments.has(k) && !/^\s*(\/\/|\*) *\w+:\/\/\S+$/.test(line),
  );
}

describe('lines of at most 100 characters', () => {
  it.each(pages)('are those of %s', (page) => {
    expect(longLines(readFileSync(join(root, page), 'utf8'))).toEqual([]);
  });

  it.each(Object.entries(commands))('are those of starfan %s --help', async (_, { load }) => {
    expect(longLines((await load()).help)).toEqual([]);
  });

  it('are all comments of the sources', () => {
    expect(sources.length).toBeGreaterThan(1500);
    const long = sources.flatMap((file) =>
      longComments(textOf(file)).map((line) => `${file}: ${line.trim()}`),
    );
    expect(long).toEqual([]);
  });

  it.each(hashed)('are the comments of %s', (file) => {
    const comments = textOf(file)
      .split('\n')
      .filter((line) => line.trimStart().startsWith('#'));
    expect(comments.length).toBeGreaterThan(0);
    expect(comments.filter((line) => [...line].length > 100)).toEqual([]);
  });

  it('are asked of comments alone, wherever they stand', () => {
    const words = 'word '.repeat(25);
    const inside = ['/**', ` * ${words}`, ' */', `f(1); // ${words}`, `  // ${words}`];
    const outside = [
      `f('// ${words}');`,
      `f(\`// ${words}\`);`,
      `// https://host/${'a'.repeat(99)}`,
    ];
    expect(longComments([...inside, ...outside].join('\n'))).toEqual(
      inside.filter((line) => line.length > 100),
    );
  });
});
