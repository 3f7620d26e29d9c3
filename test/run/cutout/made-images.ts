import { compressStrip } from '../../../shared/core/fits/compress.ts';
import { compressedHdu } from '../../../shared/core/fits/compressed-hdu.ts';
import {
  type CardToWrite,
  emptyPrimary,
  type HduToWrite,
  writeFits,
  writeImage,
} from '../../../shared/core/fits/write.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { deflateRuns } from '../../../shared/store/deflate.ts';

/** Columns of an image. */
export const WIDTH = 60;
/** Rows of an image. */
export const HEIGHT = 45;

const cards = (values: Record<string, string | number>): CardToWrite[] =>
  Object.entries(values).map(([keyword, value]) => ({ keyword, value }));

const tan = {
  CTYPE1: 'RA---TAN',
  CTYPE2: 'DEC--TAN',
  CRVAL1: 83.6,
  CRVAL2: 22.01,
  CRPIX1: 31.25,
  CRPIX2: -7.5,
  CD1_1: -2.5e-4,
  CD1_2: 1.1e-5,
  CD2_1: 1.3e-5,
  CD2_2: 2.6e-4,
};
const sip = {
  ...tan,
  CTYPE1: 'RA---TAN-SIP',
  CTYPE2: 'DEC--TAN-SIP',
  A_ORDER: 2,
  A_2_0: 3e-5,
  A_1_1: -1e-5,
  B_ORDER: 2,
  B_0_2: 2e-5,
  B_2_0: -2e-5,
};
/** a detector's frame, and IRAF's physical coordinates */
const alternates = {
  CTYPE1A: 'DETX',
  CTYPE2A: 'DETY',
  CRPIX1A: 10,
  CRPIX2A: 20.5,
  CRVAL1A: 500,
  CRVAL2A: -3,
  CDELT1A: 2,
  CDELT2A: 3,
  LTV1: 4,
  LTV2: -3,
};
/** an alternate whose CRPIX is left out */
const withoutCrpix = {
  CTYPE1P: 'XPHYS',
  CTYPE2P: 'YPHYS',
  CRVAL1P: 7,
  CRVAL2P: 8,
  CD1_1P: 1,
  CD2_2P: 1,
};
const tpv = {
  ...tan,
  CTYPE1: 'RA---TPV',
  CTYPE2: 'DEC--TPV',
  PV1_0: 1e-5,
  PV1_1: 1.001,
  PV1_5: 2e-2,
  PV2_1: 0.999,
  PV2_4: 3e-2,
};
const lookups = {
  ...sip,
  CPDIS1: 'LOOKUP',
  CPDIS2: 'LOOKUP',
  D2IMDIS1: 'Lookup',
};
const records: CardToWrite[] = [
  ...[1, 2].flatMap((axis) => [
    { keyword: `DP${axis}`, value: `EXTVER: ${axis}.0` },
    { keyword: `DP${axis}`, value: 'NAXES: 2.0' },
    { keyword: `DP${axis}`, value: 'AXIS.1: 1.0' },
    { keyword: `DP${axis}`, value: 'AXIS.2: 2.0' },
  ]),
  { keyword: 'D2IM1', value: 'EXTVER: 1.0' },
  { keyword: 'D2IM1', value: 'NAXES: 2.0' },
  { keyword: 'D2IM1', value: 'AXIS.1: 1.0' },
  { keyword: 'D2IM1', value: 'AXIS.2: 2.0' },
];

function table(extname: string, extver: number): HduToWrite {
  const { normal } = seededRandom(extver);
  const pixels = Float32Array.from({ length: 7 * 6 }, () => 0.3 * normal());
  return writeImage(
    pixels,
    [7, 6],
    [
      { keyword: 'EXTNAME', value: extname },
      { keyword: 'EXTVER', value: extver },
      ...cards({ CRPIX1: 1, CRPIX2: 1, CRVAL1: 1, CRVAL2: 1, CDELT1: 10, CDELT2: 9 }),
    ],
  );
}

