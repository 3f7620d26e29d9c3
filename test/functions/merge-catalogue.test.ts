import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { fitsTable } from '../../functions/merge-catalogue/fits-catalogue.ts';
import {
  cellsAround,
  type ImageCatalogue,
  imageCatalogue,
} from '../../functions/merge-catalogue/image-catalogue.ts';
import { catalogueReader } from '../../functions/merge-catalogue/read-catalogue.ts';
import { readPart } from '../../functions/merge-catalogue/read-part.ts';
import { onlyPrimary } from '../../functions/merge-catalogue/rows.ts';
import { writeParquet } from '../../functions/merge-catalogue/write-parquet.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { COUNT_ORDER } from '../../shared/core/catalogue/counts.ts';
import { reachOf } from '../../shared/core/catalogue/match-rows.ts';
import { mergedColumns } from '../../shared/core/catalogue/merged-columns.ts';
import { fillCatalogue } from '../../shared/core/catalogue/rows.ts';
import { writeCatalogue } from '../../shared/core/catalogue/write-fits.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { writeFits } from '../../shared/core/fits/write.ts';
import { joinBinTables } from '../../shared/core/fits/write-table.ts';
import { lonLatToHealpix } from '../../shared/core/healpix/pixel.ts';
import { CellTree } from '../../shared/core/plan/cells.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { toRadians } from '../../shared/core/sphere/angle.ts';
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
const whole = { from: 0, to: 12 * 4 ** COUNT_ORDER, noSky: true, rows: 1 };

/**
 * Six images around RA 45, Dec 0, where four cells of the counts meet, of 300 stars; the last row
 * of each has no position.
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
    const centre = { ra: 45 + 0.03 * ((i % 3) - 1), dec: i < 3 ? -0.02 : 0.02 };
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
    const cells: Record<string, number> = {};
    for (const { ra, dec } of seen) {
      const cell = lonLatToHealpix(COUNT_ORDER, ra, dec);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
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
    const counts = {
      sources: rows,
      pixels: 1,
      maskedPixels: 0,
      magnitudes: {},
      noMagnitude: rows,
      cells,
      noSky: 1,
    };
    images.push(imageCatalogue(name, { uri: name, line: i + 1, hdus: [hdu], counts }));
  }
  const reader = catalogueReader(store, RUN);
  const reach = reachOf(toRadians(FWHM / 2 / 3600));
  const tree = new CellTree();
  const placed = names
    .map((name) => images.find((image) => image.name === name)!)
    .map((image) => ({ ...image, around: cellsAround(image, reach, tree) }));
  const part = (from: number, to: number) =>
    readPart(reader.read, placed, { ...whole, from, to, noSky: to === whole.to }, reach);
  return {
    store,
    reader,
    part,
    placed,
    cells: [...new Set(images.flatMap(({ cells }) => cells))].sort((a, b) => a - b),
  };
}

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const asBuffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer;

describe('the merged catalogue', () => {
  it('is the same whether the sky is one part or many, and whatever the order of the list', async () => {
    const { part, cells } = await madeRun(names);
    expect(cells.length).toBe(4);
    const all = await part(whole.from, whole.to);
    expect(new Set(all.group).size).toBeLessThan(all.group.length / 2);
    const { group, healpix } = onlyPrimary(all);
    expect(group).toEqual(healpix);
    expect(new Set(group)).toEqual(new Set(all.group));
    for (const cut of [cells.slice(1), cells.slice(1, 2)]) {
      const borders = [0, ...cut, whole.to];
      const parts = await Promise.all(cut.concat(whole.to).map((to, i) => part(borders[i]!, to)));
      for (const column of ['healpix', 'image', 'group', 'primary'] as const)
        expect(parts.flatMap((one) => one[column] as unknown[])).toEqual(all[column]);
      expect(parts.flatMap(({ columns }) => [...columns.flux_auto])).toEqual([
        ...all.columns.flux_auto,
      ]);
    }
    const turned = await (await madeRun([...names].reverse())).part(whole.from, whole.to);
    expect(Buffer.compare(writeParquet(turned, 1), writeParquet(all, 1))).toBe(0);
  });

  it('reads of other images only those that come near the part', async () => {
    const { placed } = await madeRun(names);
    for (const { around, cells } of placed) {
      expect([...cells].every((cell) => around?.has(cell))).toBe(true);
      expect(around!.size).toBeLessThanOrEqual(4);
    }
  });

  it('leaves out what is damaged or gone, whichever byte it is, and names it', async () => {
    const { store, reader, part } = await madeRun(names);
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
    const { image } = await part(whole.from, whole.to);
    expect(new Set(image)).toEqual(new Set(['a', 'd', 'e', 'f']));
    expect([...reader.damaged.keys()].sort()).toEqual(['b', 'c']);
    expect(reader.damaged.get('c')).toContain('is gone');
  });

  it('has the same rows and columns in Parquet and in FITS, missing values in each one’s way', async () => {
    const { part, cells } = await madeRun(names);
    const rows = await part(0, cells[1]!);
    const rest = await part(cells[1]!, whole.to);
    const fits = writeFits([joinBinTables([rows, rest].map((one) => fitsTable(one, 3)))]);
    const hdu = await (await openFits(memorySource(fits, 'catalogue'))).hdu({
      extname: 'CATALOGUE',
    });
    const table = await readTable(hdu);
    expect(table.columns.map(({ name, unit, ucd }) => [name, unit ?? '', ucd])).toEqual(
      mergedColumns.map(({ name, unit, ucd }) => [name, unit, ucd]),
    );
    expect(hdu.header.get('TCOMM3')).toBe(mergedColumns[2]!.description);
    expect(hdu.header.get('TNULL3')).toBe(-1);
    expect(table.rows).toBe(rows.group.length + rest.group.length);
    const parquet = await parquetReadObjects({ file: asBuffer(writeParquet(rest, 3)) });
    const last = parquet.at(-1)!;
    expect(Object.keys(last)).toEqual(mergedColumns.map(({ name }) => name));
    expect(last).toMatchObject({ _healpix_29: null, group: null, primary: true, ra: null });
    const column = (name: string) =>
      table.columns.find((one) => one.name === name)!.data as ArrayLike<unknown>;
    const offset = rows.group.length;
    for (const [i, row] of parquet.entries()) {
      if (row.group !== null) expect(BigInt(column('group')[offset + i] as bigint)).toBe(row.group);
      expect(column('primary')[offset + i]).toBe(row.primary);
      expect(String(column('image')[offset + i]).trim()).toBe(row.image);
    }
  });

  it.skipIf(!hasPyarrow)(
    'is read by pyarrow and astropy with its units, descriptions and missing values (skipped without them)',
    async () => {
      const { part } = await madeRun(names);
      const folder = await mkdtemp(join(tmpdir(), 'starfan-parquet-'));
      try {
        const path = join(folder, 'part-0000.parquet');
        const bytes = writeParquet(await part(whole.from, whole.to), 3);
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
    const { part } = await madeRun(names);
    const bytes = writeParquet(await part(whole.from, whole.to), 3);
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
    expect(pairs.get('table::len::image')).toBe('3');
    const votable = pairs.get('IVOA.VOTable-Parquet.content')!;
    expect(votable.match(/<FIELD /g)).toHaveLength(mergedColumns.length);
    expect(votable).toContain('<FIELD name="image" datatype="char" arraysize="3*"');
    expect(votable).toContain(
      '<FIELD name="ra" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main" ref="icrs">',
    );
    expect(pairs.has('ARROW:schema')).toBe(true);
  });
});
