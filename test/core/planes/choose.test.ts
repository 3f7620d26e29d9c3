import { describe, expect, it } from 'vitest';
import { choosePlanes } from '../../../shared/core/planes/choose.ts';
import { type HduIdentity, roleOfExtname } from '../../../shared/core/planes/hdu-identity.ts';

const hdus = (...list: [extname: string, extver: number, ...shape: number[]][]): HduIdentity[] =>
  list.map(([extname, extver, ...shape], index) => ({
    index,
    extname,
    extver,
    shape,
    ...roleOfExtname(extname),
  }));

const acs = hdus(
  ['', 1],
  ['SCI', 1, 9, 5],
  ['ERR', 1, 9, 5],
  ['DQ', 1, 9, 5],
  ['SCI', 2, 9, 5],
  ['ERR', 2, 9, 5],
  ['DQ', 2, 9, 5],
);

/** science, noise and quality of each picture, as numbers of HDUs and kinds */
const chosen = (list: HduIdentity[], asked?: number | string) =>
  choosePlanes(list, asked).planes.map(({ science, noise, quality }) => [
    science,
    noise.map(({ hdu, kind }) => `${hdu} ${kind}`).join(),
    quality ? `${quality.hdu} ${quality.kind}` : '',
  ]);

describe('the planes of a file', () => {
  it('are every SCI with the ERR, WHT and DQ of its EXTVER', () => {
    expect(chosen(acs)).toEqual([
      [1, '2 error', '3 bits'],
      [4, '5 error', '6 bits'],
    ]);
    const drz = hdus(['', 1], ['SCI', 1, 9, 5], ['WHT', 1, 9, 5], ['CTX', 1, 9, 5]);
    expect(chosen(drz)).toEqual([[1, '2 weight', '']]);
    const i2d = hdus(['SCI', 1, 9, 5], ['WHT', 1, 9, 5], ['ERR', 1, 9, 5], ['VAR_FLAT', 1, 9, 5]);
    expect(chosen(i2d)).toEqual([[0, '2 error,1 weight', '']]);
  });

  it('are the one that is asked for, by number, name or name and version, with its own companions', () => {
    expect(chosen(acs, 4)).toEqual([[4, '5 error', '6 bits']]);
    expect(chosen(acs, 'SCI')[0]![0]).toBe(1);
    expect(chosen(acs, 'sci, 2')[0]![0]).toBe(4);
    expect(chosen(acs, 'ERR,1')[0]![0]).toBe(2);
  });

  it('are, without a name that says science, chips of one family, or of skies of their own', () => {
    const mosaic = hdus(
      ['', 1],
      ['CCD1', 1, 9, 5],
      ['CCD2', 1, 9, 5, 1],
      ['WEIGHT', 1, 9, 5],
      ['CUBE', 1, 9, 5, 3],
      ['T', 1, 80],
    );
    expect(chosen(mosaic).map(([science]) => science)).toEqual([1, 2]);
    const decam = hdus(['N1', 1, 9, 5], ['S29', 1, 9, 5]).map((hdu) => ({
      ...hdu,
      sky: hdu.extname,
    }));
    expect(chosen(decam).map(([science]) => science)).toEqual([0, 1]);
  });

  it('are not a second picture of the same sky that no name calls the sky; the notes say so, and the list may name it', () => {
    const odd = hdus(['', 1, 9, 5], ['STRANGE', 1, 9, 5]).map((hdu) => ({ ...hdu, sky: 'one' }));
    const { planes, notes } = choosePlanes(odd);
    expect(planes.map(({ science }) => science)).toEqual([0]);
    expect(notes).toEqual([expect.stringContaining('HDU 1 (STRANGE,1) is a second picture')]);
    expect(chosen(odd, 'STRANGE')[0]![0]).toBe(1);
  });

  it.each<[mission: string, planes: string, science: number, noise: string, quality: string]>([
    ['SPHEREx', 'IMAGE FLAGS VARIANCE ZODI', 0, '2 variance', '1 bits'],
    ['DES', 'SCI MSK WGT', 0, '2 weight', '1 bits'],
    ['Herschel', 'image error coverage exposure', 0, '1 error', ''],
    ['Herschel PACS', 'image coverage stDev', 0, '2 error', ''],
    ['numina', 'PRIMARY VARIANCE MAP', 0, '1 variance', ''],
    ['CCDData', 'PRIMARY MASK UNCERT', 0, '2 error', '1 nonzero'],
    ['MUSE', 'DATA STAT', 0, '1 variance', ''],
    ['Gemini', 'SCI VAR DQ OBJMASK SKYFIT', 0, '1 variance', '2 bits'],
    ['Euclid', 'DET11.SCI DET11.RMS DET11.DQ', 0, '1 error', '2 bits'],
    ['TESS', 'CAMERA.CCD~1.1~cal CAMERA.CCD~1.1~uncert', 0, '1 error', ''],
    ['PypeIt', 'DET01-SCIIMG DET01-IVARRAW DET01-BPMMASK', 0, '1 inverse variance', '2 bits'],
  ])('are told by the names of %s', (_, planes, science, noise, quality) => {
    const list = hdus(
      ...planes
        .split(' ')
        .map((name): [string, number, number, number] => [name.replaceAll('~', ' '), 1, 9, 5]),
    );
    expect(chosen(list)).toEqual([[science, noise, quality]]);
    expect(choosePlanes(list).notes).toEqual([]);
  });

  it('go together by group, or by their order where all have one EXTVER', () => {
    const euclid = hdus(
      ['A.SCI', 1, 9, 5],
      ['B.SCI', 1, 9, 5],
      ['A.RMS', 1, 9, 5],
      ['B.RMS', 1, 9, 5],
    );
    expect(chosen(euclid).map(([, noise]) => noise)).toEqual(['2 error', '3 error']);
    const inOrder = hdus(['SCI', 1, 9, 5], ['VAR', 1, 9, 5], ['SCI', 1, 9, 5], ['VAR', 1, 9, 5]);
    expect(chosen(inOrder).map(([, noise]) => noise)).toEqual(['1 variance', '3 variance']);
  });

  it('do not take a companion of another size, and say so', () => {
    const odd = hdus(['SCI', 1, 9, 5], ['ERR', 1, 5, 9], ['DQ', 1]);
    expect(chosen(odd)).toEqual([[0, '', '']]);
    expect(choosePlanes(odd).notes).toEqual([expect.stringContaining('(ERR,1) has another shape')]);
  });

  it.each([
    [() => choosePlanes(hdus(['', 1], ['T', 1])), 'NoPixels', 'leave this file out'],
    [() => choosePlanes(hdus(['', 1, 9, 5, 3])), 'NoPixels', '9 × 5 × 3'],
    [() => choosePlanes(hdus(['WHT', 1, 9, 5])), 'NoPixels', 'FILE[0]'],
    [() => choosePlanes(acs, 9), 'NoSuchHdu', '1 (SCI,1)'],
    [() => choosePlanes(acs, 'SCI,3'), 'NoSuchHdu', 'no HDU SCI,3'],
    [() => choosePlanes(acs, 0), 'NoPixels', 'its axes: none'],
  ])('say what is missing', (choose, name, words) => {
    expect(choose).toThrow(
      expect.objectContaining({ name, message: expect.stringContaining(words) }),
    );
  });
});
