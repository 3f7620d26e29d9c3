// Whole measurements of real images against SExtractor and SEP: what both programs give with the
// same parameters.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readFloat32 } from '../../shared/core/fits/image.ts';
import { hasSharedData, sharedData } from '../../test/shared-data.ts';
import {
  Background,
  createImage,
  extract,
  fluxRadius,
  type Image,
  loadSep,
  sumAuto,
  sumCircle,
  windowedPositions,
} from '../src/index.ts';
import { type Matches, matchPositions, percentile } from './match.ts';

interface Maps {
  path: string;
  hdu: number;
  xs: number[];
  ys: number[];
  globalback: number;
  globalrms: number;
  back: number[];
  rms: number[];
}

type Column =
  | 'x'
  | 'y'
  | 'xwin'
  | 'ywin'
  | 'flux_aper'
  | 'flux_auto'
  | 'kron_radius'
  | 'flux_radius'
  | 'flags';

interface Catalogues {
  path: string;
  hdu: number;
  sextractor: Record<Column, number[]>;
  sep: Record<'x' | 'y' | 'flag', number[]>;
}

function truth<T>(name: string): T[] {
  const bytes = readFileSync(new URL(`../../test/truth/sep/${name}.json.gz`, import.meta.url));
  return JSON.parse(gunzipSync(bytes).toString()) as T[];
}

async function load(path: string, hdu: number): Promise<Image> {
  const file = await openFits(memorySource(readFileSync(sharedData(path)), path));
  const { width, height, data } = await readFloat32(await file.hdu(hdu));
  return createImage(width, height, data);
}

beforeAll(loadSep);

const maps = truth<Maps>('maps').map((want) => [`${want.path}[${want.hdu}]`, want] as const);

describe.skipIf(!hasSharedData)('background and rms maps (need ../shared/data)', () => {
  it.each(maps)('agree with SEP and SExtractor: %s', async (_, want) => {
    const image = await load(want.path, want.hdu);
    const background = new Background(image);
    const [back, rms] = [background.back(), background.rms()];
    // 1e-4 of the rms is what is asked for. Both programs compute in float32: where the level is
    // 100,000 times the
    // rms, as in an exposure time map, a few units in the last place are more than that
    const tolerance = Math.max(1e-4 * want.globalrms, 6 * 2 ** -24 * Math.abs(want.globalback));
    let [most, mostRms] = [0, 0];
    for (const [j, y] of want.ys.entries()) {
      for (const [i, x] of want.xs.entries()) {
        const k = j * want.xs.length + i;
        most = Math.max(most, Math.abs(back.data[y * image.width + x]! - want.back[k]!));
        mostRms = Math.max(mostRms, Math.abs(rms.data[y * image.width + x]! - want.rms[k]!));
      }
    }
    expect(most).toBeLessThan(tolerance);
    expect(mostRms).toBeLessThan(tolerance);
    expect(Math.abs(background.globalback - want.globalback)).toBeLessThan(tolerance);
    expect(Math.abs(background.globalrms - want.globalrms)).toBeLessThan(1e-5 * want.globalrms);
    for (const plane of [image, back, rms]) plane.free();
  });
});

/** Everything that a catalogue holds, with the parameters of the references. */
function measure(image: Image) {
  const background = new Background(image);
  background.subtractFrom(image);
  const err = background.globalrms;
  const objects = extract(image, { thresh: 1.5, err });
  const { x, y, a } = objects;
  const noise = { err, gain: 1 };
  const aper = sumCircle(image, x, y, 3, noise);
  const auto = sumAuto(image, objects, { ...noise, factor: 2.5, minRadius: 3.5 });
  const reach = a.map((major) => 6 * major);
  const { radius } = fluxRadius(image, x, y, reach, 0.5, { normflux: auto.flux });
  const window = windowedPositions(image, objects, radius, noise);
  return { objects, flux_aper: aper.flux, flux_auto: auto.flux, flux_radius: radius, window };
}

/** Relative differences in matched pairs. */
const relative = ({ pairs }: Matches, ours: ArrayLike<number>, theirs: number[]) =>
  pairs.map(([i, j]) => Math.abs(ours[i]! - theirs[j]!) / Math.abs(theirs[j]!));

/** The share that may be missing or extra: 0.5 %, or one object where there are few. */
const allowed = (n: number) => Math.max(1, 0.005 * n);

/**
 * The one miss: SExtractor cleans away 5 objects of M51 that SEP keeps; one more of our 1,136 hangs
 * on a shared pixel.
 */
const M51_EXTRA = 6;

const catalogues = truth<Catalogues>('catalogues').map(
  (want) => [`${want.path}[${want.hdu}]`, want] as const,
);

describe.skipIf(!hasSharedData)('catalogues (need ../shared/data)', () => {
  it.each(catalogues)('%s', async (_, { path, hdu, sextractor, sep }) => {
    const image = await load(path, hdu);
    const { objects, flux_aper, flux_auto, flux_radius, window } = measure(image);
    image.free();
    for (const [theirs, blended] of [
      [sextractor, sextractor.flags.map((flags) => flags & 2)],
      [sep, sep.flag.map((flag) => flag & 1)],
    ] as const) {
      const all = matchPositions(objects, theirs, 0.05);
      expect(theirs.x.length - all.pairs.length, 'missing').toBeLessThanOrEqual(
        allowed(theirs.x.length),
      );
      const extra = objects.length - all.pairs.length;
      const isM51 = path.includes('M51') && theirs === sextractor;
      expect(extra, 'extra').toBeLessThanOrEqual(isM51 ? M51_EXTRA : allowed(objects.length));

      const single = [...blended.keys()].filter((j) => !blended[j]);
      const places = { x: single.map((j) => theirs.x[j]!), y: single.map((j) => theirs.y[j]!) };
      const matches = matchPositions(objects, places, 0.5);
      expect(matches.pairs.length).toBeGreaterThanOrEqual(0.998 * single.length);
      if (matches.pairs.length > 0) expect(percentile(matches.distances, 99)).toBeLessThan(1e-3);
      if (theirs !== sextractor || matches.pairs.length === 0) continue;

      const column = (name: Column) => single.map((j) => sextractor[name][j]!);
      expect(percentile(relative(matches, flux_aper, column('flux_aper')), 95)).toBeLessThan(1e-5);
      expect(percentile(relative(matches, flux_auto, column('flux_auto')), 99)).toBeLessThan(1e-5);
      // FLUX_RADIUS is printed to 1e-3 px at best and found on curves that are interpolated
      // differently
      const radii = relative(matches, flux_radius, column('flux_radius'));
      expect(percentile(radii.filter(Number.isFinite), 50)).toBeLessThan(1e-3);
      const moved = matches.pairs.map(([i, j]) =>
        Math.hypot(window.x[i]! - column('xwin')[j]!, window.y[i]! - column('ywin')[j]!),
      );
      expect(percentile(moved, 50)).toBeLessThan(1e-3);
    }
  });
});
