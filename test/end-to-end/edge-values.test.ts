import { beforeAll, describe, expect, it } from 'vitest';
import { consequenceOfName } from '../../shared/contracts/errors.ts';
import { type Frame, starred, writeFrames } from './sky/frames.ts';
import { mapsFolder, named } from './sky/maps.ts';

const { at, map } = mapsFolder('edges');

/** Values that no schema takes, or that make such of others: 1/∞ is finite, and JSON has no ∞. */
const edges: Record<string, Frame['cards']> = {
  scale: { CD1_1: 1e200, CD2_2: 1e200 },
  half: { CD1_1: 1e-300 },
  gain: { GAIN: 1e308, EXPTIME: 1e308 },
  zero: { MAGZERO: 1e308, PIXAR_SR: 1e-308 },
  flam: { PHOTFLAM: 1e-320, PHOTPLAM: 1e200 },
  time: { 'MJD-OBS': 1e300, EXPTIME: -1e300 },
  place: { CRVAL1: 1e300 },
  away: { CRPIX1: 1e300 },
  far: { CRPIX2: 1e15 },
  thin: { CD1_1: -1e-5 },
  scaled: { BSCALE: 1e300, BZERO: -1e300 },
  version: { EXTVER: 1.5, EXTNAME: 'SCI' },
  pixels: { BUNIT: 'MJy/sr', PIXAR_A2: 1e-320 },
  unit: { BUNIT: '__proto__' },
  radesys: { RADESYS: 'constructor' },
  axes: { CTYPE1: 'RA---__proto__' },
  sip: { CTYPE1: 'RA---TAN-SIP', CTYPE2: 'DEC--TAN-SIP', A_ORDER: 1e9, B_ORDER: 2 },
  wild: {
    CTYPE1: 'RA---TAN-SIP',
    CTYPE2: 'DEC--TAN-SIP',
    A_ORDER: 3,
    B_ORDER: 3,
    A_3_0: 1e30,
    B_0_3: -1e30,
  },
  plane: { CTYPE1: 'RA---TPV', CTYPE2: 'DEC--TPV', PV1_1: 1e99 },
  pole: { LONPOLE: 1e300, LATPOLE: -1e300 },
  year: { EQUINOX: 1e9, RADESYS: 'FK5' },
  size: { WCSAXES: 99999999 },
  saturated: { SATURATE: -1e30, GAIN: -1 },
  seeing: { SEEING: 1e300, FWHM: -1 },
};

let paths: Record<string, string>;
beforeAll(() => {
  const odd = Object.entries(edges).map(([name, cards]) => [name, { ...starred, cards }]);
  paths = writeFrames(at('in'), {
    first: starred,
    ...Object.fromEntries(odd),
    last: { ...starred, ra: 45.5 },
  });
});

describe.each([
  ['detect-sources', {}],
  ['sky-map', { background: 'plane' }],
  ['mosaic', {}],
] as const)('%s, over values from the edges of numbers', (machine, sky) => {
  it('ends every line once by a name of the contract, in a chunk with its neighbours', async () => {
    const lines = Object.values(paths);
    const { outcome, failures, summary, calls } = await map(lines, {
      machine,
      sky,
      input: { batchSize: 50 },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(calls).not.toContain('record-failure');
    const failed = failures();
    expect(summary()).toMatchObject({
      lines: lines.length,
      done: lines.length - failed.length,
      failed: failed.length,
      brokenOff: 0,
    });
    const bad = named(failed).map(([line]) => Number(line));
    expect(bad).not.toContain(1);
    expect(bad).not.toContain(lines.length);
    expect(bad.length).toBeGreaterThan(0);
    for (const { error } of failed)
      expect([error, consequenceOfName(error)]).toEqual([error, 'item']);
  });
});
