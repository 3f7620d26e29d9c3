import type { Item } from '../../shared/contracts/lists.ts';
import type { PlannedImage } from '../../shared/contracts/sky-map/images.ts';
import { DataError } from '../../shared/core/errors.ts';
import { type Hdu, whereIs } from '../../shared/core/fits/hdu.ts';
import { needPixels } from '../../shared/core/fits/image-size.ts';
import { scalingOf } from '../../shared/core/fits/scaling.ts';
import { imageFrame } from '../../shared/core/overlaps/image-sky.ts';
import { saysScale, whyNoPixels } from '../../shared/core/plan/pixel-shape.ts';
import { type SkyOutline, skyOutlineOf } from '../../shared/core/plan/sky-outline.ts';
import { hduName } from '../../shared/core/planes/choose.ts';
import { electronsOf } from '../../shared/core/units/electrons.ts';
import { exposureOf } from '../../shared/core/units/epoch.ts';
import { keywordsOf } from '../../shared/core/units/keywords.ts';
import { wavelengthsOf } from '../../shared/core/units/wavelengths.ts';
import { zeroPointOf } from '../../shared/core/units/zero-point.ts';
import { PACKED_NAME } from '../../shared/core/unpack/packing.ts';
import type { Wcs } from '../../shared/core/wcs/wcs.ts';
import { type BesideFile, withCompanions } from '../../shared/run/companions.ts';
import { numbersOf } from '../../shared/run/numbers.ts';
import {
  type ImagePlanes,
  type OpenImage,
  openImage,
  ruleOf,
  takenOf,
} from '../../shared/run/open-image.ts';
import { readWcs } from '../../shared/run/read-wcs.ts';
import type { Head } from '../../shared/store/store.ts';

/** Characters of a value in one card. */
const LONGEST_TEXT = 68;

/** Images of no band are kept apart from those of any. */
const NO_BAND = 'unknown';

/** Opens an image's file, or one beside it. */
export type OpenFile = (uri: string) => Promise<BesideFile>;

/**
 * Files that are unpacked whole come one at a time: several of them would not fit into the
 * function's memory.
 */
let packedTurn: Promise<unknown> = Promise.resolve();

/**
 * What the header of each picture in a file says for the plan. Throws DataError where the sky is
 * not known.
 */
export function readHeader(
  open: OpenFile,
  item: Item,
  bits: string | null,
): Promise<{ images: PlannedImage[]; warnings: string[] }> {
  if (!PACKED_NAME.test(item.uri) || /\.gz$/i.test(item.uri)) return readInTurn(open, item, bits);
  const reading = packedTurn.then(() => readInTurn(open, item, bits));
  packedTurn = reading.catch(() => {});
  return reading;
}

async function readInTurn(
  open: OpenFile,
  item: Item,
  bits: string | null,
): Promise<{ images: PlannedImage[]; warnings: string[] }> {
  const { head, source } = await open(item.uri);
  const own = await openImage(source, item.hdu);
  const opened = await withCompanions(own, item, open);
  const warnings = [...opened.file.warnings, ...opened.notes];
  const images: PlannedImage[] = [];
  const lost: DataError[] = [];
  for (const picture of opened.planes) {
    try {
      const { image, notes } = await pictureOf(opened, picture, item, bits);
      images.push({ item, etag: head.etag, size: head.size, ...image });
      warnings.push(...notes);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      lost.push(error);
      warnings.push(`${hduName(picture.science)} is left out: ${error.message}`);
    }
  }
  // One bad chip is no reason to lose the others.
  if (images.length === 0 && lost[0]) throw lost[0];
  return { images, warnings };
}

/**
 * What the header of one picture says for the plan, and what a person should know of it. Throws
 * DataError where its sky is not known, or pixels that it needs are missing.
 */
