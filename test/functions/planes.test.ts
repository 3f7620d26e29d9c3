import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { loadSep } from 'sep-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readFloat32 } from '../../shared/core/fits/image.ts';
import { type CardToWrite, writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { hasSharedCases, sharedCase } from '../shared-data.ts';
import truth from '../truth/planes/planes.json' with { type: 'json' };
import { type Files, levels, mapped, searched } from './taken.ts';

beforeAll(loadSep);

/** A file of ../shared/cases under its own name. */
const caseFiles = (path: string): Files => ({
  [basename(path)]: new Uint8Array(readFileSync(sharedCase(path))),
});

/** What a picture of the sky says of itself. */
const wcs: CardToWrite[] = [
  { keyword: 'CTYPE1', value: 'RA---TAN' },
  { keyword: 'CTYPE2', value: 'DEC--TAN' },
  ...['CRPIX1', 'CRPIX2'].map((keyword) => ({ keyword, value: 32.5 })),
  ...['CRVAL1', 'CRVAL2'].map((keyword) => ({ keyword, value: 10 })),
  { keyword: 'CDELT1', value: -0.001 },
  { keyword: 'CDELT2', value: 0.001 },
];
const SIZE = 64;

/**
 * A small file: each plane by its EXTNAME, its pixels by their place, with a WCS of its own or
 * none.
 */
type PixelPlane = [
  extname: string,
  pixels: (x: number, y: number) => number,
  cards?: Record<string, number | string>,
];
const file = (primary: Record<string, string>, ...planes: PixelPlane[]): Files => ({
  'x.fits': writeFits([
    writeImage(new Uint8Array(0), [0], toCards(primary)),
    ...planes.map(([extname, pixels, cards = {}], i) =>
      writeImage(
        Float32Array.from({ length: SIZE * SIZE }, (_, at) =>
          pixels(at % SIZE, Math.floor(at / SIZE)),
        ),
        [SIZE, SIZE],
        [{ keyword: 'EXTNAME', value: extname }, ...(i === 0 ? wcs : []), ...toCards(cards)],
      ),
    ),
  ]),
});
const toCards = (cards: Record<string, number | string>): CardToWrite[] =>
  Object.entries(cards).map(([keyword, value]) => ({ keyword, value }));

/** Sky of 10 with three stars. */
const sky = (x: number, y: number): number =>
  10 +
  ((7919 * (x + SIZE * y)) % 101) / 50 +
  [16, 32, 48].reduce((sum, at) => sum + 400 * Math.exp(-((x - at) ** 2 + (y - at) ** 2) / 8), 0);
const constant = (value: number) => () => value;

describe.skipIf(!hasSharedCases)('planes of the cases (skipped without ../shared/cases)', () => {
  describe.each(Object.entries(truth))('%s', (path, { masked, median, count, sources }) => {
    it('is searched as SEP searches the plane of the sky with its noise and its bad pixels', async () => {
      const found = await searched(caseFiles(path));
      expect(found.hdus).toMatchObject([{ hdu: 1, maskedPixels: masked }]);
      // the faintest is at the threshold where weights are known up to a factor, which the
      // background's rms gives
      expect(Math.abs(found.sources.length - count)).toBeLessThanOrEqual(
        path.startsWith('des') ? 1 : 0,
      );
      for (const [x, y, flux] of sources.slice(0, 12) as [number, number, number][]) {
        const near = found.sources.filter((one) => Math.hypot(one.x - x, one.y - y) < 0.1);
        expect(near).toHaveLength(1);
        // SEP counts the parts of pixels in a circle by 5 × 5 points, and a 10th of a pixel may lie
        // between the centres
        expect(Math.abs(near[0]!.flux / flux - 1)).toBeLessThan(0.01);
      }
    });

    it('is mapped from the same pixels', async () => {
      const { images, pixels } = await mapped(caseFiles(path));
      expect(images.map(({ hdu }) => hdu)).toEqual([1]);
      const found = levels(pixels[0]!.pixels);
      expect(found.bad).toBe(masked);
      expect(found.median).toBeCloseTo(median, 2);
    });
  });

  it('spherex_nowcs: a background without WCS is no reason to refuse the image', async () => {
    const { images, warnings } = await mapped(
      caseFiles('companions-unknown/spherex_nowcs.fits.gz'),
    );
    expect(images).toMatchObject([
      {
        hdu: 1,
        band: 'D2',
        taken: {
          noise: { plane: 'HDU 3 (VARIANCE,1)' },
          quality: { plane: 'HDU 2 (FLAGS,1)', isGuess: false },
        },
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it('attack/dq64: bits in 64-bit numbers', async () => {
    const found = await searched(caseFiles('attack/dq64.fits'));
    expect(found.hdus).toMatchObject([
      { hdu: 1, maskedPixels: 0, taken: { quality: { plane: 'HDU 2 (DQ,1)', isGuess: true } } },
    ]);
    expect((await mapped(caseFiles('attack/dq64.fits'))).pixels).toHaveLength(1);
  });

  it('attack/wht0: weights so near 0 that they say nothing refuse the image, in both', async () => {
    for (const read of [searched, mapped])
      await expect(read(caseFiles('attack/wht0.fits'))).rejects.toMatchObject({
        name: 'NoGoodPixels',
      });
  });

  // the same noise in every form that a mission writes it in; 0, NaN and -1 stay what they are
  it.each<[string, (weight: number) => number]>([
    ['WHT', (weight) => weight],
    ['IVAR', (weight) => weight],
    ['ERR', (weight) => (weight > 0 ? 1 / Math.sqrt(weight) : weight)],
    ['VAR', (weight) => (weight > 0 ? 1 / weight : weight)],
  ])(
    'mosaics/weights-zero-nan, its weights as %s: what has none is no pixel',
    async (extname, as) => {
      const { points } = JSON.parse(
        readFileSync(sharedCase('mosaics/weights-zero-nan/expect.json'), 'utf8'),
      );
      const images = await Promise.all(
        [0, 1, 2].map(async (k) => {
          const bytes = new Uint8Array(
            readFileSync(sharedCase(`mosaics/weights-zero-nan/x${k}.fits`)),
          );
          const [, science, weights] = await (await openFits(memorySource(bytes))).hdus();
          const noise = await readFloat32(weights!);
          const planes = [
            writeImage((await readFloat32(science!)).data, science!.shape, [
              { keyword: 'EXTNAME', value: 'SCI' },
              ...wcs,
            ]),
            writeImage(noise.data.map(as), science!.shape, [
              { keyword: 'EXTNAME', value: extname },
            ]),
          ];
          return (
            await mapped({ 'x.fits': writeFits([writeImage(new Uint8Array(0), [0]), ...planes]) })
          ).pixels[0]!;
        }),
      );
      for (const [x, y, value, weight] of points as [number, number, number | null, number][]) {
        const at = x - 1 + images[0]!.width * (y - 1);
        const seen = images.filter(({ pixels }) => Number.isFinite(pixels[at]!));
        const sum = seen.reduce((all, { weightMap }) => all + weightMap![at]!, 0);
        expect(sum).toBeCloseTo(weight, 5);
        const mean =
          seen.reduce((all, { pixels, weightMap }) => all + pixels[at]! * weightMap![at]!, 0) / sum;
        if (value !== null) expect(mean).toBeCloseTo(value, 4);
      }
    },
  );
});

describe('planes of small files of each kind', () => {
  it('a second sky, a model or a background is not the sky; one without WCS refuses nothing', async () => {
    const files = file(
      { TELESCOP: 'SPHEREX' },
      ['IMAGE', sky, { DETECTOR: 3 }],
      ['FLAGS', (x) => (x < 4 ? 1 : x < 8 ? 2 ** 21 : 0)],
      ['VARIANCE', constant(0.25)],
      ['ZODI', constant(1000)],
    );
    const { images, pixels } = await mapped(files);
    expect(images).toMatchObject([{ hdu: 1, band: 'D3' }]);
    expect(levels(pixels[0]!.pixels).bad).toBe(4 * SIZE);
    expect(pixels[0]!.weightMap?.[10]).toBe(4);
    expect((await searched(files)).hdus).toMatchObject([
      { hdu: 1, sources: 3, maskedPixels: 4 * SIZE },
    ]);
  });

  it('an unknown second picture of one sky is left alone, and that is said', async () => {
    const files = file({}, ['', sky, { FILTER: 'r' }], ['STRANGE', constant(7)]);
    const { images, warnings } = await mapped(files);
    expect(images).toMatchObject([{ hdu: 1 }]);
    const said = expect.stringContaining('HDU 2 (STRANGE,1) is a second picture');
    expect(warnings).toEqual([said]);
    expect((await searched(files)).warnings).toContainEqual(said);
  });

  it('DES: junk without weight is neither source nor sky', async () => {
    const isJunk = (x: number) => x >= 24 && x < 30;
    const files = file(
      {},
      [
        'SCI',
        (x, y) => (isJunk(x) ? 9000 : sky(x, y)),
        { BAND: 'g', MAGZERO: 30, INSTRUME: 'DECam' },
      ],
      ['MSK', (x) => (isJunk(x) ? 1 : x === 40 ? 2 : 0)],
      ['WGT', (x) => (isJunk(x) ? 0 : 1)],
    );
    const found = await searched(files);
    expect(found.hdus).toMatchObject([{ sources: 3, maskedPixels: 6 * SIZE }]);
    const { images, pixels } = await mapped(files);
    expect(images).toMatchObject([{ band: 'g', zeroPoint: 30 }]);
    expect(levels(pixels[0]!.pixels).bad).toBe(6 * SIZE);
  });

  it('DES, final cut: what DES_EXT calls a mask has bits', async () => {
    const files = file(
      {},
      ['SCI', sky, { DES_EXT: 'IMAGE' }],
      ['MSK', (x) => (x === 3 ? 1 : 4 + 32), { DES_EXT: 'MASK' }],
      ['WGT', constant(1), { DES_EXT: 'WEIGHT' }],
    );
    expect((await searched(files)).hdus).toMatchObject([{ sources: 3, maskedPixels: SIZE }]);
  });

  it('JWST: DO_NOT_USE alone spoils a pixel', async () => {
    const files = file(
      { TELESCOP: 'JWST', INSTRUME: 'NIRCAM', FILTER: 'F200W', PUPIL: 'CLEAR' },
      ['SCI', sky, { BUNIT: 'MJy/sr' }],
      ['ERR', constant(0.6)],
      ['DQ', (x) => (x === 5 ? 1 : x % 2 === 0 ? 4 : 2 ** 24)],
    );
    expect((await searched(files)).hdus).toMatchObject([{ sources: 3, maskedPixels: SIZE }]);
    expect(levels((await mapped(files)).pixels[0]!.pixels).bad).toBe(SIZE);
  });

  describe('a file that ends too early', () => {
    const chips: PixelPlane[] = [
      ['SCI', sky, { EXTVER: 1, FILTER: 'r' }],
      ['ERR', constant(0.6), { EXTVER: 1 }],
      [
        'SCI',
        sky,
        {
          EXTVER: 2,
          FILTER: 'r',
          CRVAL1: 11,
          CTYPE1: 'RA---TAN',
          CTYPE2: 'DEC--TAN',
          CDELT1: -0.001,
          CDELT2: 0.001,
        },
      ],
      ['ERR', constant(0.6), { EXTVER: 2 }],
      ['AREA', constant(1), { EXTVER: 1 }],
    ];
    const unit = 2880 * (1 + Math.ceil((4 * SIZE * SIZE) / 2880));
    /** the file with so many of its planes and 100 bytes more than the header of the next */
    const cut = (planes: number): Files => {
      const whole = file({}, ...chips)['x.fits']!;
      return { 'x.fits': whole.subarray(0, 2880 + planes * unit + 2880 + 100) };
    };

    it('within what nobody needs loses nothing', async () => {
      expect((await mapped(cut(4))).images.map(({ hdu }) => hdu)).toEqual([1, 3]);
      expect((await searched(cut(4))).hdus.map(({ hdu }) => hdu)).toEqual([1, 3]);
    });

    it.each([
      ['the second chip', 2],
      ['the errors of the second chip', 3],
    ])('within %s loses that chip, and says so', async (_, planes) => {
      const left = expect.stringMatching(/HDU 3 \(SCI,2\) is left out: /);
      const { images, warnings } = await mapped(cut(planes));
      expect(images.map(({ hdu }) => hdu)).toEqual([1]);
      expect(warnings).toContainEqual(left);
      const found = await searched(cut(planes));
      expect(found.hdus.map(({ hdu }) => hdu)).toEqual([1]);
      expect(found.warnings).toContainEqual(left);
    });

    it('within the only chip that is left fails by its name', async () => {
      await expect(mapped(cut(0))).rejects.toMatchObject({ name: 'TruncatedFits' });
      await expect(searched(cut(0))).rejects.toMatchObject({ name: 'TruncatedFits' });
    });
  });

  it('LSST: EXTTYPE says what a plane is, the mask names its bits', async () => {
    const files = file(
      {},
      ['', sky, { EXTTYPE: 'IMAGE', FILTER: 'HSC-I' }],
      ['', (x) => (x === 3 ? 4 : 32), { EXTTYPE: 'MASK', MP_BAD: 2, MP_DETECTED: 5 }],
      ['', constant(0.36), { EXTTYPE: 'VARIANCE' }],
    );
    const { hdus } = await searched(files);
    expect(hdus).toMatchObject([{ hdu: 1, sources: 3, maskedPixels: SIZE }]);
    expect((await mapped(files)).images).toMatchObject([
      { hdu: 1, noise: { hdu: 3, kind: 'variance' } },
    ]);
  });
});
