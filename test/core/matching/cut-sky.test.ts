import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CellSums, MARGIN, SKYMAP_ORDER } from '../../../shared/contracts/matches.ts';
import { cellRange } from '../../../shared/core/hats/cells.ts';
import { lonLatToHealpix } from '../../../shared/core/healpix/pixel.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { lonLatToVector, separation } from '../../../shared/core/sphere/vector.ts';
import { matchCells, matchWhole, observe, runOf, type Star, shifted } from './simulated.ts';

/** Where cells of the orders 0 and 2 meet, RA 0, and the poles. */
const corners: Star[] = [
  { ra: 0, dec: 0 },
  { ra: 45, dec: 0 },
  { ra: 45, dec: 41.8103149 },
  { ra: 0, dec: 12.3 },
  { ra: 359.9999, dec: -60 },
  { ra: 10, dec: 90 },
  { ra: 200, dec: -90 },
  { ra: 22.5, dec: 19.4712206 },
];

/** Around each corner stars closer than two radii to one another, and some that move. */
function crowd(): Star[] {
  const random = seededRandom(11);
  return corners.flatMap((corner) =>
    Array.from({ length: 60 }, (_, i) => ({
      ...shifted(corner, 12 * random.normal(), 12 * random.normal()),
      ...(i % 10 === 0 ? { east: 0.6 * random.normal(), north: 0.6 * random.normal() } : {}),
    })),
  );
}

const cellsOf = (order: number) =>
  Array.from({ length: 12 * 4 ** order }, (_, npix) => ({ order, npix }));

/** All rows of a table, cell after cell. */
async function rowsOf(files: readonly { table: string; bytes: Uint8Array }[], table: string) {
  const rows: Record<string, unknown>[] = [];
  for (const { bytes, table: own } of files)
    if (own === table)
      rows.push(...(await parquetReadObjects({ file: bytes.slice().buffer as ArrayBuffer })));
  return rows;
}

/** Rows as bytes: a number in all its digits. */
const bytesOf = (rows: readonly Record<string, unknown>[]): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));

const sorted = (map: ReadonlyMap<number, number>) => [...map].sort(([a], [b]) => a - b);

/** Counts of several cells in one map. */
function added(all: readonly CellSums['counts'][]): [pixel: number, objects: number][] {
  const map = new Map<number, number>();
  for (const counts of all)
    for (const [pixel, count] of Object.entries(counts))
      map.set(Number(pixel), (map.get(Number(pixel)) ?? 0) + count);
  return sorted(map);
}

const bandMaps = (sums: readonly CellSums[]) =>
  [0, 1].map((band) => added(sums.map(({ bandCounts }) => bandCounts[band]!)));

describe('a sky that is cut into cells', () => {
  let cut: Map<number, Awaited<ReturnType<typeof matchCells>>>;
  let whole: Awaited<ReturnType<typeof matchWhole>>;
  beforeAll(async () => {
    const made = await runOf(observe(crowd(), { images: 5, share: 0.9, error: 0.05, seed: 5 }), 1);
    cut = new Map();
    for (const order of [0, 1, 2]) cut.set(order, await matchCells(made, cellsOf(order)));
    whole = await matchWhole(made);
  });

  it.each(['objects', 'measurements'])(
    'has the same bytes of each row of %s from 1, 12, 48 and 192 cells, in one order',
    async (table) => {
      const rows = await rowsOf(whole, table);
      expect(rows.length).toBeGreaterThan(table === 'objects' ? 400 : 1800);
      for (const order of [0, 1, 2])
        expect(bytesOf(await rowsOf(cut.get(order)!.files, table))).toBe(bytesOf(rows));
    },
  );

  it('has in every margin the rows that the objects have elsewhere', async () => {
    const rows = await rowsOf(whole, 'objects');
    const own = new Map(rows.map((row) => [row.objid, bytesOf([row])]));
    for (const order of [0, 1, 2]) {
      const margin = await rowsOf(cut.get(order)!.files, 'objects_margin_10arcs');
      expect(margin.length).toBeGreaterThan(10);
      for (const row of margin) expect(bytesOf([row])).toBe(own.get(row.objid));
    }
  });

  it('has the same maps of objects, of all bands and of each, from 1, 12, 48 and 192 cells', async () => {
    const map = new Map<number, number>();
    for (const { ra, dec } of await rowsOf(whole, 'objects')) {
      const pixel = lonLatToHealpix(SKYMAP_ORDER, ra as number, dec as number);
      map.set(pixel, (map.get(pixel) ?? 0) + 1);
    }
    const ofBands = bandMaps(cut.get(0)!.sums);
    for (const order of [0, 1, 2]) {
      const { sums } = cut.get(order)!;
      expect(added(sums.map(({ counts }) => counts))).toEqual(sorted(map));
      expect(bandMaps(sums)).toEqual(ofBands);
    }
    expect(ofBands).toHaveLength(2);
  });

  it('has each object in the cell of its place, in the order of _healpix_29, under an id of its own', async () => {
    for (const { table, cell, bytes } of cut.get(2)!.files) {
      const rows = await parquetReadObjects({ file: bytes.slice().buffer as ArrayBuffer });
      const healpix = rows.map((row) => row._healpix_29 as bigint);
      expect(healpix).toEqual([...healpix].sort((a, b) => Number(a > b) - Number(a < b)));
      if (table === 'objects_margin_10arcs') continue;
      const [from, to] = cellRange(cell);
      expect(healpix.every((index) => index >= from && index < to)).toBe(true);
    }
    const objects = await rowsOf(cut.get(2)!.files, 'objects');
    expect(new Set(objects.map(({ objid }) => objid)).size).toBe(objects.length);
  });

  it('has every detection in one measurement', async () => {
    const rows = await rowsOf(cut.get(2)!.files, 'measurements');
    expect(new Set(rows.map(({ measid }) => measid)).size).toBe(rows.length);
    const sums = cut.get(2)!.sums.reduce((sum, { measurements }) => sum + measurements, 0);
    expect(rows.length).toBe(sums);
  });

  it('has in the margin of a cell all objects of others that are near', async () => {
    const { files } = cut.get(2)!;
    const objects = await rowsOf(files, 'objects');
    const place = (row: Record<string, unknown>) =>
      lonLatToVector(row.ra as number, row.dec as number);
    let near = 0;
    for (const { table, cell, bytes } of files) {
      if (table !== 'objects') continue;
      const own = await parquetReadObjects({ file: bytes.slice().buffer as ArrayBuffer });
      const margin = files.find(
        (one) => one.table.includes('margin') && one.cell.npix === cell.npix,
      );
      const around = margin
        ? await parquetReadObjects({ file: margin.bytes.slice().buffer as ArrayBuffer })
        : [];
      const ids = new Set([...own, ...around].map(({ objid }) => objid));
      for (const object of objects) {
        const least = Math.min(...own.map((row) => separation(place(row), place(object))));
        // nearer to one of its objects is nearer to the cell
        if (least * 206_264.8 > MARGIN) continue;
        near++;
        expect(ids.has(object.objid)).toBe(true);
      }
    }
    expect(near).toBeGreaterThan(objects.length); // others beside their own
  });

  it('writes null for what is not known, never NaN', async () => {
    for (const { bytes } of cut.get(0)!.files)
      for (const row of await parquetReadObjects({ file: bytes.slice().buffer as ArrayBuffer }))
        expect(Object.values(row).some((value) => Number.isNaN(value))).toBe(false);
  });
});
