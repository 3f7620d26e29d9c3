import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../../shared/core/csv.ts';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { hasSharedCases, sharedCase } from '../shared-data.ts';
import { starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-photometry-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runOf = (name: string) => join(folder, name);

async function detected(name: string, images: string[]): Promise<void> {
  const args = ['detect', ...images, '--out', runOf(name), '--match', '1s'];
  const { status, stderr } = await starfan(args);
  expect(status, stderr).toBe(0);
}

/** Rows of an answer, without the names of its columns. */
async function asked(run: string, sql: string, ...options: string[]): Promise<string[][]> {
  const { status, stdout, stderr } = await starfan(['query', run, sql, ...options]);
  expect(status, stderr).toBe(0);
  return parseCsv(stdout)
    .slice(1)
    .filter((row) => row.length > 0 && row[0] !== undefined);
}

async function lightCurve(run: string, ...options: string[]) {
  const { status, stdout, stderr } = await starfan(['lightcurve', run, ...options, '--json']);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

const SIDE = 64;
const SCALE = 0.5 / 3600;
/** pixels from 0 and fluxes; the first is twice as bright in every second image */
const stars = [
  { x: 20, y: 20, flux: 9000 },
  { x: 44, y: 40, flux: 5000 },
];

/** An image around RA 0 on the equator: two stars, a filter of no plain name. */
function skyImage(n: number): Uint8Array {
  const random = seededRandom(n + 1);
  const pixels = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const light = stars.map((star, k) => {
      const flux = k === 0 && n % 2 === 1 ? 2 * star.flux : star.flux;
      const r2 = (x - star.x) ** 2 + (y - star.y) ** 2;
      return (flux / (2 * Math.PI * 2)) * Math.exp(-r2 / 4);
    });
    return 100 + 2 * random.normal() + light[0]! + light[1]!;
  });
  const cards = Object.entries({
    ...{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 0, CRVAL2: 0, CRPIX1: 32, CRPIX2: 32 },
    ...{ CDELT1: -SCALE, CDELT2: SCALE, 'MJD-OBS': 56_000 + n, EXPTIME: 86.4 },
    ...{ FILTER: n < 4 ? 'H-alpha/6563' : 'V', MAGZERO: 25 },
  }).map(([keyword, value]) => ({ keyword, value }));
  return writeFits([writeImage(pixels, [SIDE, SIDE], cards)]);
}

