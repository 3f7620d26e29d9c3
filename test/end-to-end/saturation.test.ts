import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-saturation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [WIDTH, HEIGHT, SKY, CLIP] = [210, 150, 300, 4000];
/** Peaks of stars in rows, above the sky; the last but one would be clipped at 4000, and is. */
const peaks = [900, 1200, 1500, 1800, 2100, 2400, 2700, 3000, 9000, 600];

/** Stars of FWHM 3.1 pixels over a noisy sky, no pixel above CLIP, with cards in the header. */
function image(cards: Record<string, number>): Uint8Array {
  const random = seededRandom(11);
  const pixels = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const light = peaks.map((peak, n) => {
      const [dx, dy] = [x - (25.3 + 40 * (n % 5)), y - (40.4 + 60 * Math.floor(n / 5))];
      return peak * Math.exp(-(dx ** 2 + dy ** 2) / 2 / 1.316 ** 2);
    });
    return Math.min(
      CLIP,
      light.reduce((sum, one) => sum + one, SKY + 1.5 * random.normal()),
    );
  });
  const header = {
    ...{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 10, CRVAL2: -30 },
    ...{ CRPIX1: 100, CRPIX2: 70, CDELT1: -2e-4, CDELT2: 2e-4, ...cards },
  };
  return writeFits([
    writeImage(
      pixels,
      [WIDTH, HEIGHT],
      Object.entries(header).map(([keyword, value]) => ({ keyword, value, comment: '' })),
    ),
  ]);
}

const headers: Record<string, Record<string, number>> = {
  none: {},
  saturate: { SATURATE: 3900 },
  level: { SATURATE: 0, SATLEVEL: 3900 },
  amplifiers: { SATURATA: 5000, SATURATB: 3900 },
  brightest: { DATAMAX: CLIP },
};

beforeAll(() => {
  for (const [name, cards] of Object.entries(headers))
    writeFileSync(join(folder, `${name}.fits`), image(cards));
});

describe('the saturation that a header gives', () => {
  const rows = async (run: string, sql: string) =>
    (await starfan(['query', join(folder, run), sql])).stdout.trim().split('\n').slice(1);

  it('flags the clipped star alone', async () => {
    const files = Object.keys(headers).map((name) => join(folder, `${name}.fits`));
    const { status, stderr } = await starfan([
      ...['detect', ...files, '--psf', '--out', join(folder, 'found')],
    ]);
    expect(status, stderr).toBe(0);
    const full = 'SELECT image, count(*), max(peak) FROM catalogue WHERE flags = 4 GROUP BY image';
    const found = (await rows('found', `${full} ORDER BY image`)).map((row) => row.split(','));
    expect(found.map(([name, count]) => [name, count])).toEqual(
      ['amplifiers', 'level', 'saturate'].map((name) => [name, '1']),
    );
    for (const [, , peak] of found) expect(Number(peak)).toBeGreaterThan(0.9 * (CLIP - SKY));
  });

  it('flags a given place there', async () => {
    const at = join(folder, 'found', 'catalogue', 'part-0000.parquet');
    const files = ['saturate', 'none'].map((name) => join(folder, `${name}.fits`));
    const out = join(folder, 'given');
    const { status, stderr } = await starfan(['measure', ...files, '--at', at, '--out', out]);
    expect(status, stderr).toBe(0);
    const counts =
      'SELECT file, count(DISTINCT id) FROM measurements WHERE saturated GROUP BY file';
    expect((await rows('given', counts)).map((row) => row.split(',')[0])).toEqual([
      expect.stringContaining('saturate.fits'),
    ]);
  });
});
