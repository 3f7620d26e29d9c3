import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { consequenceOfName } from '../../shared/contracts/errors.ts';
import { dropPrefixes } from '../../shared/contracts/keys.ts';
import { runInputSchema } from '../../shared/contracts/run.ts';
import { skyParametersSchema } from '../../shared/contracts/sky-map/parameters.ts';
import { root } from './service.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Rows of all tables of a page, by what stands in backquotes in their first cell. */
function rowsOf(page: string): Map<string, string[]> {
  const rows = read(page)
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return new Map(
    rows.map((line) => {
      const cells = line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim());
      return [cells[0]!.replaceAll('`', ''), cells];
    }),
  );
}

describe('docs/operating.md', () => {
  const rows = rowsOf('docs/operating.md');
  const consequences = /const consequences[^{]*\{([^}]*)\}/.exec(
    read('shared/contracts/errors.ts'),
  )![1]!;
  const contract = [...consequences.matchAll(/(\w+): '/g)].map(([, name]) => name!);

  it('has every name of the contract, and says what it decides', () => {
    expect(contract.length).toBeGreaterThan(20);
    const words = { item: 'no, the image fails', retry: 'yes', run: 'no, the run ends' };
    for (const name of contract)
      expect([name, rows.get(name)?.[2]]).toEqual([name, words[consequenceOfName(name)]]);
  });

  it('has every name that functions give, and that the machines catch', () => {
    const given = ['functions', 'cli', 'shared/run'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .flatMap((name) =>
          [
            ...read(`${folder}/${name}`).matchAll(
              /\b(?:error|name): '([A-Z][a-z]+[A-Z]\w*|Crashed|Cancelled|Interrupted)'/g,
            ),
          ].map(([, error]) => error!),
        ),
    );
    expect(given).toContain('DifferentUnit');
    const caught = ['detect-sources', 'sky-map', 'mosaic'].flatMap((machine) =>
      [
        ...read(`statemachines/${machine}.asl.json`).matchAll(/"ErrorEquals":\s*\[([^\]]*)\]/g),
      ].flatMap(([, names]) => names!.split(',').map((name) => name.trim().replaceAll('"', ''))),
    );
    expect(caught).toContain('States.ALL');
    const missing = [...new Set([...given, ...caught])].filter((name) => !rows.has(name));
    expect(missing).toEqual([]);
  });

  it('says of every one what to do', () => {
    for (const [name, cells] of rows) if (cells.length === 4) expect(cells[3], name).not.toBe('');
  });
});

describe('docs/console.md', () => {
  const rows = rowsOf('docs/console.md');
  /** What a person writes; the others come from one's own machine, or from a dropped list. */
  const inputKeys = Object.keys(runInputSchema.shape).filter(
    (key) => !['folder', 'etag', 'versionId', 'add', 'matchWith'].includes(key),
  );

  it('has every key of the input', () => {
    const sky = Object.keys(skyParametersSchema.in.shape);
    expect([...rows.keys()].sort()).toEqual([...new Set([...inputKeys, ...sky])].sort());
  });

  it('has examples that a machine takes, the longer ones with every key', () => {
    const examples = [...read('docs/console.md').matchAll(/```json\n([\s\S]*?)```/g)].map(
      ([, text]) => runInputSchema.parse(JSON.parse(text!)),
    );
    expect(examples).toHaveLength(5);
    expect(new Set(examples.flatMap((example) => Object.keys(example)))).toEqual(
      new Set(inputKeys),
    );
    const written = JSON.parse(
      [...read('docs/console.md').matchAll(/```json\n([\s\S]*?)```/g)].at(-1)![1]!,
    );
    expect(Object.keys(written.sky).sort()).toEqual(
      Object.keys(skyParametersSchema.in.shape).sort(),
    );
  });

  it('names the defaults that there are', () => {
    const defaults = skyParametersSchema.parse({});
    for (const [key, value] of Object.entries(defaults))
      if (key !== 'cut') expect(rows.get(key)![1], key).toBe(`\`${value}\``);
  });
});

describe('docs/deploying.md', () => {
  const page = read('docs/deploying.md');

  it('names the three prefixes wherever it names two', () => {
    const [first, ...others] = Object.keys(dropPrefixes);
    for (const paragraph of page.split(/\n\n|\n\| /))
      if (others.some((prefix) => paragraph.includes(`\`${prefix}\``)))
        for (const prefix of [first, ...others]) expect(paragraph).toContain(`\`${prefix}\``);
  });

  it('says rightly what does not matter: no map is EXPRESS, and none has a tolerance', () => {
    for (const machine of Object.values(dropPrefixes)) {
      const text = read(`statemachines/${machine}.asl.json`);
      expect(text).toContain('"ExecutionType": "STANDARD"');
      expect(text).not.toMatch(/"EXPRESS"|"ToleratedFailure/);
    }
  });
});

describe('links between pages', () => {
  it.each(['deploying', 'console', 'operating', 'data'])('of docs/%s.md lead to pages', (page) => {
    const links = [...read(`docs/${page}.md`).matchAll(/\]\(([a-z-]+\.md)\)/g)].map(
      ([, link]) => link!,
    );
    for (const link of links) expect(readdirSync(join(root, 'docs')), link).toContain(link);
  });
});
