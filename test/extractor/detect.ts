import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { searchImage } from '../../functions/detect-sources/search-image.ts';
import { readExtractor } from '../../functions/start-run/read-extractor.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { memoryStore } from '../../shared/store/memory.ts';

/** Columns by name, one number a row. */
export type Columns = Record<string, number[]>;

/**
 * What detect-sources finds in an image with a SExtractor configuration; files that it names are
 * taken from beside it.
 */
export async function detect(
  image: Uint8Array,
  configuration: string,
  folder = '.',
): Promise<Columns> {
  const store = memoryStore();
  const place = 'memory://images/';
  await store.put(`${place}image.fits`, image);
  await store.put(`${place}test.sex`, configuration);
  for (const name of readdirSync(folder))
    if (/\.(conv|param)$/.test(name))
      await store.put(place + name, readFileSync(join(folder, name)));
  const extractor = await readExtractor(store, `${place}test.sex`, { list: '' });
  const item = { name: 'image', uri: `${place}image.fits`, line: 1 };
  const head = await store.head(item.uri);
  const { outputs } = await searchImage(store, [head], item, {
    detection: defaultParameters,
    extractor,
  });
  for await (const output of outputs) {
    if (!('body' in output)) continue;
    const { key, body } = output;
    if (key === keys.image('image', 'catalogue.fits')) return readCatalogue(body as Uint8Array);
  }
  throw new Error('no catalogue was made');
}

async function readCatalogue(bytes: Uint8Array): Promise<Columns> {
  const file = await openFits(memorySource(bytes));
  const { columns } = await readTable(await file.hdu({ extname: 'CATALOGUE' }));
  return Object.fromEntries(
    columns.map(({ name, data }) => [name, Array.from(data as Float64Array, Number)]),
  );
}

/** A catalogue of SExtractor's, CATALOG_TYPE ASCII_HEAD: its columns by name. */
export function readAsciiHead(path: string): Columns {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = lines.flatMap((line) => line.match(/^#\s+\d+\s+(\S+)/)?.[1] ?? []);
  const rows = lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim().split(/\s+/).map(Number));
  return Object.fromEntries(names.map((name, column) => [name, rows.map((row) => row[column]!)]));
}

/** A case's image and configuration, and SExtractor's answer. */
export const detectCase = (
  folder: string,
  image: string,
  configuration: string,
): Promise<Columns> =>
  detect(
    readFileSync(join(folder, image)),
    readFileSync(join(folder, configuration), 'utf8'),
    dirname(join(folder, configuration)),
  );
