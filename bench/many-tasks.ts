import { linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FINE_ORDER } from '../shared/core/catalogue/counts.ts';
import { fillCatalogue } from '../shared/core/catalogue/rows.ts';
import { writeCatalogue } from '../shared/core/catalogue/write-fits.ts';
import { defaultParameters } from '../shared/core/detection/parameters.ts';
import { healpixToLonLat } from '../shared/core/healpix/pixel.ts';
import { RADIANS_PER_DEGREE } from '../shared/core/sphere/angle.ts';

/**
 * What bench/reduces.ts makes of a finished small run: the same run, as if it had so many tasks.
 */

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').filter(Boolean);
const write = (path: string, text: string | Uint8Array): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
const firstIn = (folder: string): string => join(folder, readdirSync(folder).sort()[0]!);
const serial = (i: number): string => `i${String(i).padStart(6, '0')}`;

/** A file has at most 65,000 names in many file systems. */
function linker(source: string): (to: string) => void {
  const bytes = readFileSync(source);
  let [links, from] = [60_000, source];
  return (to) => {
    mkdirSync(dirname(to), { recursive: true });
    if (links++ < 60_000) linkSync(from, to);
    else {
      writeFileSync(to, bytes);
      [links, from] = [1, to];
    }
  };
}

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

/** arcsec, pixels, and the pixels that neighbours share */
const camera = { scale: 0.25, side: 1024, overlap: 39 };
/** The headers of so many overlapping images in one square, ten to a task. */
export function imagesOnSky(run: string, count: number): void {
  const record = json(firstIn(join(run, 'tasks/images')));
  const [template] = record.images;
  const columns = Math.ceil(Math.sqrt(count));
  const step = (camera.side - camera.overlap) * (camera.scale / 3600);
  const half = (camera.side * camera.scale) / 7200;
  const list: string[] = [];
  const chunks: string[] = [];
  let offset = 0;
  for (let i = 0; i < count; i += 10) {
    const [begin, chunk] = [offset, i / 10];
    record.name = String(chunk).padStart(5, '0');
    record.images = [];
    for (let k = i; k < Math.min(count, i + 10); k++) {
      const dec = (Math.floor(k / columns) - columns / 2) * step;
      const ra = 180 + (((k % columns) - columns / 2) * step) / Math.cos(dec * RADIANS_PER_DEGREE);
      const item = { line: k + 1, uri: `file:///images/${serial(k)}.fits`, name: serial(k) };
      record.images.push({ ...template, item, ...placeOf(ra, dec, half) });
      const line = `${JSON.stringify(item)}\n`;
      list.push(line);
      offset += line.length;
    }
    chunks.push(`${JSON.stringify({ chunk, offset: begin, length: offset - begin })}\n`);
    write(join(run, `tasks/images/${record.name}.json`), JSON.stringify(record));
  }
  write(join(run, 'list.jsonl'), list.join(''));
  write(join(run, 'lists/chunks.jsonl'), chunks.join(''));
}

/** What a header says of the place of an image, degrees. */
function placeOf(ra: number, dec: number, half: number) {
  const wide = half / Math.cos(dec * RADIANS_PER_DEGREE);
  const [sinRa, cosRa] = [Math.sin(ra * RADIANS_PER_DEGREE), Math.cos(ra * RADIANS_PER_DEGREE)];
  const [sinDec, cosDec] = [Math.sin(dec * RADIANS_PER_DEGREE), Math.cos(dec * RADIANS_PER_DEGREE)];
  const side = 2 * half * RADIANS_PER_DEGREE;
  const at = (steps: number[], centre: number, size: number) =>
    steps.map((one) => centre + one * size);
  return {
    width: camera.side,
    height: camera.side,
    pixelScale: camera.scale,
    centre: { ra, dec },
    footprint: {
      ra: at([1, 0, -1, -1, -1, 0, 1, 1], ra, wide),
      dec: at([-1, -1, -1, 0, 1, 1, 1, 0], dec, half),
    },
    frame: {
      centre: [cosDec * cosRa, cosDec * sinRa, sinDec],
      across: [side * sinRa, -side * cosRa, 0],
      up: [-side * sinDec * cosRa, -side * sinDec * sinRa, side * cosDec],
    },
  };
}

/** What measure-overlaps would say of all groups of the plan. Answers their number. */
export function manyOverlaps(run: string): number {
  const record = json(firstIn(join(run, 'tasks/overlaps')));
  const measured = json(firstIn(join(run, 'overlaps')));
  const [sky, sums] = [measured.skies[0], measured.sums[0]];
  const groups = linesOf(join(run, 'plan/overlaps.jsonl')).map(
    (line) => JSON.parse(line).group as number,
  );
  for (const group of groups) {
    const { members, pairs } = json(join(run, `plan/overlaps/${group}.json`));
    const found = {
      skies: members.map((place: number) => ({ ...sky, place })),
      sums: pairs.map(([i, j]: [number, number]) => ({ ...sums, i: String(i), j: String(j) })),
    };
    write(join(run, `overlaps/${group}.json`), JSON.stringify(found));
    write(
      join(run, `tasks/overlaps/${group}.json`),
      JSON.stringify({ ...record, name: String(group) }),
    );
  }
  return groups.length;
}

/** The records and histograms of so many plates, neighbours on the sky. */
export function manyPlates(run: string, count: number): void {
  const record = json(firstIn(join(run, 'tasks/tiles')));
  const band = record.name.replace(/-\d+$/, '');
  const link = linker(firstIn(join(run, 'histograms', band)));
  const items: string[] = [];
  const planned = json(join(run, 'plan/plan.json'));
  const cells = 12 * 4 ** planned.plateOrder;
  for (let npix = 0; npix < Math.min(count, cells); npix++) {
    items.push(`${JSON.stringify({ band, npix })}\n`);
    const histogram = join(run, 'histograms', band, `${npix}.bin`);
    if (!readable(histogram)) link(histogram);
    write(
      join(run, `tasks/tiles/${band}-${npix}.json`),
      JSON.stringify({ ...record, name: `${band}-${npix}` }),
    );
  }
  write(join(run, 'plan/plates.jsonl'), items.join(''));
}

/** The records of the pictures that make-stretch has asked for. */
export function manyPictures(run: string): void {
  const record = json(firstIn(join(run, 'tasks/pictures')));
  for (const line of linesOf(join(run, 'plan/pictures.jsonl'))) {
    const { npix } = JSON.parse(line);
    write(
      join(run, `tasks/pictures/${npix}.json`),
      JSON.stringify({ ...record, name: String(npix) }),
    );
  }
}

const readable = (path: string): boolean => {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
};
