import { describe, expect, test } from 'vitest';
import type { PlannedImage } from '../../shared/contracts/sky-map/images.ts';
import { BandCensus } from '../../shared/run/plan/band-agreement.ts';

const image = (unit: string, band = 'r', zeroPoint: number | null = null): PlannedImage => ({
  item: { line: 1, uri: 's3://bucket/a.fits', name: 'a' },
  etag: 'e',
  size: 1,
  hdu: 0,
  band,
  bandFrom: 'FILTER',
  width: 10,
  height: 10,
  pixelScale: 1,
  footprint: { ra: [], dec: [] },
  centre: { ra: 0, dec: 0 },
  unit,
  zeroPoint,
  zeroPointSystem: null,
  zeroPointFrom: '',
  epoch: null,
  instrument: '',
  wavelengths: null,
  frame: null,
});

function agree(...images: PlannedImage[]) {
  const census = new BandCensus();
  for (const one of images) census.add(one);
  const agreement = census.agree();
  return { agreed: images.map((one) => agreement.agreed(one)), warnings: agreement.warnings() };
}

const units = (...names: string[]) =>
  agree(...names.map((name) => image(name))).agreed.map((one) => one?.unit);

describe('the images of a band agree on a unit', () => {
  test('whatever its spelling, and none agrees with any', () => {
    expect(units('JY/BEAM', 'Jy/beam', '', 'Jy beam-1', 'Jy/beam')).toEqual(
      new Array(5).fill('Jy/beam'),
    );
    expect(units('', 'N/A')).toEqual(['', '']);
  });

  test('the majority decides, not the first line', () => {
    expect(units('K', 'DN', 'adu')).toEqual([undefined, 'DN', 'DN']);
    expect(units('parsnips', 'DN', 'DN')).toEqual([undefined, 'DN', 'DN']);
    expect(units('K', 'DN')).toEqual(units('DN', 'K').toReversed());
  });

  test('a text that is no unit names none for images without', () => {
    const { agreed, warnings } = agree(image('bananas/(('), image(''), image(''));
    expect(agreed.map((one) => one?.unit)).toEqual(['', '', '']);
    expect(warnings).toEqual([
      "Band r: 1 images are in 'bananas/((', which is no unit: they count as the others, which name none",
    ]);
    expect(units('bananas', '', 'bananas')).toEqual(new Array(3).fill('bananas'));
  });

  test('what has another scale is converted, its zero point too, and it is said', () => {
    const { agreed, warnings } = agree(
      image('mJy', 'r', 16.4),
      image('Jy', 'r', 8.9),
      image('Jy', 'r', 8.9),
    );
    expect(agreed[0]).toMatchObject({ unit: 'Jy' });
    expect(agreed[0]?.factor).toBeCloseTo(1e-3, 12);
    expect(agreed[0]?.zeroPoint).toBeCloseTo(8.9, 9);
    expect(agreed[1]).not.toHaveProperty('factor');
    expect(warnings).toEqual([expect.stringMatching(/1 images in 'mJy'.*'Jy'/)]);
  });

  test('counts of another zero point are brought to that of most, errors too; what tells none is left, and said', () => {
    const at = (zeroPoint: number | null, system: 'AB' | 'Vega' = 'Vega') => ({
      ...image('DN', 'K', zeroPoint),
      zeroPointSystem: zeroPoint === null ? null : system,
    });
    const images = [at(20), at(20.5), at(20), at(19.25), at(20), at(null), at(25, 'AB')];
    const { agreed, warnings } = agree(...images);
    // one magnitude is 10^0.4; a source of 1 at 20.5 is one of 10^-0.2 at 20
    expect(agreed.map((one) => one?.factor)).toEqual([
      undefined,
      expect.closeTo(10 ** -0.2, 12),
      undefined,
      expect.closeTo(10 ** 0.3, 12),
      ...[undefined, undefined, undefined],
    ]);
    expect(agreed.map((one) => one?.zeroPoint)).toEqual([
      20,
      expect.closeTo(20, 12),
      20,
      expect.closeTo(20, 12),
      ...[20, null, 25],
    ]);
    expect(warnings).toEqual([
      'Band K: pixels of 2 images are multiplied by 0.6310 to 1.995 to have the zero point 20.000 Vega of the others',
      expect.stringContaining(
        '2 images tell no zero point in the system of the others (20.000 Vega)',
      ),
    ]);
    expect(agree(...images.toReversed()).agreed.toReversed()).toEqual(agreed);
  });

  test('a flux density says itself how bright it is: zero points change nothing', () => {
    const { agreed, warnings } = agree(image('MJy/sr', 'r', 25), image('MJy/sr', 'r', 26));
    expect(agreed.map((one) => one?.factor)).toEqual([undefined, undefined]);
    expect(warnings).toEqual([]);
  });

  test('counts beside fluxes are brought to them by AB zero points; without one they fail, or are told', () => {
    const ab = (unit: string, zeroPoint: number | null) => ({
      ...image(unit, 'r', zeroPoint),
      zeroPointSystem: zeroPoint === null ? null : ('AB' as const),
    });
    const flux = ab('nanomaggy', 22.5);
    const list = [flux, flux, flux, flux, ab('DN', 25), ab('', 25), ab('DN', null), ab('', null)];
    const { agreed, warnings } = agree(...list);
    // 1 DN of zero point 25 is 10^(0.4 (22.5 - 25)) = 0.1 nanomaggies
    expect(agreed.map((one) => one?.factor)).toEqual([
      ...new Array(4).fill(undefined),
      expect.closeTo(0.1, 4),
      expect.closeTo(0.1, 4),
      ...[undefined, undefined],
    ]);
    expect(agreed.map((one) => one?.unit)).toEqual([
      ...new Array(6).fill('nanomaggy'),
      ...[undefined, 'nanomaggy'],
    ]);
    expect(warnings).toEqual([
      expect.stringContaining("1 images in 'DN' are multiplied by 0.1000, as their zero points"),
      expect.stringContaining('1 images of no unit are multiplied by 0.1000'),
      expect.stringContaining('1 images name no unit, nor an AB zero point'),
    ]);
    // and the other way round, where most are counts
    const counts = agree(ab('DN', 25), ab('DN', 25), flux);
    expect(counts.agreed[2]).toMatchObject({ unit: 'DN', zeroPoint: expect.closeTo(25, 12) });
    expect(counts.agreed[2]?.factor).toBeCloseTo(10, 9);
    // Vega's zero is no flux that is known here
    const vega = { ...image('DN', 'r', 25), zeroPointSystem: 'Vega' as const };
    expect(agree(flux, flux, vega).agreed[2]).toBeUndefined();
  });

  test('counts beside a surface brightness are divided by the area of their pixels', () => {
    const counts = { ...image('electron/s', 'r', 23.9), zeroPointSystem: 'AB' as const };
    const brightness = image('MJy/sr', 'r', 12);
    const { agreed } = agree(brightness, { ...counts, pixelScale: 2 }, brightness);
    // 23.9 is 1 µJy (to 4 digits): 1e-12 MJy in 4 square arcsec, 4 / 206264.8^2 sr
    const expected = 3631 * 10 ** (-0.4 * 23.9) * 1e-6 * (206_264.806 ** 2 / 4);
    expect(agreed[1]!.factor! / expected).toBeCloseTo(1, 8);
  });

  test('what pixels collect is brought to those of the size of most; a brightness is not', () => {
    const sized = (pixelScale: number, unit = 'DN', instrument = 'A') => ({
      ...image(unit),
      ...{ pixelScale, instrument },
    });
    const mixed = [sized(0.05), sized(0.1), sized(0.05), sized(0.04, 'DN', 'B')];
    const { agreed, warnings } = agree(...mixed);
    expect(agreed.map((one) => one?.factor)).toEqual([
      ...[undefined, 0.25, undefined],
      expect.closeTo(1.5625, 12),
    ]);
    expect(warnings).toEqual([
      'Band r: 2 images have pixels of 0.04000 to 0.1000 arcsec, most of 0.05000: what they hold is multiplied by 0.2500 to 1.563, the ratio of the areas',
    ]);
    expect(agree(...mixed.toReversed()).agreed.toReversed()).toEqual(agreed);
    for (const unit of ['MJy/sr', 'K', 'Jy/beam', 'DN/arcsec2']) {
      const bright = agree(sized(0.05, unit), sized(0.1, unit), sized(0.05, unit));
      expect(bright.agreed.map((one) => one?.factor)).toEqual(new Array(3).fill(undefined));
      expect(bright.warnings).toEqual([]);
    }
    // chips of one camera differ by what its optics distort; nothing says what unknown pixels hold
    expect(agree(sized(0.0495), sized(0.05), sized(0.05)).warnings).toEqual([]);
    expect(agree(sized(0.05, ''), sized(0.1, ''), sized(0.05, '')).warnings).toEqual([
      expect.stringContaining('nothing says whether they hold flux or brightness'),
    ]);
  });

  test('band by band, and two bands never share a folder', () => {
    const { agreed, warnings } = agree(image('K', 'r'), image('DN', 'R'), image('DN', 'R'));
    expect(agreed.map((one) => [one?.band, one?.unit])).toEqual([
      ['r-2', 'K'],
      ['R', 'DN'],
      ['R', 'DN'],
    ]);
    expect(warnings).toHaveLength(1);
  });
});
