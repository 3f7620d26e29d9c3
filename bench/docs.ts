import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pictures } from './pictures.ts';
import { readResults } from './results.ts';
import {
  coldStartTable,
  contestsTable,
  detectProfileTable,
  growthTable,
  readAheadTable,
  reducesTable,
  skyProfileTable,
} from './tables.ts';

const page = new URL('../docs/performance.md', import.meta.url);

const tables = {
  contests: contestsTable,
  growth: growthTable,
  reduces: reducesTable,
  'cold-start': coldStartTable,
  'read-ahead': readAheadTable,
  'detect-profile': detectProfileTable,
  'sky-profile': skyProfileTable,
};

/** Rewrites, from results.json, the plots and what stands in docs/performance.md between `<!-- NAME -->` and `<!-- /NAME -->`. */
export function refreshDocs(): void {
  const results = readResults();
  for (const [name, svg] of Object.entries(pictures(results)))
    writeFileSync(new URL(`../docs/pictures/${name}`, import.meta.url), svg);
  if (!existsSync(page)) return;
  let text = readFileSync(page, 'utf8');
  for (const [name, tableOf] of Object.entries(tables)) {
    const body = tableOf(results);
    if (body !== '')
      text = text.replace(
        new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`),
        (_, open: string, close: string) => `${open}\n${body}\n\n${close}`,
      );
  }
  writeFileSync(page, text);
}
