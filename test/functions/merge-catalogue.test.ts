import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import {
  type ImageCatalogue,
  imageCatalogue,
} from '../../functions/merge-catalogue/image-catalogue.ts';
import {
  type CatalogueLimits,
  planCatalogue,
} from '../../functions/merge-catalogue/plan-catalogue.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { countSources } from '../../shared/core/catalogue/counts.ts';
import { mergedColumns } from '../../shared/core/catalogue/merged-columns.ts';
import { fillCatalogue } from '../../shared/core/catalogue/rows.ts';
import { writeCatalogue } from '../../shared/core/catalogue/write-fits.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { mergeVolume } from '../../shared/run/catalogue/merge-volume.ts';
import { catalogueReader } from '../../shared/run/catalogue/read-catalogue.ts';
import { memoryStore } from '../../shared/store/memory.ts';

/** A Python that has pyarrow and astropy: `.ci/run` makes one. */
const python = process.env.STARFAN_PYTHON ?? 'python3';
const readers = fileURLToPath(new URL('../truth/parquet/read.py', import.meta.url));
const hasPyarrow = spawnSync(python, ['-c', 'import pyarrow, astropy.table']).status === 0;
if (!hasPyarrow)
  console.warn('pyarrow and astropy (PyPI) are not installed: nobody else reads the Parquet files');

const RUN = 'memory://bucket/run/';
const FWHM = 2; // arcsec
const HALF = 0.05; // degrees, of a square image
const whole: CatalogueLimits = { rowsOfPart: 1e6, rowsOfVolume: 1e6 };

/**
 * Six images around RA 45, Dec 0, where large cells meet, of 300 stars, and from the seventh on
 * images of nothing elsewhere; the last row of each has no position.
 */
async function madeRun(names: string[]) {
  const store = memoryStore();
  const random = seededRandom(3);
  const stars = Array.from({ length: 300 }, () => ({
    ra: 45 + 0.12 * (random.uniform() - 0.5),
    dec: 0.12 * (random.uniform() - 0.5),
    flux: 10 + 1000 * random.uniform(),
  }));
  const images: ImageCatalogue[] = [];
  for (const [i, name] of [...names].sort().entries()) {
    const centre =
      i < 6 ? { ra: 45 + 0.03 * ((i % 3) - 1), dec: i < 3 ? -0.02 : 0.02 } : { ra: 315, dec: -60 };
    const seen = stars
      .filter(({ ra, dec }) => Math.abs(ra - centre.ra) < HALF && Math.abs(dec - centre.dec) < HALF)
      .map(({ ra, dec, flux }) => ({
        ra: ra + (0.1 / 3600) * random.normal(),
        dec: dec + (0.1 / 3600) * random.normal(),
        flux_auto: flux + random.normal(),
      }));
    const rows = seen.length + 1;
    const columnOf = (name: 'ra' | 'dec' | 'flux_auto') => [
      ...seen.map((row) => row[name]),
      Number.NaN,
    ];
    const catalogue = fillCatalogue(rows, {
      number: Array.from({ length: rows }, (_, row) => row + 1),
      ra: columnOf('ra'),
      dec: columnOf('dec'),
      flux_auto: columnOf('flux_auto'),
      fluxerr_auto: new Array(rows).fill(1),
    });
    await store.put(
      `${RUN}${keys.image(name, 'catalogue.fits')}`,
      writeCatalogue(catalogue, name, defaultParameters, []),
    );
    const corners = [-1, 0, 1]
      .flatMap((x) => [-1, 0, 1].map((y) => [x, y] as const))
      .filter(([x, y]) => x !== 0 || y !== 0);
    const hdu = {
      hdu: 0,
      extname: null,
      extver: 1,
      width: 100,
      height: 100,
      maskedPixels: 0,
      sources: rows,
      globalback: 0,
      globalrms: 1,
      picture: '',
      thumbnail: '',
      sky: {
        ...centre,
        footprint: corners.map(([x, y]): [number, number] => [
          centre.ra + HALF * x,
          centre.dec + HALF * y,
        ]),
        brightest: [],
        fwhm: FWHM,
      },
    };
    const { cells, crowds, ...counted } = countSources(catalogue);
    const counts = { ...counted, pixels: 1, maskedPixels: 0 };
    images.push(
      imageCatalogue(
        { name, uri: name, line: i + 1 },
        { uri: name, line: i + 1, hdus: [hdu], counts, fineCells: cells, crowdedCells: crowds },
      ),
    );
  }
  const reader = catalogueReader(store, RUN);
  const inList = names.map((name) => images.find(({ image }) => image.name === name)!);
  const plan = (limits: CatalogueLimits, isUnique = false) =>
    planCatalogue(inList, isUnique, limits);
  return { store, reader, plan, images: inList };
}

