import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../../../cli/light-curve/csv.ts';
import { measureList } from '../../../cli/measure/measure-list.ts';
import { openPositions } from '../../../cli/measure/positions.ts';
import { defaultParameters } from '../../../shared/core/detection/parameters.ts';
import type { Cell } from '../../../shared/core/query/result.ts';
import { QueryEngine } from '../../../shared/query/engine.ts';
import { openStore } from '../../../shared/store/open.ts';
import { objectUrl } from '../../../shared/store/url.ts';
import { hasSharedCases, sharedCase } from '../../shared-data.ts';

const store = openStore({ STARFAN_FILES: '1' });
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfan-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function measured(name: string, image: string, at: string, sql: string): Promise<Cell[][]> {
  const out = join(folder, name);
  const list = join(folder, `${name}.txt`);
  await store.put(objectUrl(list), `${image}\n`);
  const positions = await openPositions(store, at);
  const parameters = { aperture: 6, detection: defaultParameters, at };
  const { failures } = await measureList(store, {
    list: objectUrl(list),
    folder: out,
    positions,
    parameters,
  });
  positions.close();
  expect(failures).toEqual([]);
  const engine = await QueryEngine.open(store, objectUrl(`${out}/`));
  const rows: Cell[][] = [];
  for await (const some of (await engine.query(sql)).rows)
    rows.push(...some.map((row) => [...row]));
  engine.close();
  return rows;
}

describe.skipIf(!hasSharedCases)('forced photometry', () => {
  it('sums apertures as photutils and sep do, negative ones too, and flags what spoils them', async () => {
    const rows = await measured(
      'forced',
      sharedCase('photometry/forced/jtest01_flt.fits.gz'),
      sharedCase('photometry/forced/positions.csv'),
      'SELECT id, flux, fluxErr, edge, masked, saturated, image, x, y FROM measurements',
    );
    const byId = new Map(rows.map(([id, ...rest]) => [String(id), rest]));
    const text = await readFile(sharedCase('photometry/forced/expected.csv'), 'utf8');
    for (const line of parseCsv(text).slice(1)) {
      const [id = '', , right, up, , sep = '', error = '', tolerance = '', flag = ''] = line;
      const [flux, fluxErr, edge, masked, saturated, image, x, y] = byId.get(id) ?? [];
      if (sep === '') {
        expect(byId.has(id)).toBe(false);
        continue;
      }
      expect(image).toBe(1);
      // pixels of the case count from 0
      expect(Number(x)).toBeCloseTo(Number(right), 1);
      expect(Number(y)).toBeCloseTo(Number(up), 1);
      // the case's own tolerance: half of the error, or a few ADU where the background bends
      expect(Math.abs(Number(flux) - Number(sep))).toBeLessThan(Number(tolerance));
      // of masked pixels the case has photutils' error, of what is left; ours is made up for by area
      if (flag !== 'masked')
        expect(Math.abs(Number(fluxErr) / Number(error) - 1)).toBeLessThan(0.1);
      expect({ edge, masked, saturated }).toEqual({
        edge: flag === 'edge',
        masked: flag === 'masked',
        saturated: flag === 'saturated',
      });
    }
  });

  it('ids of 64 bits come back digit for digit, from Parquet and from CSV', async () => {
    const image = sharedCase('photometry/int64-ids/image.fits.gz');
    const csv = await readFile(sharedCase('photometry/int64-ids/catalogue.csv'), 'utf8');
    const right = parseCsv(csv)
      .slice(1)
      .map(([id = '']) => BigInt(id));
    for (const ending of ['parquet', 'csv']) {
      const at = sharedCase(`photometry/int64-ids/catalogue.${ending}`);
      const rows = await measured(ending, image, at, 'SELECT id FROM measurements');
      expect(new Set(rows.map(([id]) => id))).toEqual(new Set(right));
    }
  });
});

it('what is no place on the sky is said with its row', async () => {
  const at = join(folder, 'bad.csv');
  await store.put(objectUrl(at), 'id,ra,dec\n1,10,20\n2,,95\n');
  await expect(openPositions(store, at)).rejects.toThrow(/row 2: {2}95 is no place/);
  await store.put(objectUrl(at), 'id,lon\n1,10\n');
  await expect(openPositions(store, at)).rejects.toThrow('needs ra and dec');
});
