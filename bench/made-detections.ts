import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSources } from '../functions/detect-sources/write-sources.ts';
import { keys } from '../shared/contracts/keys.ts';
import type { SearchedHdu } from '../shared/contracts/task-record.ts';
import type { Catalogue } from '../shared/core/catalogue/columns.ts';
import { countSources, FINE_ORDER } from '../shared/core/catalogue/counts.ts';
import { fillCatalogue } from '../shared/core/catalogue/rows.ts';
import { writeCatalogue } from '../shared/core/catalogue/write-fits.ts';
import { defaultParameters } from '../shared/core/detection/parameters.ts';
import { healpixToLonLat } from '../shared/core/healpix/pixel.ts';
import { seededRandom } from '../shared/core/random.ts';

/*
 * Of the finished search of one image (the folder of its run) that of so many: their records, lines
 * and catalogues, without pixels.
 */

/** An image that is made up: its sources, and what differs of its place from the one searched. */
interface MadeImage {
  readonly catalogue: Catalogue;
  readonly sky?: Partial<NonNullable<SearchedHdu['sky']>>;
}

function putImages(run: string, images: Iterable<MadeImage>): void {
  const [first = ''] = readdirSync(join(run, keys.tasks('detections')));
  const record = JSON.parse(readFileSync(join(run, keys.tasks('detections'), first), 'utf8'));
  const list: string[] = [];
  for (const { catalogue, sky = {} } of images) {
    const [line, name] = [list.length + 1, `i${String(list.length).padStart(6, '0')}`];
    const uri = `file:///images/${name}.fits`;
    list.push(`${JSON.stringify({ line, uri, name })}\n`);
    const { cells, crowds, ...counts } = countSources(catalogue);
    const { detections } = record;
    record.name = name;
    // files of one etag are one picture
    Object.assign(record.inputs[0], { etag: name });
    Object.assign(detections, { uri, line, fineCells: cells, crowdedCells: crowds });
    Object.assign(detections.counts, counts);
    Object.assign(detections.hdus[0].sky, sky);
    writeFileSync(join(run, keys.task('detections', name)), JSON.stringify(record));
    const path = join(run, keys.image(name, 'catalogue.fits'));
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, writeCatalogue(catalogue, uri, defaultParameters, []));
    const errors = new Float64Array(catalogue.rows).fill(0.01);
    const body = writeSources(catalogue, [{ ra: errors, dec: errors }]);
    writeFileSync(join(run, keys.image(name, 'sources.parquet')), body);
  }
  writeFileSync(join(run, keys.list), list.join(''));
}

function catalogueOf(places: readonly (readonly [ra: number, dec: number])[]): Catalogue {
  return fillCatalogue(places.length, {
    number: places.map((_, row) => row + 1),
    ra: places.map(([ra]) => ra),
    dec: places.map(([, dec]) => dec),
    flux_auto: places.map((_, row) => 100 + row),
    fluxerr_auto: places.map(() => 1),
  });
}

const SOURCES_OF_IMAGE = 10;

/** So many images with ten sources each, each image in a HEALPix cell of order 10. */
export function manyDetections(run: string, count: number): void {
  function* images(): Generator<MadeImage> {
    for (let cell = 0; cell < count; cell++) {
      const [ra, dec] = healpixToLonLat(FINE_ORDER, cell);
      const places = Array.from(
        { length: SOURCES_OF_IMAGE },
        (_, row) => [ra + 1e-4 * row, dec] as const,
      );
      yield { catalogue: catalogueOf(places) };
    }
  }
  putImages(run, images());
}

/** So many images of one field. */
export interface CrowdedField {
  readonly images: number;
  /** of an image */
  readonly sources: number;
  /** half the side of an image, degrees: 0.019 is WFC3/IR's 2.3′ */
  readonly half: number;
  /** width of its stars, arcsec */
  readonly fwhm: number;
}

/** A field as one image of WFC3/IR has it. */
export const wfc3Field = { half: 0.019, fwhm: 0.25 } as const;

/** Images of one field, dithered by a tenth of it, of the same stars but for noise. */
export function crowdField(run: string, field: CrowdedField): void {
  const { images: count, sources, half, fwhm } = field;
  const random = seededRandom(5);
  const within = () => 1.2 * half * (2 * random.uniform() - 1);
  const stars = Array.from({ length: Math.round(sources * 1.44) }, () => ({
    ra: 10 + within(),
    dec: within(),
    // of its place in one image, degrees: signal to noise from 5 to 500
    error: fwhm / 3600 / 2.35 / (5 * 100 ** random.uniform()),
  }));
  function* images(): Generator<MadeImage> {
    for (let i = 0; i < count; i++) {
      const centre = { ra: 10 + 0.4 * half * (random.uniform() - 0.5), dec: 0 };
      const places = stars
        .filter(({ ra, dec }) => Math.abs(ra - centre.ra) < half && Math.abs(dec) < half)
        .map(
          ({ ra, dec, error }) =>
            [ra + error * random.normal(), dec + error * random.normal()] as const,
        );
      const footprint = [1, 0, -1, -1, -1, 0, 1, 1].map((x, k): [number, number] => [
        centre.ra + half * x,
        half * [-1, -1, -1, 0, 1, 1, 1, 0][k]!,
      ]);
      yield { catalogue: catalogueOf(places), sky: { ...centre, fwhm: fwhm, footprint } };
    }
  }
  putImages(run, images());
}
