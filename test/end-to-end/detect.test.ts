import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { catalogueColumns } from '../../shared/core/catalogue/columns.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { healpix29 } from '../../shared/core/healpix/pixel.ts';
import { toRadians } from '../../shared/core/sphere/angle.ts';
import { writeImages } from './images.ts';
import { productsOf } from './products.ts';
import { readJson, readJsonLines, starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-detect-'));
const inputs = join(folder, 'inputs');
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(() => writeImages(inputs));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function readCatalogue(path: string) {
  const file = await openFits(memorySource(readFileSync(path), path));
  const hdu = await file.hdu({ extname: 'CATALOGUE' });
  const { rows, columns } = await readTable(hdu);
  return {
    rows,
    header: hdu.header,
    columns,
    column: (name: string) => columns.find((one) => one.name === name)?.data as Float64Array,
  };
}

const readParquet = async (path: string) => {
  const bytes = readFileSync(path);
  return parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  });
};

const goodLines = ['drz.fits', 'flt.fits', 'ir.fits', 'plain.fits', 'constant.fits'];
const badLines = [
  'nan.fits',
  'page.fits',
  'cut.fits',
  'table.fits',
  'empty.fits',
  'gone.fits',
  'not a uri',
];

describe('a list of good and bad images', () => {
  let ended: Awaited<ReturnType<typeof starfan>>;
  beforeAll(async () => {
    const names = [...goodLines.slice(0, 2), ...badLines, ...goodLines.slice(2)];
    writeFileSync(
      at('list.txt'),
      names.map((name) => (name.includes(' ') ? name : join(inputs, name))).join('\n'),
    );
    ended = await starfan(['detect', at('list.txt'), '--out', at('run'), '--json']);
  });

  it('ends every line once, in the results or in the failures, with a name and what to do', () => {
    const summary = readJson(at('run', 'run.json'));
    expect(summary).toMatchObject({ lines: 12, done: 5, failed: 7 });
    const failures = readJsonLines(at('run', 'failures.jsonl'));
    expect(failures.map(({ line, error }) => [line, error])).toEqual([
      [3, 'NoGoodPixels'],
      [4, 'NotFits'],
      [5, 'TruncatedFits'],
      [6, 'NoPixels'],
      [7, 'NotFits'],
      [8, 'NoSuchObject'],
      [9, 'NotAUri'],
    ]);
    for (const { message, uri } of failures) {
      expect(message.length).toBeGreaterThan(20);
      expect(uri).not.toBe('');
    }
    expect(readdirSync(at('run', 'images')).sort()).toEqual([
      'constant',
      'drz',
      'flt',
      'ir',
      'plain',
    ]);
  });

  it('fails as a run, because more than a fifth of the lines did, and says so as JSON', () => {
    expect(ended.status).toBe(1);
    const summary = JSON.parse(ended.stdout);
    expect(summary).toMatchObject({
      state: 'FAILED',
      lines: 12,
      done: 5,
      failed: 7,
      failures: { NotFits: 2 },
    });
    expect(ended.stderr).toBe('');
  });

  it('gives a catalogue whose columns have units and UCDs, and the parameters in its header', async () => {
    const { rows, columns, header } = await readCatalogue(
      at('run', 'images', 'drz', 'catalogue.fits'),
    );
    expect(rows).toBeGreaterThan(5);
    expect(columns.map(({ name }) => name)).toEqual(catalogueColumns.map(({ name }) => name));
    for (const { name, unit, ucd } of columns) {
      const wanted = catalogueColumns.find((column) => column.name === name);
      expect([name, unit ?? '', ucd]).toEqual([name, wanted?.unit, wanted?.ucd]);
    }
    expect(header.get('DETECT_MINAREA')).toBe(8);
    expect(header.get('FILTER')).toMatch(/^7x7: /);
  });

  it('searches both chips of a flt, each row saying which', async () => {
    const { column } = await readCatalogue(at('run', 'images', 'flt', 'catalogue.fits'));
    expect(new Set(column('extver'))).toEqual(new Set([1, 2]));
    expect(new Set(column('hdu'))).toEqual(new Set([1, 4]));
    const { detections, warnings } = readJson(at('run', 'tasks', 'detections', 'flt.json'));
    expect(detections.hdus.map(({ picture }: { picture: string }) => picture)).toEqual([
      'images/flt/sources.png',
      'images/flt/sources-2.png',
    ]);
    expect(warnings).toEqual([]);
  });

  it('finds the stars where they are: positions of the drizzled image lie on its sky', async () => {
    const { column, rows } = await readCatalogue(at('run', 'images', 'drz', 'catalogue.fits'));
    const { makeField } = await import('../../cli/demo/field.ts');
    const bright = makeField(1).filter(({ magnitude }) => magnitude < 24.5);
    let near = 0;
    for (let i = 0; i < rows; i++) {
      if (column('mag_auto')[i]! > 23.5) continue;
      const distance = Math.min(
        ...bright.map(
          ({ ra, dec }) =>
            3600 *
            Math.hypot((ra - column('ra')[i]!) * Math.cos(toRadians(dec)), dec - column('dec')[i]!),
        ),
      );
      expect(distance).toBeLessThan(0.1); // two pixels: crowded sources merge
      near++;
    }
    expect(near).toBeGreaterThan(2);
  });

  it('keeps an image without a WCS in pixels, and says so', async () => {
    const { rows, column } = await readCatalogue(at('run', 'images', 'plain', 'catalogue.fits'));
    expect(rows).toBe(1);
    expect(column('x')[0]).toBeCloseTo(40.25, 1);
    expect(column('y')[0]).toBeCloseTo(30.5, 1);
    expect([column('ra')[0], column('dec')[0], column('mag_auto')[0]]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    const { warnings } = readJson(at('run', 'tasks', 'detections', 'plain.json'));
    expect(warnings).toEqual([
      'HDU 0: ra and dec are null: the header has no celestial WCS',
      expect.stringContaining('HDU 0: magnitudes are null: the header has neither PHOTFNU'),
    ]);
  });

  it('gives an empty catalogue for a constant image', async () => {
    expect((await readCatalogue(at('run', 'images', 'constant', 'catalogue.fits'))).rows).toBe(0);
  });

  it('draws each image, sources in red', async () => {
    const { data, info } = await sharp(at('run', 'images', 'drz', 'sources.png'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([160, 120, 3]);
    let red = 0;
    for (let i = 0; i < data.length; i += 3) if (data[i]! > 180 && data[i + 1]! < 90) red++;
    expect(red).toBeGreaterThan(50);
  });

  it('merges all catalogues into Parquet in the order of the sky, nulls where there is no value', async () => {
    const rows = await readParquet(at('run', 'catalogue', 'part-0000.parquet'));
    const catalogues = await Promise.all(
      ['drz', 'flt', 'ir', 'plain'].map((name) =>
        readCatalogue(at('run', 'images', name, 'catalogue.fits')),
      ),
    );
    expect(rows).toHaveLength(catalogues.reduce((sum, one) => sum + one.rows, 0));
    const placed = rows.filter(({ ra }) => ra !== null);
    for (const { ra, dec, _healpix_29 } of placed) expect(_healpix_29).toBe(healpix29(ra, dec));
    for (let i = 1; i < placed.length; i++)
      expect(placed[i]!._healpix_29 >= placed[i - 1]!._healpix_29).toBe(true);
    expect(rows.at(-1)).toMatchObject({
      image: 'plain',
      _healpix_29: null,
      ra: null,
      mag_auto: null,
    });
    const [drz] = catalogues;
    const ofDrz = rows.filter(({ image }) => image === 'drz').sort((a, b) => a.number - b.number);
    expect(ofDrz.map(({ flux_auto }) => flux_auto)).toEqual([...drz!.column('flux_auto')]);
  });

  it('leaves nothing half-written', () => {
    const files = readdirSync(at('run'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => /tmp|partial|~/.test(name))).toEqual([]);
  });
});

describe('the same list again', () => {
  const good = () => goodLines.map((name) => join(inputs, name));

  it('does only what is missing', async () => {
    const args = ['detect', ...good(), '--out', at('twice'), '--json'];
    expect((await starfan(args)).status).toBe(0);
    const before = productsOf(at('twice'));
    const record = (name: string) =>
      readFileSync(at('twice', 'tasks', 'detections', `${name}.json`), 'utf8');
    const [drz, ir] = [record('drz'), record('ir')];
    rmSync(at('twice', 'images', 'ir', 'sources.png'));
    expect((await starfan(args)).status).toBe(0);
    expect(record('drz')).toBe(drz); // not done again
    expect(record('ir')).not.toBe(ir); // done again
    expect(productsOf(at('twice'))).toEqual(before);
  });

  it('gives the same bytes whatever the concurrency and the batch size', async () => {
    await starfan(['detect', ...good(), '--out', at('one'), '--concurrency', '1']);
    await starfan(['detect', ...good(), '--out', at('three'), '--concurrency', '3']);
    const products = productsOf(at('one'));
    expect(Object.keys(products).length).toBeGreaterThan(15);
    expect(productsOf(at('three'))).toEqual(products);
  });
});

describe('a run that cannot be', () => {
  it('whose configuration is not there is a wrong command line', async () => {
    writeFileSync(at('bad.txt'), 'a.fits\n');
    const args = ['detect', at('bad.txt'), '--out', at('bad'), '--config', 'gone.sex'];
    const { status, stderr } = await starfan(args, folder);
    expect([status, stderr]).toEqual([2, expect.stringContaining('gone.sex')]);
    expect(existsSync(at('bad', 'report.html'))).toBe(false);
  });

  it.each([
    [['detect', 'LIST', '--out', 'DIR'], 'EmptyList', '# nothing\n\n'],
    [['detect', 'LIST', '--out', 'DIR', '--config', 'LIST'], 'MalformedConfig', 'a.fits\n'],
  ])('%s ends with status 1 and a sentence: %s', async (args, error, list) => {
    writeFileSync(at('bad.txt'), list);
    const { status, stderr, stdout } = await starfan(
      args.map((arg) => (arg === 'LIST' ? at('bad.txt') : arg === 'DIR' ? at('bad') : arg)),
      folder,
    );
    expect(status).toBe(1);
    expect(stderr).toContain(`starfan: ${error}: `);
    expect(`${stderr}${stdout}`).not.toMatch(/\n\s+at /); // no stack trace
    expect(existsSync(at('bad', 'report.html'))).toBe(false);
  });

  it.each([
    [['detect'], 'say where'],
    [['detect', '--out', 'x'], 'give images or a list'],
    [['detect', 'gone.txt', '--out', 'x', '--concurrency', 'two'], '--concurrency two'],
    [['detect', 'gone.txt', '--out', 'x', '--config', 'gone.sex'], 'there is no file gone.sex'],
    [['detect', '--colour', 'red'], '--colour'],
    [['fly'], "no command 'fly'"],
    [['serve', '.'], 'report.html'],
  ])('%s is no command line: status 2 and what to write', async (args, words) => {
    const { status, stderr } = await starfan(args, folder);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});
