import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type HipsFrame, hipsToIcrs } from '../../shared/core/hips/frame.ts';
import { toDegrees, toRadians } from '../../shared/core/sphere/angle.ts';
import { lonLatToVector } from '../../shared/core/sphere/vector.ts';
import { type Frame, type SkyValue, wcsOfFrame, writeFrames, writeList } from './sky/frames.ts';
import { cellsOf, pixelLonLat, problemsOf, readTile } from './sky/hips.ts';
import { runSky } from './sky/machine.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-geometry-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the sky is: at most 440 a radian, 0.13 a pixel of a minute of arc. */
const sky: SkyValue = (x, y, z) => 1000 + 300 * x + 200 * y - 250 * z;
const SIDE = 160;
const SCALE = 60;
const SLOPE = 440 * ((SCALE / 3600) * (Math.PI / 180));

/**
 * Where a map can go wrong, in longitude and latitude of the HiPS: at its poles, its seam, where
 * three and four faces meet.
 */
const places: Record<string, [lon: number, lat: number]> = {
  plain: [77, 15],
  seam: [0, 20],
  northPole: [0, 90],
  byNorthPole: [200, 88.4],
  southPole: [123, -89.9],
  threeFaces: [0, toDegrees(Math.asin(2 / 3))],
  threeFacesSouth: [180, toDegrees(-Math.asin(2 / 3))],
  fourFaces: [45, 0],
};

/** Two frames that overlap at each place, turned differently. */
function framesOf(frame: HipsFrame): Record<string, Frame> {
  const all: Record<string, Frame> = {};
  for (const [name, [lon, lat]] of Object.entries(places)) {
    const [ra, dec] = hipsToIcrs(frame, lon, lat);
    const common = { value: sky, band: 'K', width: SIDE, height: SIDE, scale: SCALE };
    all[`${name}1`] = { ...common, ra, dec, twist: 10 };
    all[`${name}2`] = {
      ...common,
      ra: (ra + 359) % 360,
      dec: dec + (dec > 0 ? -1 : 1),
      twist: 115,
    };
  }
  return all;
}

/** By how many pixels a point is within a frame's outermost centres; negative outside. */
const insideBy = (x: number, y: number): number => Math.min(x, y, SIDE - 1 - x, SIDE - 1 - y);

interface Compared {
  /**
   * pixels with a value, and their largest and mean difference from the sky, in slopes of a frame's
   * pixel
   */
  pixels: number;
  worst: number;
  mean: number;
  /** pixels without a value well within a frame, and with one well outside all */
  holes: number;
  strays: number;
}

/** Compares the deepest tiles with the sky that was photographed, at every third pixel. */
async function compare(
  hips: string,
  order: number,
  frame: HipsFrame,
  reach: number,
): Promise<Compared> {
  const frames = Object.values(framesOf(frame)).map((one) => ({
    wcs: wcsOfFrame(one),
    towards: lonLatToVector(one.ra, one.dec),
  }));
  const near = Math.cos(toRadians(4));
  const found: Compared = { pixels: 0, worst: 0, mean: 0, holes: 0, strays: 0 };
  for (const ipix of cellsOf(hips, order, 'fits')) {
    const tile = await readTile(hips, order, ipix);
    for (let y = 1; y < 512; y += 3) {
      for (let x = 1; x < 512; x += 3) {
        const [ra, dec] = hipsToIcrs(frame, ...pixelLonLat(order, ipix, x, y));
        const v = lonLatToVector(ra, dec);
        let inside = Number.NEGATIVE_INFINITY;
        let onEdge = false;
        for (const { wcs, towards } of frames) {
          if (v[0] * towards[0] + v[1] * towards[1] + v[2] * towards[2] < near) continue;
          const by = insideBy(...wcs.icrsToPixel(ra, dec));
          inside = Math.max(inside, by);
          if (by > -1.5 && by <= reach) onEdge = true;
        }
        const value = tile[y * 512 + x]!;
        if (Number.isNaN(value)) {
          if (inside > reach) found.holes++;
          continue;
        }
        if (inside < -1.5) found.strays++;
        // Half a pixel around its outermost centres a frame has the values of these.
        if (onEdge) continue;
        const difference = (value - sky(...v, x, y)) / SLOPE;
        found.pixels++;
        found.mean += difference;
        found.worst = Math.max(found.worst, Math.abs(difference));
      }
    }
  }
  found.mean /= found.pixels;
  return found;
}

describe.each<[HipsFrame, 'bilinear' | 'lanczos3' | 'area', number]>([
  // A position is right to 0.01 pixels: float32 of 1000 is 0.0005 pixels' slope, coordinates
  // between knots are good to 0.002.
  ['equatorial', 'bilinear', 0.01],
  // Lanczos's weights, made to add up to one, give a slope back to 0.02 pixels along each axis
  // (their first moment), 0.028 across both.
  ['galactic', 'lanczos3', 0.03],
  // A pixel's square is one value: where one of HiPS has parts of some, their mean is that of their
  // centres, at most half a pixel away.
  ['equatorial', 'area', 0.5],
])('a smooth sky in %s tiles, sampled by %s', (frame, sampling, tolerance) => {
  it('comes back everywhere, whole, at poles, seams and corners', async () => {
    const name = `${frame}-${sampling}`;
    const paths = writeFrames(join(folder, `${name}-in`), framesOf(frame));
    const list = writeList(join(folder, `${name}.jsonl`), Object.values(paths));
    const out = join(folder, name);
    const { outcome, summary } = await runSky({ list, out, sky: { frame, sampling, fits: true } });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(summary()).toMatchObject({ done: 16, failed: 0, notes: [] });

    const hips = join(out, 'hips', 'K');
    const found = await compare(hips, 3, frame, sampling === 'lanczos3' ? 3 : 1);
    // A frame has 160² pixels, those of order 3 are 0.86 times as wide; a third of the columns and
    // rows were looked at, and half overlaps.
    expect(found.pixels).toBeGreaterThan((8 * 1.3 * SIDE ** 2) / 0.86 ** 2 / 9);
    expect(found).toMatchObject({ holes: 0, strays: 0 });
    expect(found.worst).toBeLessThan(tolerance);
    // No shift of all: over frames turned every way the steps of single pixels cancel.
    expect(Math.abs(found.mean)).toBeLessThan(0.01);
    expect(await problemsOf(hips)).toEqual([]); // parents, edges, MOC
  });
});