function noise<T extends { [i: number]: number; length: number }>(pixels: T, seed = 5): T {
  const { normal } = seededRandom(seed);
  for (let i = 0; i < pixels.length; i++) pixels[i] = 100 + 20 * normal();
  return pixels;
}

const shape = [WIDTH, HEIGHT];
const COUNT = WIDTH * HEIGHT;
const one = (hdu: HduToWrite): Uint8Array => writeFits([hdu]);

function compressed(quantised: { steps: number; seed: number } | undefined): Uint8Array {
  const pixels = noise(new Float32Array(COUNT));
  pixels.fill(Number.NaN, 300, 340);
  pixels.fill(0, 1000, 1030);
  const compression = { width: WIDTH, tile: [16, 9] as const, quantised };
  const { heap, ...strip } = compressStrip(pixels.slice(), 0, compression, deflateRuns);
  const { head, padding } = compressedHdu(
    { bitpix: -32, height: HEIGHT, cards: cards(tpv) },
    compression,
    [{ ...strip, heapBytes: heap.length }],
  );
  return Buffer.concat([emptyPrimary(), head, heap, new Uint8Array(padding)]);
}

/** Images of every kind that a cut-out may meet: their bytes, and the HDU to cut. */
export const madeImages: Record<string, { bytes: Uint8Array; hdu: number }> = {
  'SIP and an alternate': {
    bytes: one(writeImage(noise(new Float32Array(COUNT)), shape, cards({ ...sip, ...alternates }))),
    hdu: 0,
  },
  'TPV and an alternate without CRPIX': {
    bytes: one(
      writeImage(noise(new Float64Array(COUNT)), shape, cards({ ...tpv, ...withoutCrpix })),
    ),
    hdu: 0,
  },
  'lookup tables': {
    bytes: writeFits([
      writeImage(new Uint8Array(0), []),
      writeImage(noise(new Float32Array(COUNT)), shape, [...cards(lookups), ...records]),
      table('WCSDVARR', 1),
      table('WCSDVARR', 2),
      table('D2IMARR', 1),
    ]),
    hdu: 1,
  },
  'unsigned 16 bits': {
    bytes: one(
      writeImage(noise(new Int16Array(COUNT)), shape, cards({ ...tan, BZERO: 32768, BSCALE: 1 })),
    ),
    hdu: 0,
  },
  'scaled 16 bits with BLANK': {
    bytes: one(
      writeImage(
        noise(new Int16Array(COUNT)),
        shape,
        cards({ ...tan, BZERO: 3.1, BSCALE: 0.013, BLANK: 100 }),
      ),
    ),
    hdu: 0,
  },
  'scaled 32 bits': {
    bytes: one(
      writeImage(noise(new Int32Array(COUNT)), shape, cards({ ...tan, BZERO: 0.7, BSCALE: 1e-3 })),
    ),
    hdu: 0,
  },
  'a third axis of one plane': {
    bytes: one(
      writeImage(noise(new Uint8Array(COUNT)), [...shape, 1], cards({ ...tan, CTYPE3: 'FREQ' })),
    ),
    hdu: 0,
  },
  'unlike scales, turned, galactic': {
    bytes: one(
      writeImage(
        noise(new Float32Array(COUNT)),
        shape,
        cards({
          CTYPE1: 'GLON-CAR',
          CTYPE2: 'GLAT-CAR',
          CRVAL1: 359.99,
          CRVAL2: 0,
          CRPIX1: 20,
          CRPIX2: -300,
          CDELT1: -5e-4,
          CDELT2: 2.5e-4,
          CROTA2: 25,
        }),
      ),
    ),
    hdu: 0,
  },
  'quantised tiles': { bytes: compressed({ steps: 4, seed: 77 }), hdu: 1 },
  'tiles without loss': { bytes: compressed(undefined), hdu: 1 },
};
