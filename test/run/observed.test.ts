import { describe, expect, it } from 'vitest';
import { demoWcs } from '../../cli/demo/cards.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { type CardToWrite, writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { keywordsOf } from '../../shared/core/units/keywords.ts';
import { keptStart } from '../../shared/run/cutout/kept-start.ts';
import { byMostOfPiece, pieceIn } from '../../shared/run/cutout/piece-in.ts';
import { beside, openImages } from '../../shared/run/extractor/extensions.ts';
import { namedFiles } from '../../shared/run/extractor/named-files.ts';
import { observedOf } from '../../shared/run/observed.ts';
import { memoryStore } from '../../shared/store/memory.ts';

const item = { line: 1, uri: 'a.fits', name: 'a' };
const image = (width: number, cards: CardToWrite[] = []) =>
  writeImage(new Float32Array(width * 10), [width, 10], cards);
const openBytes = (...images: ReturnType<typeof image>[]) =>
  openFits(memorySource(writeFits(images)));

describe('what a header says of an exposure', () => {
  const cards = [
    { keyword: 'DATE-OBS', value: '2026-01-01T00:00:00' },
    { keyword: 'EXPTIME', value: 86.4 },
    { keyword: 'FILTER', value: 'F606W' },
    { keyword: 'TELESCOP', value: 'HST' },
    { keyword: 'INSTRUME', value: 'ACS' },
  ];

  it('is its middle, its length, its filter and its camera', async () => {
    const { header } = await (await openBytes(image(10, cards))).hdu(0);
    const observed = observedOf(keywordsOf(header), item);
    expect(observed).toMatchObject({
      exptime: 86.4,
      filter: 'F606W',
      telescope: 'HST',
      instrument: 'ACS',
    });
    // 2026-01-01 is MJD 61041; half of 86.4 s is 0.0005 days
    expect(observed.mjd).toBeCloseTo(61041.0005, 9);
    expect(observedOf(keywordsOf(header), { ...item, band: ' V ' }).filter).toBe('V');
  });

  it('is nothing where the header is silent', async () => {
    const { header } = await (await openBytes(image(10))).hdu(0);
    const observed = observedOf(keywordsOf(header), item);
    expect(observed).toMatchObject({ mjd: null, exptime: null, filter: null, telescope: '' });
  });
});

describe('a piece of an image', () => {
  const wcs = demoWcs([
    ['NAXIS1', 20],
    ['NAXIS2', 10],
    ['CTYPE1', 'RA---TAN'],
    ['CTYPE2', 'DEC--TAN'],
    ['CRVAL1', 10],
    ['CRVAL2', 0],
    ['CRPIX1', 10.5],
    ['CRPIX2', 5.5],
    ['CD1_1', -0.01],
    ['CD2_2', 0.01],
  ]);
  const size = { unit: 'pixels', width: 4, height: 4 } as const;
  const at = (ra: number, dec: number) => pieceIn({ ra, dec, size }, { wcs, shape: [20, 10] }, {});

  it('has so many pixels inside, and none where it lies elsewhere', () => {
    expect(at(10, 0)).toMatchObject({ inside: 16, distance: 0 });
    expect(at(10, 0.05).inside).toBe(8); // its middle is the upper edge
    expect(at(200, 40)).toEqual({ inside: 0, distance: Number.POSITIVE_INFINITY });
  });

  it('is taken from the image that has most of it, else from the nearest', () => {
    const pieces = [
      { url: 'c', inside: 8, distance: 3 },
      { url: 'b', inside: 8, distance: 2 },
      { url: 'a', inside: 9, distance: 9 },
    ];
    expect([...pieces].sort(byMostOfPiece).map(({ url }) => url)).toEqual(['a', 'b', 'c']);
  });

  it('reads the start of a file once', async () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
    const asked: [number, number][] = [];
    const inner = memorySource(bytes);
    const source = keptStart({
      ...inner,
      size: bytes.length,
      read: (offset, count, into) => {
        asked.push([offset, count]);
        return inner.read(offset, count, into);
      },
    });
    expect([...(await source.read(10, 3))]).toEqual([10, 11, 12]);
    expect([...(await source.read(250, 2, new Uint8Array(2)))]).toEqual([250, 0]);
    await source.read(150_000, 5);
    expect(asked).toEqual([
      [0, 2 ** 17],
      [150_000, 5],
    ]);
  });
});

describe('images of a file', () => {
  it('are its HDUs with pixels, and a file beside them must be of one size', async () => {
    const store = memoryStore();
    const put = (name: string, ...images: ReturnType<typeof image>[]) =>
      store.put(`memory://bucket/${name}`, writeFits(images));
    const empty = writeImage(new Uint8Array(0), []);
    await put('a.fits', empty, image(8), image(9));
    await put('w.fits', image(8));
    await put('none.fits', empty);
    const files = namedFiles(store, (name) => `memory://bucket/${name}`);
    const science = await openImages(files, 'a.fits');
    expect(science.images.map(({ index }) => index)).toEqual([1, 2]);
    expect((await openImages(files, 'a.fits[2]')).images.map(({ index }) => index)).toEqual([2]);
    const weights = await openImages(files, 'w.fits');
    expect(beside(weights, 0, science.images[0]!, 'the weight map')).toBe(weights.images[0]);
    expect(() => beside(weights, 1, science.images[1]!, 'the weight map')).toThrow(
      'the weight map w.fits has 8 × 10 pixels and the image 9 × 10',
    );
    await expect(openImages(files, 'none.fits')).rejects.toMatchObject({ name: 'NoPixels' });
  });
});
