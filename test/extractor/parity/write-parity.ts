/**
 * Compares every configuration on every image by Source Extractor and by us, or those images and
 * configurations that are named; keeps what was found in comparisons.jsonl and writes the tables of
 * docs/detection.md. `npm run parity [-- NAME …]`; needs Debian's source-extractor. Calls for
 * different images may run side by side.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSep } from 'sep-wasm';
import { compareSearches } from './compare-searches.ts';
import { parityConfigurations } from './configurations.ts';
import { parityImages } from './images.ts';
import { type Known, putKnown } from './known.ts';
import { parityTables } from './table.ts';

const images = await parityImages();
const names = images.map(({ name }) => name);
const configurations = parityConfigurations.map(({ name }) => name);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name) && !configurations.includes(name));
if (unknown.length > 0) {
  console.error(
    `No image or configuration is called ${unknown.join(', ')}. Images: ${names.join(', ')}. Configurations: ${configurations.join(', ')}`,
  );
  process.exit(2);
}

/** Those of a kind that are named, or all where none is. */
function chosen<T extends { name: string }>(all: readonly T[]): readonly T[] {
  const some = all.filter(({ name }) => asked.includes(name));
  return some.length > 0 ? some : all;
}

await loadSep();
const folder = mkdtempSync(join(tmpdir(), 'starfan-parity-'));
const page = new URL('../../../docs/detection.md', import.meta.url);
for (const image of chosen(images)) {
  const found: Known[] = [];
  for (const configuration of chosen(parityConfigurations)) {
    const comparison = await compareSearches(folder, image, configuration);
    found.push({ image: image.name, configuration: configuration.name, ...comparison });
    console.log(image.name, configuration.name, comparison.ours, comparison.theirs);
  }
  const tables = parityTables(putKnown(found, names));
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(
      /(<!-- parity -->\n)[\s\S]*?(<!-- \/parity -->)/,
      (_, open: string, close: string) => `${open}\n${tables}\n\n${close}`,
    ),
  );
}
rmSync(folder, { recursive: true });