describe('two stars at RA 0 in six images', () => {
  const images: string[] = [];
  beforeAll(async () => {
    mkdirSync(join(folder, 'inputs'));
    for (let n = 0; n < 6; n++) {
      images.push(join(folder, 'inputs', `s${n}.fits`));
      writeFileSync(images[n]!, skyImage(n));
    }
    await detected('run', images);
  });

  it('are two objects, in the run and in its collection', async () => {
    for (const place of [runOf('run'), join(runOf('run'), 'photometry')]) {
      expect(await asked(place, 'SELECT nDet, nImages FROM objects')).toEqual([
        ['6', '6'],
        ['6', '6'],
      ]);
      expect(await asked(place, 'SELECT count(*) FROM measurements')).toEqual([['12']]);
      expect(await asked(place, 'SELECT count(*), sum(detections) FROM images')).toEqual([
        ['6', '12'],
      ]);
    }
    // a star and a point in a query make no pattern of files of it
    const counted = 'SELECT count(*) FROM catalogue AS c WHERE c.dec < 0.5 AND c.number / 1.0 > 0';
    expect(await asked(runOf('run'), counted)).toEqual([['12']]);
  });

  it('have the filter’s text, and one band in both tables', async () => {
    for (const table of ['measurements', 'images'])
      expect(
        await asked(runOf('run'), `SELECT DISTINCT filter, band FROM ${table} ORDER BY filter`),
      ).toEqual([
        ['H-alpha/6563', 'H_alpha_6563'],
        ['V', 'V'],
      ]);
    await expect(
      asked(runOf('run'), 'SELECT count(*) FROM objects WHERE H_alpha_6563_n = 4 AND V_n = 2'),
    ).resolves.toEqual([['2']]);
  });

  it('are found by cone and joined; the light curve of a place is that of its object', async () => {
    const sql = `SELECT o.objid, m.mjd, o.ra, o.dec FROM objects o JOIN measurements m ON m.objid = o.objid
      WHERE o.variable ORDER BY m.mjd`;
    const rows = await asked(runOf('run'), sql, '--cone', '0 0 20s');
    expect(rows.map(([, mjd]) => Number(mjd).toFixed(4))).toEqual(
      images.map((_, n) => (56_000.0005 + n).toFixed(4)),
    );
    const [objid = '', , ra = '', dec = ''] = rows[0]!;
    const curve = await lightCurve(runOf('run'), '--objid', objid);
    expect(curve.bands['H-alpha/6563'].n).toBe(4);
    expect(curve.bands['H-alpha/6563'].amplitude).toBeCloseTo(2.5 * Math.log10(2), 1);
    expect(await lightCurve(runOf('run'), '--pos', `${ra} ${dec}`)).toEqual(curve);
    for (const [pos, why] of [
      ['400 1', 'longitude 400'],
      ['10', 'write right ascension and declination'],
      ['10 1 99d', 'a degree at most'],
    ])
      expect((await starfan(['lightcurve', runOf('run'), '--pos', pos!])).stderr).toContain(why);
    const { stdout } = await starfan([
      ...['query', runOf('run'), 'SELECT m.objra AS ra, m.mjd + 1 AS mjd FROM measurements m'],
      '--votable',
    ]);
    expect(stdout).toContain('<FIELD name="ra" datatype="double" unit="deg" ucd="pos.eq.ra');
    expect(stdout).toContain('<FIELD name="mjd" datatype="double"/>');
    // both stars are within 30 arcsec: the nearer one counts
    expect(await lightCurve(runOf('run'), '--pos', `${ra} ${dec} 30s`)).toEqual(curve);
  });

  it('are measured at the places of the objects, with their numbers and filters', async () => {
    const out = join(folder, 'forced');
    const args = ['measure', ...images, '--at', runOf('run'), '--out', out];
    const { status, stderr } = await starfan(args);
    expect(status, stderr).toBe(0);
    const sql =
      'SELECT objid, image, file, filter, mjd, exptime FROM measurements ORDER BY objid, image';
    expect(await asked(out, sql)).toEqual(await asked(runOf('run'), sql));
  });
});

describe.skipIf(!hasSharedCases)('cases of the field (skipped without ../shared/cases)', () => {
  const matched = async (name: string): Promise<string> => {
    const base = sharedCase(`photometry/${name}`);
    const list = readFileSync(join(base, 'list.txt'), 'utf8').trim().split('\n');
    await detected(
      name,
      list.map((image) => join(base, image)),
    );
    return base;
  };

  it('match-wrap-poles: objects and cones at RA 0 and the poles', async () => {
    await matched('match-wrap-poles');
    const run = runOf('match-wrap-poles');
    const rows = await asked(run, 'SELECT objid, ra, dec, nDet FROM objects');
    expect(rows.map(([, , , n]) => n).sort()).toEqual([
      ...Array<string>(4).fill('2'),
      ...Array<string>(16).fill('3'),
    ]);
    for (const cone of ['0 12.3 1s', '0 90 1s', '123 -90 1s'])
      expect(await asked(run, 'SELECT nDet FROM objects', '--cone', cone), cone).toEqual([['3']]);
  });

  it('variable: two of eight, each with its light curve', async () => {
    const base = await matched('variable');
    const run = runOf('variable');
    const [head = [], ...right] = parseCsv(readFileSync(join(base, 'expected.csv'), 'utf8'));
    const [ra, dec, kind] = ['ra', 'dec', 'kind'].map((name) => head.indexOf(name));
    for (const star of right.filter((row) => row.length === head.length)) {
      const cone = `${star[ra!]} ${star[dec!]} 1s`;
      const rows = await asked(run, 'SELECT variable, nDet FROM objects', '--cone', cone);
      expect(rows, cone).toEqual([[String(star[kind!] !== 'const'), '24']]);
      if (star[kind!] === 'const') continue;
      const curve = await lightCurve(run, '--pos', cone);
      expect([curve.bands.g.n, curve.bands.r.n]).toEqual([12, 12]);
      expect(curve.bands.g.chi2_dof).toBeGreaterThan(100);
    }
  });
});
