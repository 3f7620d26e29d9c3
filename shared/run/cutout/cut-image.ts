import { cutCards, inheritedCards, lookupCards } from '../../core/cutouts/cut-cards.ts';
import { DataError } from '../../core/errors.ts';
import { type FitsFile, type HduChoice, openFits } from '../../core/fits/file.ts';
import { pixelsOf } from '../../core/fits/geometry.ts';
import { type Hdu, whereIs } from '../../core/fits/hdu.ts';
import { planeOf, readImage } from '../../core/fits/image.ts';
import { type Box, readSection } from '../../core/fits/section.ts';
import { type HduToWrite, writeImage } from '../../core/fits/write.ts';
import { WcsKeywords } from '../../core/wcs/header.ts';
import { lookupReferences } from '../../core/wcs/lookup.ts';
import type { Wcs } from '../../core/wcs/wcs.ts';
import { StoreError } from '../../store/errors.ts';
import { storeSource } from '../../store/source.ts';
import type { Store } from '../../store/store.ts';
import { readWcs } from '../read-wcs.ts';
import { boxAround, type Cut, type CutRequest } from './cut.ts';
import { keptStart } from './kept-start.ts';

/** An image of which something can be cut out: its headers are read. */
export interface CutSource {
  readonly file: FitsFile;
  readonly hdu: Hdu;
  readonly wcs: Wcs;
  readonly shape: readonly [number, number];
}

/**
 * Opens an image file: the HDU that is named, or the first with pixels. Throws NoSuchObject,
 * NoPixels, NoSuchHdu, UnsupportedFits (a cube), MalformedWcs (no usable WCS) and as openFits.
 */
export async function openToCut(
  store: Store,
  url: string,
  choice: HduChoice | undefined,
): Promise<CutSource> {
  const head = await store.head(url);
  if (!head)
    throw new StoreError('NoSuchObject', `There is nothing at ${url}: check it.`, url, 'head');
  const file = await openFits(keptStart(storeSource(store, head)));
  const hdu = choice === undefined ? await firstImage(file) : await file.hdu(choice);
  const shape = planeOf(hdu);
  const { wcs, ...reading } = await readWcs(file, hdu);
  if (!wcs)
    throw new DataError(
      'MalformedWcs',
      `No position can be found in the image: ${'because' in reading ? reading.because : ''}.`,
      whereIs(hdu),
    );
  return { file, hdu, wcs, shape };
}

async function firstImage(file: FitsFile): Promise<Hdu> {
  for (let index = 0; ; index++) {
    const hdu = await file.hdu(index).catch((error) => {
      if (index > 0 && error instanceof DataError && error.name === 'NoSuchHdu') return undefined;
      throw error;
    });
    if (!hdu)
      throw new DataError('NoPixels', 'No HDU of the file is an image.', { uri: file.source.uri });
    const isImage = hdu.kind === 'image' || hdu.kind === 'compressed';
    if (isImage && hdu.shape.length >= 2 && !hdu.shape.includes(0)) return hdu;
  }
}

/**
 * Cuts a piece out of an open image; pixels are not resampled. Throws OutOfRange where it lies
 * wholly outside, TooLarge and as readSection.
 */
export async function cutImage(
  { file, hdu, wcs, shape }: CutSource,
  request: CutRequest,
  name: string,
): Promise<Cut> {
  const box = boxAround(request, wcs, shape, whereIs(hdu));
  const own = cutCards(hdu.header.cards, [box.x, box.y]);
  // what a primary HDU without pixels says is said of all (FITS's INHERIT, often left out)
  const primary = await file.hdu(0);
  const inherits = hdu.index > 0 && pixelsOf(primary.shape) === 0;
  const inherited = inherits ? inheritedCards(own, primary.header.cards) : [];
  return {
    name,
    box,
    pixels: await readSection(hdu, box),
    cards: [...own, ...inherited],
    lookups: await cutLookups(file, hdu, box),
  };
}

/** The tables that the header's distortion refers to, each once. */
async function cutLookups(file: FitsFile, hdu: Hdu, { x, y }: Box): Promise<HduToWrite[]> {
  const found = new Map<string, HduToWrite>();
  for (const { extname, extver, transposed } of lookupReferences(new WcsKeywords(hdu.header, {}))) {
    const name = `${extname},${extver}`;
    if (found.has(name)) continue;
    const table = await file.hdu({ extname, extver });
    const { data, shape } = await readImage(table);
    const pixels = data instanceof Float32Array ? data : Float64Array.from(data, Number);
    const cards = lookupCards(table.header.cards, [x, y], transposed ? [2, 1] : [1, 2]);
    const names = [
      { keyword: 'EXTNAME', value: extname },
      { keyword: 'EXTVER', value: extver },
    ];
    found.set(name, writeImage(pixels, shape, [...names, ...cards]));
  }
  return [...found.values()];
}
