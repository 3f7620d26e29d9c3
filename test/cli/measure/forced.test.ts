import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../../../shared/core/csv.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import type { CellValue } from '../../../shared/core/query/result.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { QueryEngine } from '../../../shared/query/engine.ts';
import { openStore } from '../../../shared/store/open.ts';
import { objectUrl } from '../../../shared/store/url.ts';
import { starfan } from '../../end-to-end/starfan.ts';
import { hasSharedCases, sharedCase } from '../../shared-data.ts';

const store = openStore({ STARFAN_FILES: '1' });
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfan-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function rowsOf(place: string, sql: string): Promise<CellValue[][]> {
  const engine = await QueryEngine.open(store, objectUrl(`${place}/`));
  const rows: CellValue[][] = [];
  for await (const some of (await engine.query(sql)).rows)
    rows.push(...some.map((row) => [...row]));
  engine.close();
  return rows;
}

async function measured(
  name: string,
  images: string[],
  at: string,
  sql: string,
  ...options: string[]
): Promise<CellValue[][]> {
  const out = join(folder, name);
  const ended = await starfan(['measure', ...images, '--at', at, '--out', out, ...options]);
  expect(ended.status, ended.stderr).toBe(0);
  return rowsOf(out, sql);
}

describe.skipIf(!hasSharedCases)('forced photometry', () => {
  it('sums apertures as photutils and sep do, negative ones too, and flags what spoils them', async () => {
    const rows = await measured(
      'forced',
      [sharedCase('photometry/forced/jtest01_flt.fits.gz')],
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
      // of masked pixels the case has photutils' error, of what is left; ours is made up for
      // by area
      if (flag !== 'masked')
        expect(Math.abs(Number(fluxErr) / Number(error) - 1)).toBeLessThan(0.1);
      expect({ edge, masked, saturated }).toEqual({
        edge: flag === 'edge',
        masked: flag === 'masked',
        saturated: flag === 'saturated',
      });
    }
  });

  it('has the light that was planted by the PSF, where an aperture cannot', async () => {
    const rows = await measured(
      'psf',
      [sharedCase('photometry/forced/jtest01_flt.fits.gz')],
      sharedCase('photometry/forced/positions.csv'),
      'SELECT id, psf_flux, psf_fluxerr, psf_mag, chi FROM measurements',
      '--psf',
    );
    const byId = new Map(rows.map(([id, ...rest]) => [String(id), rest]));
    const text = await readFile(sharedCase('photometry/forced/expected.csv'), 'utf8');
    let compared = 0;
    for (const line of parseCsv(text).slice(1)) {
      const [id = '', name = ''] = line;
      const [planted = '', , error = ''] = line.slice(9);
      if (planted === '') continue;
      const [flux, fluxErr, mag, chi] = (byId.get(id) ?? []).map(Number) as [
        number,
        number,
        number,
        number,
      ];
      // three errors, and 1.5 % of its light: the PSF is made of the image's five stars
      expect(Math.abs(flux - Number(planted)), name).toBeLessThan(
        3 * fluxErr + 0.015 * Math.abs(Number(planted)),
      );
      // photutils fits what is above saturation, and the neighbour of the bright star alone
      if (name !== 'saturated') expect(fluxErr / Number(error), name).toBeCloseTo(1, 0.7);
      if (flux > 0) expect(mag, name).toBeCloseTo(25 - 2.5 * Math.log10(flux), 6);
      else expect(byId.get(id)![2], name).toBeNull();
      if (name === 'bright' || name === 'faint') expect(chi, name).toBeLessThan(1.3);
      compared++;
    }
    expect(compared).toBe(9);
    const columns =
      'SELECT F606W_psf_flux, F606W_psf_n, F606W_psf_mag FROM objects WHERE F606W_psf_mag < 17.7';
    expect((await rowsOf(join(folder, 'psf'), columns)).length).toBe(4);
  });

  it('ids of 64 bits come back digit for digit, from Parquet and from CSV', async () => {
    const image = sharedCase('photometry/int64-ids/image.fits.gz');
    const csv = await readFile(sharedCase('photometry/int64-ids/catalogue.csv'), 'utf8');
    const right = parseCsv(csv)
      .slice(1)
      .map(([id = '']) => BigInt(id));
    for (const ending of ['parquet', 'csv']) {
      const at = sharedCase(`photometry/int64-ids/catalogue.${ending}`);
      const rows = await measured(ending, [image], at, 'SELECT id FROM measurements');
      expect(new Set(rows.map(([id]) => id))).toEqual(new Set(right));
    }
  });

  it('places of a HATS collection in Zstandard are read where it lies', async () => {
    const image = sharedCase('photometry/match-wrap-poles/wrap_0.fits.gz');
    const at = sharedCase('photometry/hats/sky');
    const out = join(folder, 'hats');
    const ended = await starfan(['measure', image, '--at', at, '--out', out, '--json']);
    expect(ended.status).toBe(0);
    expect(JSON.parse(ended.stdout).verdict).toMatch(/^1 of 1 images measured/);
  });
});

