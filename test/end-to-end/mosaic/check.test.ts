import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { starfan } from '../starfan.ts';
import { mosaicsFolder } from './mosaics.ts';

const SIDE = 260;
const mosaic = mosaicsFolder('mosaic-check');
const folder = mkdtempSync(join(tmpdir(), 'starfan-mosaic-check-images-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Noise on 1″ pixels around (lon, 0) of the Galaxy. */
function image(lon: number, rotation: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const pixels = Float32Array.from({ length: SIDE ** 2 }, () => 100 + random.normal());
  const [cos, sin] = [Math.cos(rotation) / 3600, Math.sin(rotation) / 3600];
  const cards = { CRPIX1: 130.5, CRPIX2: 130.5, CRVAL1: lon, CRVAL2: 0 };
  const matrix = { CD1_1: -cos, CD1_2: sin, CD2_1: sin, CD2_2: cos };
  const all = { CTYPE1: 'GLON-TAN', CTYPE2: 'GLAT-TAN', ...cards, ...matrix, BUNIT: 'MJy/sr' };
  const written = Object.entries(all).map(([keyword, value]) => ({ keyword, value }));
  return writeFits([writeImage(pixels, [SIDE, SIDE], written)]);
}

describe('starfan check of mosaics', () => {
  let run: Awaited<ReturnType<typeof mosaic>>;
  const check = async (out: string) => {
    const { status, stdout } = await starfan(['check', out, '--json']);
    return { status, ...JSON.parse(stdout) };
  };
  const make = async (...options: string[]) => {
    const paths = [0, 1].map((i) => join(folder, `${i}.fits`));
    for (const [i, path] of paths.entries()) writeFileSync(path, image(0.005 * i, 0.3 * i, i + 1));
    const grid = ['--grid', 'car:0.05d/0.04d', '--scale', '1s', '--frame', 'galactic'];
    return mosaic([...paths, ...grid, ...options]);
  };
  beforeAll(async () => {
    run = await make('--compress', 'none', '--sampling', 'lanczos3');
  });

  it('finds the overlaps of 3 × 3 tiles around l = 0 equal bit for bit', async () => {
    expect(run.stderr).not.toContain('failed');
    const { status, problems, measured } = await check(run.out);
    expect({ status, problems }).toEqual({ status: 0, problems: [] });
    // 6 + 6 pairs side by side share 36 × 180 pixels, 8 at corners 36 × 36.
    expect(measured).toMatchObject({ mosaics: 9, overlaps: 20, pixels: 12 * 6480 + 8 * 1296 });
    expect(measured.values).toBeGreaterThan(40_000);
    // Noise of 1 about 100 in each image, matched to each other by their level.
    expect(measured.inputs).toMatchObject([{ unit: 'MJy/sr', mosaics: 9 }]);
    expect(Math.abs(measured.inputs[0].median)).toBeLessThan(0.1);
  });

  it('sees that a mosaic has another level than its images', async () => {
    const path = run.files.find((file) => file.includes('l000.00b+00.00'))!;
    const good = readFileSync(path);
    const science = await (await openFits(memorySource(good))).hdu({ extname: 'SCI' });
    const bad = Buffer.from(good);
    for (let k = 0; k < 180 ** 2; k++) {
      const at = science.dataOffset + 4 * k;
      bad.writeFloatBE(bad.readFloatBE(at) + 3, at);
    }
    writeFileSync(path, bad);
    const { problems } = await check(run.out);
    writeFileSync(path, good);
    const off = problems.filter(({ code }: { code: string }) => code === 'OffLevel');
    expect(off).toMatchObject([{ where: expect.stringContaining('l000.00b+00.00.fits') }]);
    expect(off[0].message).toMatch(/from its images by (2\.9|3\.0)\d* MJy\/sr in the median/);
  });

  it('sees one bit of one value, and says where it is', async () => {
    const path = run.files.find((file) => file.includes('l000.00b+00.00'))!;
    const good = readFileSync(path);
    const science = await (await openFits(memorySource(good))).hdu({ extname: 'SCI' });
    const bad = Buffer.from(good);
    const last = science.dataOffset + 4 * (90 * 180 + 5) + 3;
    bad[last] = bad[last]! ^ 1;
    writeFileSync(path, bad);
    const { status, problems } = await check(run.out);
    writeFileSync(path, good);
    expect(status).toBe(1);
    expect(problems).toEqual([
      {
        code: 'WrongChecksum',
        where: expect.stringContaining('l000.00b+00.00.fits'),
        message: expect.stringMatching(/^DATASUM of HDU 0 \(SCI\) is not that of its bytes/),
      },
      {
        code: 'UnequalOverlap',
        where: expect.stringContaining('l000.04b+00.00.fits'),
        message: expect.stringContaining('SCI: 1 of 6480 pixels shared with l000.00b+00.00 differ'),
      },
    ]);
  });

  it.each([
    ['in a plane', 100_000, /^The file ends at byte 100000, within its HDU SCI, which goes to/],
    ['in its table', -2880, /^The file ends at byte \d+, within its HDU INPUTS, which goes to/],
  ] as const)('names a mosaic that ends %s, and no other', async (_, end, message) => {
    const path = run.files.find((file) => file.includes('l000.00b+00.00'))!;
    const good = readFileSync(path);
    writeFileSync(path, good.subarray(0, end));
    const { status, problems } = await check(run.out);
    writeFileSync(path, good);
    expect(status).toBe(1);
    const where = expect.stringContaining('l000.00b+00.00.fits');
    const told = expect.stringMatching(message);
    expect(problems).toEqual([{ code: 'CutMosaic', where, message: told }]);
  });

  it('sees a mosaic whose header says another place', async () => {
    const path = run.files.find((file) => file.includes('l000.00b+00.00'))!;
    const good = readFileSync(path);
    const at = good.indexOf('CRPIX1  =');
    const bad = Buffer.from(good);
    bad.write('CRPIX1  =                 12.5', at, 'latin1');
    writeFileSync(path, bad);
    const { status, problems } = await check(run.out);
    writeFileSync(path, good);
    expect(status).toBe(1);
    expect(problems).toEqual([
      {
        code: 'WrongWcs',
        where: expect.stringContaining('l000.00b+00.00.fits'),
        message: expect.stringMatching(/^CRPIX1 is 12\.5, and [-\d.]+ in the grid\.$/),
      },
    ]);
  });

  it('misses a mosaic that was planned, and one of another shape', async () => {
    const [one, other] = [run.files[0]!, run.files[1]!];
    const [first, second] = [readFileSync(one), readFileSync(other)];
    rmSync(one);
    writeFileSync(other, image(0, 0, 1));
    const { problems } = await check(run.out);
    writeFileSync(one, first);
    writeFileSync(other, second);
    const codes = problems.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(['MissingMosaic', 'WrongShape']);
  });

  it('compares weights alone of quantised mosaics, and says so', async () => {
    const quantised = await make('--compress', 'quantized');
    const { status, measured } = await check(quantised.out);
    expect([status, measured.overlaps]).toEqual([0, 20]);
    expect(measured.notes).toEqual([expect.stringContaining('SCI and ERR are not compared')]);
    expect((await starfan(['check', quantised.out])).stdout).toContain('nothing is wrong');
  });
});
