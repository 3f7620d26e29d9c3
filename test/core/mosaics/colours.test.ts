import { describe, expect, it } from 'vitest';
import { type ColourBand, coloursOf } from '../../../shared/core/mosaics/colours.ts';

const band = (name: string, microns: number, ...tiles: string[]): ColourBand => ({
  band: name,
  wavelength: 1e-6 * microns,
  tiles: new Set(tiles),
});

describe('coloursOf', () => {
  it('makes J, H, K of 2MASS blue, green, red, in whatever order they come', () => {
    const bands = [band('H', 1.65, 'a'), band('K', 2.16, 'a'), band('J', 1.25, 'a')];
    expect(coloursOf(bands)).toEqual(['K', 'H', 'J']);
    expect(coloursOf(bands.reverse())).toEqual(['K', 'H', 'J']);
  });

  it('takes of many bands of one sky the longest, the middle one, the shortest', () => {
    const lengths = { J: 1.25, K: 2.16, 'IRAC-1': 3.55, 'IRAC-4': 7.76, 'MSX-E': 21.3 };
    const bands = Object.entries(lengths).map(([name, microns]) => band(name, microns, 'a'));
    expect(coloursOf(bands)).toEqual(['MSX-E', 'IRAC-1', 'J']);
  });

  it('takes the three that share the most tiles before those of a wider range', () => {
    const near = [1.25, 1.65, 2.16].map((at, k) => band('JHK'[k]!, at, 'a', 'b'));
    expect(coloursOf([...near, band('MSX-E', 21.3, 'a')])).toEqual(['K', 'H', 'J']);
    expect(coloursOf([near[0]!, near[2]!, band('I2', 4.5, 'z'), band('E', 21.3, 'b')])).toEqual([
      'E',
      'K',
      'J',
    ]);
  });

  it('makes no colour where no three different wavelengths share a tile', () => {
    expect(coloursOf([])).toBeUndefined();
    expect(coloursOf([band('a', 1, 't'), band('b', 1, 't'), band('c', 2, 't')])).toBeUndefined();
    expect(coloursOf([band('a', 1, 't'), band('b', 2, 't'), band('c', 3, 'u')])).toBeUndefined();
  });
});
