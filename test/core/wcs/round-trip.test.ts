import { expect, it } from 'vitest';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import { hasRoundTrip } from '../../../shared/core/wcs/round-trip.ts';
import { headerOf } from './truth.ts';

const axes = (code: string, scale = 0.0001) => ({
  ...{ CTYPE1: `RA---${code}`, CTYPE2: `DEC--${code}`, CRVAL1: 45, CRVAL2: 40 },
  ...{ CRPIX1: 32.5, CRPIX2: 32.5, CDELT1: -scale, CDELT2: scale },
});
const sip = { ...axes('TAN-SIP'), A_ORDER: 9, B_ORDER: 9 };
const terms = (name: (i: number) => string, count: number, value: (i: number) => number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), value(i)]));
const tpv = (value: number) => ({
  ...terms(
    (i) => `PV1_${i}`,
    39,
    () => value,
  ),
  ...terms(
    (i) => `PV2_${i}`,
    39,
    () => value,
  ),
});

const judged = (header: Record<string, string | number>, width = 64, height = 64) =>
  hasRoundTrip(parseWcs(headerOf(header))!, width, height);

it.each([
  ['TPV of 1E300', { ...axes('TPV'), ...tpv(1e300) }],
  ['SIP that is right in one pixel', { ...sip, A_9_0: 0.1, B_0_9: 0.1 }],
  ['SIP that overflows', { ...sip, A_2_0: 1e308 }],
  [
    'ZPN of no angle',
    {
      ...axes('ZPN'),
      ...terms(
        (i) => `PV2_${i}`,
        30,
        (i) => i + 1,
      ),
    },
  ],
])('%s puts pixels nowhere that they come back from', (_, header) => {
  expect(judged(header)).toBe(false);
});

it.each([
  ['a plane image', axes('TAN'), 64, 64],
  ['one with a little distortion', { ...sip, A_2_0: 1e-5, B_0_2: -1e-5 }, 64, 64],
  ['one pixel', axes('TAN'), 1, 1],
  ['a map whose corners are off the sky', axes('AIT', 6), 64, 32],
  ['a map with some of the sky twice', axes('CAR', 6), 64, 30],
])('%s comes back', (_, header, width, height) => {
  expect(judged(header, width, height)).toBe(true);
});