type MadeRun = Awaited<ReturnType<typeof madeRun>>;

/** What is merged, and the rows of all Parquet files in their order. */
async function merged(
  { reader, plan }: Pick<MadeRun, 'reader' | 'plan'>,
  limits: CatalogueLimits,
  isUnique = false,
) {
  const files = new Map<string, Uint8Array | string>();
  for (const volume of plan(limits, isUnique))
    for await (const { key, body } of mergeVolume(reader.read, volume)) files.set(key, body);
  const named = (kind: RegExp) => [...files].filter(([key]) => kind.test(key));
  const rows: Record<string, unknown>[] = [];
  for (const [, body] of named(/\.parquet$/))
    rows.push(...(await parquetReadObjects({ file: asBuffer(body as Uint8Array) })));
  return { files, named, rows };
}

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const asBuffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer;

describe('the merged catalogue', () => {
  it('is the same whether the sky is one volume or many, and whatever the order of the list', async () => {
    const run = await madeRun(names);
    const all = await merged(run, whole);
    expect(all.named(/\.parquet$/)).toHaveLength(1);
    expect(new Set(all.rows.map(({ group }) => group)).size).toBeLessThan(all.rows.length / 2);
    const regions = ({ named }: typeof all) =>
      named(/\.reg$/).flatMap(([, text]) => String(text).split('\n').slice(2));
    for (const [rowsOfPart, rowsOfVolume] of [
      [50, 50],
      [50, 400],
      [200, 1e6],
    ] as const) {
      const cut = await merged(run, { rowsOfPart, rowsOfVolume });
      expect(cut.named(/\.parquet$/).length).toBeGreaterThan(2);
      expect(cut.named(/\.fits$/).length).toBe(cut.named(/\.reg$/).length);
      expect(cut.rows).toEqual(all.rows);
      expect(regions(cut).filter(Boolean)).toEqual(regions(all).filter(Boolean));
    }
    const turned = await merged(await madeRun([...names].reverse()), whole);
    expect(turned.files).toEqual(all.files);
  });

  it('keeps of each source the primary row where that was asked for', async () => {
    const run = await madeRun(names);
    const all = await merged(run, whole);
    const one = await merged(run, { rowsOfPart: 50, rowsOfVolume: 100 }, true);
    expect(one.rows).toEqual(all.rows.filter(({ primary }) => primary));
    expect(one.rows.map(({ group }) => group)).toEqual(
      one.rows.map(({ _healpix_29: index }) => index),
    );
  });

  it('reads for a volume only images that come near it, each once', async () => {
    const run = await madeRun([...names, 'g']);
    const volumes = run.plan({ rowsOfPart: 50, rowsOfVolume: 100 });
    expect(volumes.length).toBeGreaterThan(3);
    const far = volumes.filter(({ images }) => images.some(({ name }) => name === 'g'));
    // its one row has no place on the sky
    expect(far).toEqual(volumes.slice(-1));
    for (const volume of volumes) {
      const read: string[] = [];
      const spying = async (name: string) => {
        read.push(name);
        return run.reader.read(name);
      };
      for await (const _ of mergeVolume(spying, volume));
      expect(read).toEqual(volume.images.map(({ name }) => name));
    }
  });

  it('leaves out what is damaged or gone, whichever byte it is, and names it', async () => {
    const run = await madeRun(names);
    const { store, reader } = run;
    const key = (name: string) => `${RUN}${keys.image(name, 'catalogue.fits')}`;
    const bytes = await store.get(key('b'));
    for (const at of [2880, bytes.length - 2880, Math.floor(bytes.length / 2)]) {
      const damaged = bytes.slice();
      damaged[at]! ^= 0x40;
      await store.put(key('b'), damaged);
      const { read, damaged: found } = catalogueReader(store, RUN);
      expect(await read('b')).toBeUndefined();
      expect(found.get('b')).toMatch(/^images\/b\/catalogue\.fits was made and is damaged/);
    }
    await store.delete(key('c'));
    const { rows } = await merged(run, whole);
    expect(new Set(rows.map(({ image }) => image))).toEqual(new Set(['a', 'd', 'e', 'f']));
    expect([...reader.damaged.keys()].sort()).toEqual(['b', 'c']);
    expect(reader.damaged.get('c')).toContain('is gone');
  });

  it('has the same rows and columns in Parquet and in FITS, missing values in each one’s way', async () => {
    const run = await madeRun(names);
    const { named, rows } = await merged(run, { rowsOfPart: 200, rowsOfVolume: 1e6 });
    expect(named(/\.parquet$/).length).toBeGreaterThan(1);
    const [[, fits]] = named(/\.fits$/) as [[string, Uint8Array]];
    const hdu = await (await openFits(memorySource(fits, 'catalogue'))).hdu({
      extname: 'CATALOGUE',
    });
    const table = await readTable(hdu);
    expect(table.columns.map(({ name, unit, ucd }) => [name, unit ?? '', ucd])).toEqual(
      mergedColumns.map(({ name, unit, ucd }) => [name, unit, ucd]),
    );
    expect(hdu.header.get('TCOMM3')).toBe(mergedColumns[2]!.description);
    expect(hdu.header.get('TNULL3')).toBe(-1);
    expect(table.rows).toBe(rows.length);
    const last = rows.at(-1)!;
    expect(Object.keys(last)).toEqual(mergedColumns.map(({ name }) => name));
    expect(last).toMatchObject({ _healpix_29: null, group: null, primary: true, ra: null });
    const column = (name: string) =>
      table.columns.find((one) => one.name === name)!.data as ArrayLike<unknown>;
    for (const [i, row] of rows.entries()) {
      if (row.group !== null) expect(BigInt(column('group')[i] as bigint)).toBe(row.group);
      expect(column('primary')[i]).toBe(row.primary);
      expect(String(column('image')[i]).trim()).toBe(row.image);
    }
  });

  it.skipIf(!hasPyarrow)(
    'is read by pyarrow and astropy with its units, descriptions and missing values (skipped without them)',
    async () => {
      const { named } = await merged(await madeRun(names), whole);
      const [[, bytes]] = named(/\.parquet$/) as [[string, Uint8Array]];
      const folder = await mkdtemp(join(tmpdir(), 'starfan-parquet-'));
      try {
        const path = join(folder, 'part-0000.parquet');
        await writeFile(path, bytes);
        const { stdout, stderr } = spawnSync(python, [readers, path], { encoding: 'utf8' });
        expect(stderr).toBe('');
        const rows = await parquetReadObjects({ file: asBuffer(bytes) });
        const plain = (value: unknown) =>
          typeof value === 'bigint' ? Number(value) : (value ?? null);
        const told = mergedColumns.map(({ name, unit, description }) => ({
          ...{ name, unit, description },
          missing: rows.filter((row) => row[name] === null || row[name] === undefined).length,
          first: plain(rows[0]![name]),
        }));
        const { pyarrow, astropy } = JSON.parse(stdout);
        expect(pyarrow).toEqual({ rows: rows.length, columns: told });
        expect(astropy).toEqual({ rows: rows.length, columns: told });
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );

  it('says in the file’s metadata what its columns are, to astropy, to pyarrow, to TOPCAT', async () => {
    const { named } = await merged(await madeRun(names), whole);
    const [[, bytes]] = named(/\.parquet$/) as [[string, Uint8Array]];
    const pairs = new Map(
      parquetMetadata(asBuffer(bytes)).key_value_metadata!.map(({ key, value }) => [key, value!]),
    );
    const described = JSON.parse(pairs.get('table_meta_yaml')!).datatype;
    const ra = mergedColumns.find(({ name }) => name === 'ra')!;
    expect(described.find(({ name }: { name: string }) => name === 'ra')).toEqual({
      name: 'ra',
      unit: 'deg',
      datatype: 'float64',
      description: ra.description,
      meta: { ucd: ra.ucd },
    });
    expect(pairs.get('table::len::image')).toBe('1');
    const votable = pairs.get('IVOA.VOTable-Parquet.content')!;
    expect(votable.match(/<FIELD /g)).toHaveLength(mergedColumns.length);
    expect(votable).toContain('<FIELD name="image" datatype="char" arraysize="1*"');
    expect(votable).toContain(
      '<FIELD name="ra" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main" ref="icrs">',
    );
    expect(pairs.has('ARROW:schema')).toBe(true);
  });
});