async function pictureOf(
  opened: OpenImage,
  picture: ImagePlanes,
  item: Item,
  bits: string | null,
): Promise<{ image: Omit<PlannedImage, 'item' | 'etag' | 'size'>; notes: string[] }> {
  const { science: hdu, noise: noises, quality } = picture;
  const [noise] = noises;
  const notes: string[] = [];
  needPixels(hdu);
  for (const plane of [noise, quality]) if (plane) needPixels(await picture.hduOf(plane));
  const keywords = keywordsOf(hdu.header, opened.hdus[0]?.header);
  const rule = await ruleOf(picture, keywords.value, bits);
  if (rule?.isGuess && quality)
    notes.push(
      `What the bits of ${quality.name} mean is not known: ${rule.words}. --bits says otherwise`,
    );
  const taken = takenOf(opened, picture, { noise, quality }, rule);
  const wcs = await needWcs(opened, hdu);
  const numbers = numbersOf(keywords, item, zeroPointOf(keywords, wcs.pixelScale, rule?.camera));
  if (numbers.band === '')
    notes.push(
      `HDU ${hdu.index}: neither the list nor the header (FILTER, BAND, its camera's wheels) say which band it is: it goes to the survey '${NO_BAND}'`,
    );
  const [width = 0, height = 0] = hdu.shape;
  const outline = onSky(hdu, wcs);
  const electrons = electronsOf(keywords);
  const image = {
    hdu: hdu.index,
    ...(noise ? { noise: placeOf(noise) } : {}),
    ...(quality && rule
      ? {
          quality: {
            ...placeOf(quality),
            kind: rule.kind,
            good: rule.good,
            saturated: rule.saturated,
          },
        }
      : {}),
    taken,
    ...numbers,
    band: numbers.band || NO_BAND,
    width,
    height,
    stored: { bitpix: hdu.bitpix, most: largestOf(hdu) },
    pixelScale: wcs.pixelScale,
    ...outline,
    unit: bounded(hdu, 'BUNIT', numbers.unit, notes),
    ...(electrons === undefined ? {} : { electrons }),
    epoch: exposureOf(keywords).span,
    instrument: bounded(hdu, 'INSTRUME', keywords.text('INSTRUME'), notes),
    wavelengths: wavelengthsOf(keywords, numbers.band) ?? null,
    // Of a very wide image no plane says where it lies.
    frame: (outline.cells ? undefined : imageFrame({ wcs, width, height })) ?? null,
  };
  return { image, notes };
}

/** The largest value that the header lets a pixel have; where it is a float, what it makes of 1. */
function largestOf(hdu: Hdu): number {
  const { header, bitpix } = hdu;
  const { bscale, bzero, asinh } = scalingOf(header, bitpix, whereIs(hdu));
  if (asinh) return 1;
  const stored = bitpix < 0 ? 1 : 2 ** (bitpix === 8 ? 8 : bitpix - 1);
  return Math.min(Number.MAX_VALUE, Math.abs(bscale) * stored + Math.abs(bzero));
}

/** Throws MalformedWcs where there is none. */
async function needWcs({ file }: OpenImage, hdu: Hdu): Promise<Wcs> {
  const reading = await readWcs(file, hdu);
  if (reading.wcs) return reading.wcs;
  const why = `It cannot be put on the sky: ${reading.because.replace(/[.]$/, '')}. Give it a WCS that can be read, or leave it out of the list`;
  throw new DataError('MalformedWcs', why, whereIs(hdu));
}

/** Where a plane is read. */
const placeOf = <Kind>({ hdu, kind, file }: { hdu: number; kind: Kind; file?: Head }) => ({
  hdu,
  kind,
  ...(file ? { file } : {}),
});

/**
 * Where an image lies. Throws MalformedWcs where that is nowhere, or its pixels cannot be pixels of
 * a picture of the sky.
 */
function onSky(hdu: Hdu, wcs: Wcs): SkyOutline {
  const [width = 0, height = 0] = hdu.shape;
  const unscaled = saysScale(hdu.header.cards.map(({ keyword }) => keyword))
    ? undefined
    : 'Its header says where it lies, but not how large a pixel is: give it CD, or CDELT, or leave it out of the list';
  const why = unscaled ?? whyNoPixels(wcs, width, height);
  const outline = why === undefined ? skyOutlineOf(wcs, width, height) : undefined;
  if (outline) return outline;
  const off = 'None of its pixels is on the sky: correct the WCS, or leave it out of the list';
  throw new DataError('MalformedWcs', why ?? off, whereIs(hdu));
}

/**
 * A text of the header as the plan keeps it: of one that is longer than any card its beginning, and
 * that is said.
 */
function bounded(hdu: Hdu, keyword: string, text: string, warnings: string[]): string {
  if (text.length <= LONGEST_TEXT) return text;
  warnings.push(
    `HDU ${hdu.index}: ${keyword} has ${text.length} characters, and its first ${LONGEST_TEXT} are used`,
  );
  return text.slice(0, LONGEST_TEXT);
}
