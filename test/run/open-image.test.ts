import { describe, expect, it } from 'vitest';
import type { CompanionFile, Item } from '../../shared/contracts/lists.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { DataError } from '../../shared/core/errors.ts';
import { type HduToWrite, writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { type BesideFile, withCompanions } from '../../shared/run/companions.ts';
import { type OpenImage, openImage, ruleOf, takenOf } from '../../shared/run/open-image.ts';
import { StoreError } from '../../shared/store/errors.ts';

/** An HDU of 4 × 4 pixels. */
const hdu = (extname: string, more: Record<string, string | number> = {}, size = 4): HduToWrite =>
  writeImage(
    new Float32Array(size * size),
    [size, size],
    Object.entries({ ...(extname ? { EXTNAME: extname } : {}), ...more }).map(
      ([keyword, value]) => ({ keyword, value }),
    ),
  );
const primary = writeImage(new Uint8Array(0), [0]);
const fileOf = (...hdus: HduToWrite[]) => memorySource(writeFits(hdus), 'memory://b/x.fits');
const opened = (...hdus: HduToWrite[]): Promise<OpenImage> => openImage(fileOf(...hdus), undefined);

describe('an image that is opened', () => {
  it('has the pictures of the sky, each with its planes of noise and quality', async () => {
    const two = [1, 2].flatMap((EXTVER) => [
      hdu('SCI', { EXTVER }),
      hdu('ERR', { EXTVER }),
      hdu('DQ', { EXTVER }),
    ]);
    const { planes } = await opened(primary, ...two);
    expect(planes.map(({ science }) => science.index)).toEqual([1, 4]);
    expect(planes.map(({ noise }) => noise)).toEqual([
      [{ hdu: 2, kind: 'error', name: 'HDU 2 (ERR,1)' }],
      [{ hdu: 5, kind: 'error', name: 'HDU 5 (ERR,2)' }],
    ]);
    expect((await planes[1]!.hduOf(planes[1]!.quality!)).index).toBe(6);
  });

  it('is the HDU that the list names', async () => {
    const source = fileOf(primary, hdu('SCI'), hdu('MODEL'));
    const { planes } = await openImage(source, 'MODEL');
    expect(planes.map(({ science }) => science.index)).toEqual([2]);
    await expect(openImage(source, 9)).rejects.toMatchObject({ name: 'NoSuchHdu' });
  });

  it('says which planes are used, and what a quality plane means', async () => {
    const image = await opened(primary, hdu('SCI'), hdu('ERR'), hdu('DQ'));
    const [one] = image.planes;
    const rule = await ruleOf(one!, () => 'JWST', null);
    const taken = takenOf(image, one!, { noise: one!.noise[0], quality: one!.quality }, rule);
    expect(taken).toMatchObject({
      sky: 'HDU 1 (SCI,1)',
      noise: { plane: 'HDU 2 (ERR,1)', kind: 'error', isBeside: false },
      quality: { plane: 'HDU 3 (DQ,1)', isBeside: false, isGuess: false },
      leftAlone: [],
    });
    expect(await ruleOf((await opened(hdu(''))).planes[0]!, () => undefined, null)).toBeUndefined();
  });
});

const item = (...companions: CompanionFile[]): Item => ({
  line: 1,
  uri: 'memory://b/x.fits',
  name: 'x',
  companions,
});
const beside = (name: string, kind: CompanionFile['kind'], more: Partial<CompanionFile> = {}) =>
  ({ uri: `memory://b/${name}`, kind, ...more }) as CompanionFile;

/** Opens files of a folder, and notes which. */
function folderOf(files: Record<string, HduToWrite[]>) {
  const asked: string[] = [];
  const open = async (uri: string): Promise<BesideFile> => {
    const name = uri.slice(uri.lastIndexOf('/') + 1);
    asked.push(name);
    if (!files[name]) throw new StoreError('NoSuchObject', 'It is not there', uri, 'head');
    const bytes = writeFits(files[name]);
    return { head: { url: uri, size: bytes.length, etag: name }, source: memorySource(bytes, uri) };
  };
  return { asked, open };
}

const noiseNames = ({ planes }: OpenImage) =>
  planes.map(({ noise }) => noise.map(({ name, kind }) => `${name}: ${kind}`));

describe('planes in files beside an image', () => {
  it('that the list names come before the file’s own, the most telling first', async () => {
    const { open } = folderOf({ 'w.fits': [hdu('')], 'e.fits': [hdu('')] });
    const own = await opened(primary, hdu('SCI'), hdu('ERR'));
    const image = await withCompanions(
      own,
      item(beside('w.fits', 'weight'), beside('e.fits', 'error')),
      open,
    );
    expect(noiseNames(image)).toEqual([
      ['e.fits: error', 'w.fits: weight', 'HDU 2 (ERR,1): error'],
    ]);
    const [one] = image.planes;
    expect(one!.noise[0]!.file).toMatchObject({ url: 'memory://b/e.fits', etag: 'e.fits' });
    expect((await one!.hduOf(one!.noise[0]!)).index).toBe(0);
    expect((await one!.hduOf(one!.noise[2]!)).index).toBe(2);
  });

  it('known by their names are not opened where the file has its own', async () => {
    const { open, asked } = folderOf({ 'w.fits': [hdu('')] });
    const own = await opened(primary, hdu('SCI'), hdu('ERR'));
    const found = item(beside('w.fits', 'weight', { isFound: true }));
    expect(noiseNames(await withCompanions(own, found, open))).toEqual([['HDU 2 (ERR,1): error']]);
    expect(asked).toEqual([]);
  });

  it('known by their names are opened one after the other, until one can be used', async () => {
    const { open, asked } = folderOf({ 'e.fits': [hdu('', {}, 3)], 'w.fits': [hdu('')] });
    const found = item(
      beside('w.fits', 'weight', { isFound: true }),
      beside('e.fits', 'error', { isFound: true }),
      beside('v.fits', 'variance', { isFound: true }),
    );
    const image = await withCompanions(await opened(hdu('')), found, open);
    expect(noiseNames(image)).toEqual([['w.fits: weight']]);
    expect(asked).toEqual(['e.fits', 'v.fits', 'w.fits']);
    expect(image.notes).toEqual([
      expect.stringMatching(/^e\.fits is a companion that is not used: .*3 × 3.*4 × 4/),
      'v.fits is a companion that is not used: It is not there',
    ]);
  });

  it('fail the image where the list names them and they do not fit', async () => {
    const { open } = folderOf({ 'e.fits': [hdu('', {}, 3)] });
    const named = withCompanions(await opened(hdu('')), item(beside('e.fits', 'error')), open);
    await expect(named).rejects.toMatchObject({
      name: 'NoPixels',
      message: expect.stringMatching(/^e\.fits, which the list names beside it: /),
    });
    await expect(named).rejects.toBeInstanceOf(DataError);
  });

  it('are what their HDU says, where it says it', async () => {
    const { open } = folderOf({ 'x.fits': [primary, hdu('VAR')], 'm.fits': [primary, hdu('DQ')] });
    const image = await withCompanions(
      await opened(hdu('')),
      item(beside('x.fits', 'weight'), beside('m.fits', 'bits')),
      open,
    );
    expect(noiseNames(image)).toEqual([['x.fits[1]: variance']]);
    expect(image.planes[0]!.quality).toMatchObject({ name: 'm.fits[1]', kind: 'bits' });
  });

  it('that are not wanted are not opened', async () => {
    const { open, asked } = folderOf({});
    const plain = await opened(hdu(''));
    const all = item(beside('e.fits', 'error'), beside('c.fits', 'aside'));
    expect(await withCompanions(plain, all, open, () => false)).toEqual(plain);
    expect(asked).toEqual([]);
  });

  it('pass on what is no fault of the file', async () => {
    const broken = withCompanions(
      await opened(hdu('')),
      item(beside('e.fits', 'error', { isFound: true })),
      async (uri) => {
        throw new StoreError('StoreUnavailable', 'Slow down', uri, 'get');
      },
    );
    await expect(broken).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });
});
