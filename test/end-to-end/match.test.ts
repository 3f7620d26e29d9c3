import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lonLatToVector, separation } from '../../shared/core/sphere/vector.ts';
import { hasSharedCases, sharedCase } from '../shared-data.ts';
import { checkCollection, rowsOf } from './hats-data.ts';
import { writeImages } from './images.ts';
import { starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-match-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const photometryOf = (run: string) => join(folder, run, 'photometry');

type Row = Record<string, unknown>;

/** Lines of a CSV without quotes. */
function tableOf(path: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const names = head.split(',');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])),
  );
}

const arcsec = (a: { ra: number; dec: number }, b: { ra: number; dec: number }): number =>
  206_264.806 * separation(lonLatToVector(a.ra, a.dec), lonLatToVector(b.ra, b.dec));

/** The object nearest to a place, and how far it is. */
function nearest(objects: readonly Row[], star: Record<string, string>) {
  const place = { ra: Number(star.ra), dec: Number(star.dec) };
  return objects
    .map((object) => ({ object, far: arcsec(object as never, place) }))
    .reduce((a, b) => (b.far < a.far ? b : a));
}

describe('tables of some images', () => {
  beforeAll(async () => {
    writeImages(join(folder, 'inputs'));
    const list = ['drz', 'flt', 'ir'].map((name) => join(folder, 'inputs', `${name}.fits`));
    await starfan(['detect', ...list, '--out', join(folder, 'run'), '--tolerate', '100']);
  });

  it('are made of a run that stands, and hold what they say', async () => {
    const { status, stderr } = await starfan(['match', join(folder, 'run'), '--radius', '1s']);
    expect(status, stderr).toBe(0);
    await checkCollection(photometryOf('run'));
    expect(readFileSync(join(folder, 'run', 'report.html'), 'utf8')).toContain('id="objects"');
  });

  it.each(['0s', '61s', 'wide'])('are not made with a radius of %s', async (radius) => {
    const { status, stderr } = await starfan(['match', join(folder, 'run'), '--radius', radius]);
    expect(status).toBe(2);
    expect(stderr).toContain('up to 60 arcsec');
  });

  it('are not made of two runs that were searched differently, or of one twice', async () => {
    const other = join(folder, 'other');
    await starfan([
      'detect',
      join(folder, 'inputs', 'drz.fits'),
      '--out',
      other,
      '--zeropoint',
      '20',
    ]);
    const different = await starfan(['match', join(folder, 'run'), other]);
    expect(different.status).not.toBe(0);
    expect(different.stderr).toContain('different parameters (MAG_ZEROPOINT)');
    const before = readFileSync(join(folder, 'run', 'run.json'), 'utf8');
    const same = join(folder, 'same');
    await starfan(['detect', join(folder, 'inputs', 'drz.fits'), '--out', same]);
    const twice = await starfan(['match', join(folder, 'run'), same]);
    expect(twice.stderr).toContain('its detections would count twice');
    const named = await starfan(['match', join(folder, 'run'), `${join(folder, 'run')}/./`]);
    expect(named).toMatchObject({ status: 2, stderr: expect.stringContaining('named twice') });
    expect(readFileSync(join(folder, 'run', 'run.json'), 'utf8')).toBe(before);
  });
});

