import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keys } from '../shared/contracts/keys.ts';
import { countSources } from '../shared/core/catalogue/counts.ts';
import { fillCatalogue } from '../shared/core/catalogue/rows.ts';
import { writeCatalogue } from '../shared/core/catalogue/write-fits.ts';
import { defaultParameters } from '../shared/core/detection/parameters.ts';
import { seededRandom } from '../shared/core/random.ts';

/** Half the side of an image, degrees: WFC3/IR's 2.3′; width of its stars, arcsec. */
const [HALF, FWHM] = [0.019, 0.25];

/**
 * Makes of the finished search of one image (folder of its run) that of so many images of one
 * field, dithered by a tenth of it, which have the same stars but for noise.
 */
export function crowdField(
  run: string,
  { images, sources }: { images: number; sources: number },
): void {
  const [name = ''] = readFileSync(join(run, 'list.jsonl'), 'utf8')
    .split('\n')
    .map((line) => (line ? JSON.parse(line).name : ''));
  const record = JSON.parse(readFileSync(join(run, keys.task('detections', name)), 'utf8'));
  const random = seededRandom(5);
  const stars = Array.from({ length: Math.round(sources * 1.44) }, () => [
    10 + 1.2 * HALF * (2 * random.uniform() - 1),
    1.2 * HALF * (2 * random.uniform() - 1),
    // of its place in one image, degrees: signal to noise from 5 to 500
    FWHM / 3600 / 2.35 / (5 * 100 ** random.uniform()),
  ]) as [number, number, number][];
  const list: string[] = [];
  for (let i = 0; i < images; i++) {
    const centre = { ra: 10 + 0.4 * HALF * (random.uniform() - 0.5), dec: 0 };
    const seen = stars
      .filter(([ra, dec]) => Math.abs(ra - centre.ra) < HALF && Math.abs(dec) < HALF)
      .map(([ra, dec, error]) => [ra + error * random.normal(), dec + error * random.normal()]) as [
      number,
      number,
    ][];
    const catalogue = fillCatalogue(seen.length, {
      number: seen.map((_, row) => row + 1),
      ra: seen.map(([ra]) => ra),
      dec: seen.map(([, dec]) => dec),
      flux_auto: seen.map(() => 100 + random.uniform()),
      fluxerr_auto: seen.map(() => 1),
    });
    const item = { line: i + 1, uri: `file:///images/i${i}.fits`, name: `i${i}` };
    list.push(`${JSON.stringify(item)}\n`);
    const { cells, ...counts } = countSources(catalogue);
    const { detections } = record;
    Object.assign(record, { name: item.name });
    Object.assign(record.inputs[0], { etag: `e${i}` });
    Object.assign(detections, { uri: item.uri, line: item.line, fineCells: cells });
    Object.assign(detections.counts, counts);
    Object.assign(detections.hdus[0].sky, {
      ...centre,
      fwhm: FWHM,
      footprint: [1, 0, -1, -1, -1, 0, 1, 1].map((x, k) => [
        centre.ra + HALF * x,
        HALF * [-1, -1, -1, 0, 1, 1, 1, 0][k]!,
      ]),
    });
    writeFileSync(join(run, keys.task('detections', item.name)), JSON.stringify(record));
    mkdirSync(join(run, 'images', item.name), { recursive: true });
    writeFileSync(
      join(run, keys.image(item.name, 'catalogue.fits')),
      writeCatalogue(catalogue, item.uri, defaultParameters, []),
    );
  }
  writeFileSync(join(run, 'list.jsonl'), list.join(''));
}
