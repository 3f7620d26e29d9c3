import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FINE_ORDER } from '../shared/core/catalogue/counts.ts';
import { fillCatalogue } from '../shared/core/catalogue/rows.ts';
import { writeCatalogue } from '../shared/core/catalogue/write-fits.ts';
import { defaultParameters } from '../shared/core/detection/parameters.ts';
import { healpixToLonLat } from '../shared/core/healpix/pixel.ts';

/**
 * What bench/reduces.ts makes of a finished small run: the same run, as if it had so many tasks.
 */

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const write = (path: string, text: string | Uint8Array): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
const firstIn = (folder: string): string => join(folder, readdirSync(folder).sort()[0]!);
const serial = (i: number): string => `i${String(i).padStart(6, '0')}`;

const SOURCES_OF_IMAGE = 10;

/**
 * The records and catalogues of a detection of so many images with ten sources each, each image in
 * a HEALPix cell of order 10.
 */
export function manyDetections(run: string, count: number): void {
  const record = json(firstIn(join(run, 'tasks/detections')));
  const list: string[] = [];
  for (let i = 0; i < count; i++) {
    const [name, line, uri] = [serial(i), i + 1, `file:///images/${serial(i)}.fits`];
    const cell = i % (12 * 4 ** FINE_ORDER);
    list.push(`${JSON.stringify({ line, uri, name })}\n`);
    record.name = name;
    Object.assign(record.detections, { uri, line });
    // files of one etag are one picture
    Object.assign(record.inputs[0], { etag: name });
    record.detections.fineCells = { [cell]: SOURCES_OF_IMAGE };
    record.detections.counts.sources = SOURCES_OF_IMAGE;
    write(join(run, `tasks/detections/${name}.json`), JSON.stringify(record));
    const [ra, dec] = healpixToLonLat(FINE_ORDER, cell);
    const rows = Array.from({ length: SOURCES_OF_IMAGE }, (_, row) => row);
    const catalogue = fillCatalogue(SOURCES_OF_IMAGE, {
      number: rows,
      ra: rows.map((row) => ra + 1e-4 * row),
      dec: rows.map(() => dec),
      flux_auto: rows.map((row) => 100 + row),
    });
    write(
      join(run, 'images', name, 'catalogue.fits'),
      writeCatalogue(catalogue, uri, defaultParameters, []),
    );
  }
  write(join(run, 'list.jsonl'), list.join(''));
}