describe.skipIf(!hasSharedCases)('cases of the field (skipped without ../shared/cases)', () => {
  const matched = async (name: string, radius = '1s') => {
    const base = sharedCase(`photometry/${name}`);
    const list = readFileSync(join(base, 'list.txt'), 'utf8').trim().split('\n');
    const images = list.map((image) => join(base, image));
    const { status, stderr } = await starfan([
      'detect',
      ...images,
      '--out',
      join(folder, name),
      '--match',
      radius,
    ]);
    expect(status, stderr).toBe(0);
    await checkCollection(photometryOf(name));
    return {
      base,
      objects: await rowsOf(photometryOf(name), 'objects'),
      measurements: await rowsOf(photometryOf(name), 'measurements'),
    };
  };

  it.each([
    ['match-wrap-poles', '1s', 20, 56, 0.05],
    ['match-wrap-poles', '20s', 20, 56, 0.05],
    ['match-one-image', '1s', 10, 39, 0.02],
    ['match-chain', '1s', 6, 24, 0.3],
  ])('%s within %s: %s objects of %s detections', async (name, radius, count, rows, room) => {
    const { base, objects, measurements } = await matched(name, radius);
    expect([objects.length, measurements.length]).toEqual([count, rows]);
    for (const star of tableOf(join(base, 'objects.csv'))) {
      const { object, far } = nearest(objects, star);
      expect(far, star.name).toBeLessThan(room);
      const { nDet, nDet_min = nDet, nDet_max = nDet } = star;
      expect(object.nDet).toBeGreaterThanOrEqual(Number(nDet_min));
      expect(object.nDet).toBeLessThanOrEqual(Number(nDet_max));
    }
    const pairs = measurements.map(({ objid, image, hdu }) => `${objid} ${image} ${hdu}`);
    expect(new Set(pairs).size).toBe(pairs.length); // no image twice in an object
  });

  it('proper-motion: chains in time are one object', async () => {
    const { base, objects } = await matched('proper-motion');
    expect(objects.map(({ nDet }) => nDet)).toEqual([5, 5, 5, 5, 5, 5]);
    for (const star of tableOf(join(base, 'objects.csv'))) {
      const { object } = nearest(objects, star);
      for (const [own, truth] of [
        ['pmRA', 'pmRA_cosdec_masyr'],
        ['pmDec', 'pmDec_masyr'],
      ] as const) {
        expect(Math.abs((object[own] as number) - Number(star[truth]))).toBeLessThan(15);
        expect(object[`${own}Err`]).toBeGreaterThan(2);
        expect(object[`${own}Err`]).toBeLessThan(40);
      }
    }
  });

  it('variable: the stars that vary are told from those that do not', async () => {
    const { base, objects } = await matched('variable');
    const told = tableOf(join(base, 'expected.csv')).map((star) => [
      nearest(objects, star).object.variable,
      star.kind !== 'const',
    ]);
    expect(told.map(([own]) => own)).toEqual(told.map(([, truth]) => truth));
  });

  it('time-keywords: the middle of each exposure in UTC', async () => {
    const { base, measurements } = await matched('time-keywords');
    for (const { file, mjd_mid_utc, tol_s, exptime_s, null_allowed } of tableOf(
      join(base, 'expected.csv'),
    )) {
      const row = measurements.find((one) => one.file === file)!;
      if (mjd_mid_utc === '' || null_allowed === 'mjd') expect(row.mjd, file).toBeNull();
      else
        expect(
          86_400 * Math.abs((row.mjd as number) - Number(mjd_mid_utc)),
          file,
        ).toBeLessThanOrEqual(Number(tol_s));
      if (exptime_s === '') expect(row.exptime, file).toBeNull();
      else expect(row.exptime, file).toBeCloseTo(Number(exptime_s), 3);
    }
  });

  it('filter-names: the header’s text, and bands that can be columns', async () => {
    const { base, objects, measurements } = await matched('filter-names');
    expect([objects.length, measurements.length]).toEqual([3, 36]);
    const lines = readFileSync(join(base, 'expected.csv'), 'utf8').trim().split('\n').slice(1);
    for (const line of lines) {
      const [file = '', , filter = ''] = cellsOfLine(line);
      const row = measurements.find((one) => one.file === file)!;
      expect(row.filter, file).toBe(filter === '' ? null : filter);
    }
    const columns = Object.keys(objects[0]!).filter((name) => name.endsWith('_mag'));
    expect(columns).toHaveLength(8);
    expect(new Set(columns.map((name) => name.toLowerCase())).size).toBe(8);
    for (const name of columns) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
  });
});

/** The cells of a line of CSV; quotes are doubled within quotes. */
const cellsOfLine = (line: string): string[] =>
  [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
