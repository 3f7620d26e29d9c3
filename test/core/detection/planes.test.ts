import { describe, expect, it } from 'vitest';
import { choosePlanes, type HduOutline } from '../../../shared/core/detection/planes.ts';

const hdus = (...list: [extname: string, extver: number, ...shape: number[]][]): HduOutline[] =>
  list.map(([extname, extver, ...shape], index) => ({ index, extname, extver, shape }));

const acs = hdus(
  ['', 1],
  ['SCI', 1, 9, 5],
  ['ERR', 1, 9, 5],
  ['DQ', 1, 9, 5],
  ['SCI', 2, 9, 5],
  ['ERR', 2, 9, 5],
  ['DQ', 2, 9, 5],
);

describe('the planes of a file', () => {
  it('are every SCI with the ERR, WHT and DQ of its EXTVER', () => {
    expect(choosePlanes(acs)).toEqual([
      { science: 1, error: 2, weight: undefined, quality: 3 },
      { science: 4, error: 5, weight: undefined, quality: 6 },
    ]);
    const drz = hdus(['', 1], ['SCI', 1, 9, 5], ['WHT', 1, 9, 5], ['CTX', 1, 9, 5]);
    expect(choosePlanes(drz)).toEqual([{ science: 1, error: undefined, weight: 2, quality: undefined }]);
  });

  it('are the one that is asked for, by number, name or name and version', () => {
    expect(choosePlanes(acs, 4).map(({ science }) => science)).toEqual([4]);
    expect(choosePlanes(acs, 'SCI').map(({ science }) => science)).toEqual([1]);
    expect(choosePlanes(acs, 'sci, 2').map(({ science }) => science)).toEqual([4]);
  });

  it('are, without SCI, all pictures that are no companions; degenerate axes do not count', () => {
    const mosaic = hdus(
      ['', 1],
      ['CCD1', 1, 9, 5],
      ['CCD2', 1, 9, 5, 1],
      ['WEIGHT', 1, 9, 5],
      ['CUBE', 1, 9, 5, 3],
      ['T', 1, 80],
    );
    expect(choosePlanes(mosaic).map(({ science }) => science)).toEqual([1, 2]);
  });

  it('do not take a companion of another size', () => {
    const odd = hdus(['SCI', 1, 9, 5], ['ERR', 1, 5, 9], ['DQ', 1]);
    expect(choosePlanes(odd)[0]).toEqual({
      science: 0,
      error: undefined,
      weight: undefined,
      quality: undefined,
    });
  });

  it.each([
    [() => choosePlanes(hdus(['', 1], ['T', 1])), 'NoPixels', 'leave this file out'],
    [() => choosePlanes(hdus(['', 1, 9, 5, 3])), 'NoPixels', '9 × 5 × 3'],
    [() => choosePlanes(acs, 9), 'NoSuchHdu', '1 (SCI,1)'],
    [() => choosePlanes(acs, 'SCI,3'), 'NoSuchHdu', 'no HDU SCI,3'],
    [() => choosePlanes(acs, 0), 'NoPixels', 'its axes: none'],
  ])('say what is missing', (choose, name, words) => {
    expect(choose).toThrow(expect.objectContaining({ name, message: expect.stringContaining(words) }));
  });
});
