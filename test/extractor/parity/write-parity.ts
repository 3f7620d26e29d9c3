/**
 * Writes the tables of parity in docs/detection.md: every configuration on every image, by Source
 * Extractor and by us. `npm run parity`; needs Debian's source-extractor, takes minutes.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSep } from 'sep-wasm';
import { compareSearches, type SearchComparison } from './compare-searches.ts';
import { parityConfigurations } from './configurations.ts';
import { parityImages } from './images.ts';
import { pooled, tableOf } from './table.ts';

await loadSep();
const folder = mkdtempSync(join(tmpdir(), 'starfan-parity-'));
const images = await parityImages();
const all: { image: string; configuration: string; comparison: SearchComparison }[] = [];
for (const image of images)
  for (const configuration of parityConfigurations) {
    const comparison = await compareSearches(folder, image, configuration);
    all.push({ image: image.name, configuration: configuration.name, comparison });
    console.log(image.name, configuration.name, comparison.ours, comparison.theirs);
  }
rmSync(folder, { recursive: true });

const rows = (key: 'image' | 'configuration'): [string, SearchComparison][] =>
  [...new Set(all.map((one) => one[key]))].map((name) => [
    name,
    pooled(all.filter((one) => one[key] === name).map(({ comparison }) => comparison)),
  ]);
const tables = [tableOf('configuration', rows('configuration')), tableOf('image', rows('image'))];
const page = new URL('../../../docs/detection.md', import.meta.url);
writeFileSync(
  page,
  readFileSync(page, 'utf8').replace(
    /(<!-- parity -->\n)[\s\S]*?(<!-- \/parity -->)/,
    (_, open: string, close: string) => `${open}\n${tables.join('\n\n')}\n\n${close}`,
  ),
);
