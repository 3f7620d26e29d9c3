/**
 * Writes known-misses.json, what does not agree with Source Extractor yet, and the table of it in
 * docs/detection.md: `npm run misses`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { loadSep } from 'sep-wasm';
import type { Misses } from './compare.ts';
import { compareCatalogue, rightCatalogues } from './right-catalogues.ts';

await loadSep();
const all: Record<string, Misses> = {};
const rows: string[] = [];
for (const one of rightCatalogues()) {
  const { run, comparison, misses } = await compareCatalogue(one);
  if (run.error !== undefined) throw new Error(`${one.name}: ${run.error}`);
  if (Object.keys(misses).length > 0) all[one.name] = misses;
  const columns = Object.keys(comparison.alone).length;
  const words = Object.entries(misses).map(([name, share]) => `${name} ${share}`);
  rows.push(
    `| ${one.name} | ${run.rows} of ${one.right.sources} | ${columns} | ${words.join(', ') || 'none'} |`,
  );
}
writeFileSync(new URL('known-misses.json', import.meta.url), `${JSON.stringify(all, null, 2)}\n`);
const page = new URL('../../docs/detection.md', import.meta.url);
const table = ['| case | sources | columns | below |', '|---|---|---|---|', ...rows].join('\n');
writeFileSync(
  page,
  readFileSync(page, 'utf8').replace(
    /(<!-- misses -->\n)[\s\S]*?(<!-- \/misses -->)/,
    (_, open: string, close: string) => `${open}\n${table}\n\n${close}`,
  ),
);
