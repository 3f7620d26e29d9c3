import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pictures } from './pictures.ts';
import { readResults } from './results.ts';
import {
  coldStartTable,
  contestsTable,
  detectProfileTable,
  growthTable,
  processorsTable,
  readAheadTable,
  reducesTable,
  skyProfileTable,
  speedTable,
  timedTable,
} from './tables.ts';

const pages = ['performance.md', 'measurements.md'].map(
  (name) => new URL(`../docs/${name}`, import.meta.url),
);
const readme = new URL('../README.md', import.meta.url);

const tables = {
  contests: contestsTable,
  timed: timedTable,
  processors: processorsTable,
  growth: growthTable,
  reduces: reducesTable,
  'cold-start': coldStartTable,
  'read-ahead': readAheadTable,
  'detect-profile': detectProfileTable,
  'sky-profile': skyProfileTable,
};

/** Text in lines of at most 100 characters, those of an item indented; tables as they are. */
const wrapped = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      line.startsWith('|')
        ? line
        : line.replace(/(.{1,98})(?: |$)/g, line.startsWith('* ') ? '$1\n  ' : '$1\n').trimEnd(),
    )
    .join('\n');

/** `text` with `body` between `<!-- NAME -->` and `<!-- /NAME -->`. */
export const fill = (text: string, name: string, body: string): string =>
  text.replace(
    new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`),
    (_, open: string, close: string) => `${open}\n${wrapped(body)}\n\n${close}`,
  );

/**
 * Rewrites, from results.json, the plots, the marked tables of docs/performance.md and
 * docs/measurements.md, and the one of README.md.
 */
export function refreshDocs(): void {
  const results = readResults();
  for (const [name, svg] of Object.entries(pictures(results)))
    writeFileSync(new URL(`../docs/pictures/${name}`, import.meta.url), svg);
  for (const page of pages.filter(existsSync)) {
    let text = readFileSync(page, 'utf8');
    for (const [name, tableOf] of Object.entries(tables)) {
      const body = tableOf(results);
      if (body !== '') text = fill(text, name, body);
    }
    writeFileSync(page, text);
  }
  writeFileSync(readme, fill(readFileSync(readme, 'utf8'), 'speed', speedTable(results)));
}