describe('forced photometry of synthetic images', () => {
  /** A star of 1,000 in the middle of 60 × 60 pixels of noise 1, and of half of that later. */
  const image = (scale: number, mjd: number): Uint8Array => {
    const random = seededRandom(7);
    const pixels = Float32Array.from({ length: 3600 }, (_, i) => {
      const square = ((i % 60) - 30) ** 2 + (Math.floor(i / 60) - 30) ** 2;
      return 100 + random.normal() + (scale * 1000 * Math.exp(-square / 4.5)) / (4.5 * Math.PI);
    });
    const cards = [
      ...[
        ['CTYPE1', 'RA---TAN'],
        ['CTYPE2', 'DEC--TAN'],
        ['CRVAL1', 10],
        ['CRVAL2', 0],
        ['CRPIX1', 31],
        ['CRPIX2', 31],
        ['CDELT1', -0.0001],
        ['CDELT2', 0.0001],
        ['FILTER', 'V'],
        ['MJD-OBS', mjd],
        ['EXPTIME', 10],
        ['PHOTZP', 25],
      ].map(([keyword, value]) => ({ keyword: String(keyword), value: value!, comment: '' })),
    ];
    return writeFits([writeImage(pixels, [60, 60], cards)]);
  };

  it('one place is one object with a light curve; ids keep their digits, and may be text', async () => {
    const images = [join(folder, 'a.fits'), join(folder, 'b.fits')];
    await writeFile(images[0]!, image(1, 59000));
    await writeFile(images[1]!, image(0.5, 59010));
    const star = 9007199254740993n;
    const numbers = join(folder, 'numbers.csv');
    // the star, twice the same row, empty sky, over the edge, outside
    await writeFile(
      numbers,
      `id,ra,dec\n${star},10,0\n${star},10,0\n-1,10.0015,0.0015\n7,10.003,0\n8,10.02,0\n`,
    );
    const rows = await measured(
      'numbers',
      images,
      numbers,
      'SELECT id, mjd, flux, fluxErr, edge, objid, forced FROM measurements ORDER BY id DESC, mjd',
    );
    expect(
      rows.map(([id, mjd, , , edge, , forced]) => [id, Math.floor(Number(mjd)), edge, forced]),
    ).toEqual([
      [star, 59000, false, true],
      [star, 59010, false, true],
      [7n, 59000, true, true],
      [7n, 59010, true, true],
      [-1n, 59000, false, true],
      [-1n, 59010, false, true],
    ]);
    const flux = rows.map(([, , value]) => Number(value));
    const error = rows.map(([, , , value]) => Number(value));
    // all but exp(-9 / 4.5) of the light lies within 3 pixels
    const inside = 1000 * (1 - Math.exp(-2));
    expect(Math.abs(flux[0]! - inside)).toBeLessThan(5 * error[0]!);
    expect(Math.abs(flux[1]! - inside / 2)).toBeLessThan(5 * error[1]!);
    expect(Math.abs(flux[4]!)).toBeLessThan(5 * error[4]!);
    const objects = await rowsOf(
      join(folder, 'numbers'),
      'SELECT id, nDet, V_n, V_chi2, variable, ra, dec FROM objects ORDER BY id DESC',
    );
    expect(objects.map(([id, nDet, n]) => [id, nDet, n])).toEqual([
      [star, 2, 2],
      [7n, 2, 0], // over the edge: its fluxes are in no mean
      [-1n, 2, 2],
    ]);
    expect(objects[0]!.slice(5)).toEqual([10, 0]);
    // what is lost over the edge is in no mean
    expect(objects[1]![3]).toBeNull();
    const names = join(folder, 'names.csv');
    await writeFile(names, 'name,RA,DEC\nα Ori,10,0\n');
    const named = await measured('names', images, names, 'SELECT DISTINCT id FROM measurements');
    expect(named).toEqual([['α Ori']]);
    // objects of a run keep their numbers
    const objid = rows.find(([id]) => id === star)![5];
    const again = await measured(
      'again',
      images,
      join(folder, 'numbers'),
      'SELECT DISTINCT objid FROM measurements',
    );
    expect(again.flat()).toContain(objid);
  });

  it('what is no place on the sky is said with its row', async () => {
    const [one, bad] = [join(folder, 'one.fits'), join(folder, 'bad.csv')];
    await writeFile(one, image(1, 59000));
    const said = async (text: string) => {
      await writeFile(bad, text);
      const out = join(folder, 'bad');
      return (await starfan(['measure', one, '--at', bad, '--out', out])).stderr;
    };
    expect(await said('id,ra,dec\n1,10,20\n2,,95\n')).toMatch(
      'row 2: ra empty, dec 95 is no place',
    );
    expect(await said('id,lon\n1,10\n')).toMatch('needs ra and dec');
    const long = await said(`id,${'lon'.repeat(1_000_000)}\n1,10\n`);
    expect(long).toMatch('needs ra and dec');
    expect(long.length).toBeLessThan(1_000);
  });

  it('says that --bits names bits where there is no quality plane', async () => {
    const [one, out] = [join(folder, 'one.fits'), join(folder, 'bits')];
    await writeFile(one, image(1, 59000));
    expect((await starfan(['detect', one, '--bits', 'foo', '--out', out])).status).toBe(0);
    const record = JSON.parse(await readFile(join(out, 'tasks/detections/one.json'), 'utf8'));
    expect(record.warnings.join()).toContain('--bits foo says nothing here');
  });

  it('refuses the folder of a search', async () => {
    const [one, at, out] = [
      join(folder, 'one.fits'),
      join(folder, 'at.csv'),
      join(folder, 'other'),
    ];
    await writeFile(one, image(1, 59000));
    await writeFile(at, 'id,ra,dec\n1,10,0\n');
    expect((await starfan(['detect', one, '--out', out])).status).toBe(0);
    const ended = await starfan(['measure', one, '--at', at, '--out', out]);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch('holds a run of detect, this is measure');
  });
});
