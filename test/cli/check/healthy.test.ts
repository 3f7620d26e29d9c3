// What is right is not accused: surveys of every shape that sky-map and Hipsgen make, from a small
// synthetic sky.
import { describe, expect, it } from 'vitest';
import { makeHips, type SmallHips } from '../../core/hips/small-hips.ts';
import { around, checkMade, noise } from './small-skies.ts';

const asinh = (share: number): number => Math.asinh(50 * share) / Math.asinh(50);
const sky = (ra: number, dec: number): number => 100 + 0.3 * dec + 20 * noise(ra, dec);
/** Most pixels are exactly 0, a few count. */
const counts = (ra: number, dec: number): number =>
  Math.max(0, Math.floor(20 * noise(ra, dec)) - 15);
/** A strip 3 pixels wide. */
const strip = (ra: number, dec: number): number =>
  Math.abs(dec - 41) < 0.2 ? sky(ra, dec) : Number.NaN;
const base: SmallHips = {
  order: 3,
  width: 32,
  tiles: around(3, 0, 41),
  sky,
  cut: [90, 140],
  curve: asinh,
};
const all = Array.from({ length: 12 }, (_, ipix) => ipix);

const surveys: Record<string, Partial<SmallHips>> = {
  'as sky-map makes it': {},
  'pictures alone': { formats: ['png'] },
  'values alone': { formats: ['fits'] },
  'JPEG alone': { formats: ['jpg'] },
  'JPEG and values': { formats: ['fits', 'jpg'] },
  'all formats': { formats: ['fits', 'png', 'jpg'] },
  'in colour': { colour: true },
  'with parents stretched from values': { parents: 'values' },
  'with such parents, pictures alone': { parents: 'values', formats: ['png'] },
  'with such parents, JPEG alone': { parents: 'values', formats: ['jpg'] },
  'with such parents, JPEG and values': { parents: 'values', formats: ['fits', 'jpg'] },
  galactic: { frame: 'galactic', tiles: around(3, 200, -60, 'galactic') },
  'galactic, in colour': { frame: 'galactic', tiles: around(3, 0, 0, 'galactic'), colour: true },
  'galactic, pictures alone': {
    frame: 'galactic',
    tiles: around(3, 0, 41, 'galactic'),
    formats: ['png'],
  },
  'at the north pole': { tiles: around(3, 120, 88) },
  'at the south pole': { tiles: around(3, 10, -89), formats: ['png'] },
  'at RA 0 on the equator': { tiles: around(3, 0, 0) },
  'where four faces meet': { tiles: around(3, 45, 0) },
  'of one tile': { tiles: [300] },
  'of one tile, pictures alone': { tiles: [300], formats: ['png'], parents: 'values' },
  'of one tile far apart from another': { tiles: [5, 700] },
  'of order 0': { order: 0, tiles: [4] },
  'of order 0, the whole sky': { order: 0, tiles: all },
  'of order 1': { order: 1, tiles: around(1, 30, 10) },
  'of order 2, pictures alone': { order: 2, tiles: around(2, 90, -41), formats: ['png'] },
  'of order 5': { order: 5, tiles: around(5, 210, 54, 'equatorial', 1.5) },
  'with wider tiles': { width: 128, tiles: [300, 301] },
  'of the least width': { width: 8 },
  'thinly covered': { sky: strip },
  'thinly covered, pictures alone': { sky: strip, formats: ['png'] },
  'thinly covered, JPEG and values': { sky: strip, formats: ['fits', 'jpg'] },
  'with a tile of no value': {
    tiles: [300, 301, 302, 303],
    sky: (ra, dec) => (dec > 40 ? Number.NaN : sky(ra, dec)),
  },
  'of counts, most of them 0': { sky: counts, cut: [0, 5] },
  'of counts, pictures alone': { sky: counts, cut: [0, 5], parents: 'values', formats: ['png'] },
  constant: { sky: () => 7, cut: [6, 8] },
  'of a slope alone': { sky: (_, dec) => dec, cut: [0, 90] },
  'of tiny numbers': { sky: (ra, dec) => 1e-18 * sky(ra, dec), cut: [90e-18, 140e-18] },
  'of negative numbers': { sky: (ra, dec) => -1e6 + sky(ra, dec), cut: [-1e6 + 90, -1e6 + 140] },
  'with one very bright star': {
    sky: (ra, dec) => (Math.hypot(ra - 1, dec - 41) < 0.5 ? 1e9 : sky(ra, dec)),
  },
  'cut narrowly, half of it black or white': { cut: [110, 112] },
};

describe('starfan check has nothing against a survey', () => {
  it.each(Object.entries(surveys))('that is %s', async (_, survey) => {
    const { problems } = await checkMade(await makeHips({ ...base, ...survey }));
    expect(problems).toEqual([]);
  });
});
