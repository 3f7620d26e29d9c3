import type { Item } from '../../shared/contracts/lists.ts';
import { colourSurvey, type PlannedImage } from '../../shared/contracts/sky-map.ts';
import { DataError } from '../../shared/core/errors.ts';
import type { CardValue } from '../../shared/core/fits/card.ts';
import { whereIs } from '../../shared/core/fits/hdu.ts';
import { imageFrame } from '../../shared/core/overlaps/image-sky.ts';
import { skyOutlineOf } from '../../shared/core/plan/sky-outline.ts';
import { exposureOf } from '../../shared/core/units/epoch.ts';
import { wavelengthsOf } from '../../shared/core/units/wavelengths.ts';
import { abZeroPoint } from '../../shared/core/units/zero-point.ts';
import { imageSource } from '../../shared/lambda/image-source.ts';
import { openImage } from '../../shared/lambda/open-image.ts';
import { readWcs } from '../../shared/lambda/read-wcs.ts';
import { storeSource } from '../../shared/store/source.ts';
import type { Head, Store } from '../../shared/store/store.ts';

/** Header keywords that name the filter, the most telling first. */
const bandKeywords = ['FILTER', 'BAND', 'FILTNAM1', 'FILTER1', 'FILTER2'];

/** Images of no band are kept apart from those of any. */
const noBand = 'unknown';

/** What the header of each picture in a file says for the plan. Throws DataError where the sky cannot be told. */
export async function readHeader(
  store: Store,
  head: Head,
  item: Item,
): Promise<{ images: PlannedImage[]; warnings: string[] }> {
  // A gzip file has to be unpacked from its start to its end to know that no HDU follows: then best at once.
  const source = /\.gz$/i.test(item.uri) ? await imageSource(store, head) : storeSource(store, head);
  const { file, hdus, planes } = await openImage(source, item.hdu);
  const images: PlannedImage[] = [];
  const warnings = [...file.warnings];
  for (const { science, weight, quality } of planes) {
    const hdu = hdus[science]!;
    const lookup = (keyword: string) => hdu.header.get(keyword) ?? hdus[0]?.header.get(keyword);
    const reading = await readWcs(file, hdu);
    if (!reading.wcs) {
      const why = `It cannot be put on the sky: ${reading.because}. Give it a WCS, or leave it out of the list`;
      throw new DataError('MalformedWcs', why, whereIs(hdu));
    }
    const named = [item.band, ...bandKeywords.map(lookup)].find(
      (value) => typeof value === 'string' && value.trim() !== '',
    );
    if (named === undefined) {
      warnings.push(
        `HDU ${science}: neither the list nor FILTER or BAND of the header say which band it is: it goes to the survey '${noBand}'`,
      );
    }
    const band = safeBand(String(named ?? noBand));
    const [width = 0, height = 0] = hdu.shape;
    const outline = skyOutlineOf(reading.wcs, width, height);
    if (!outline) {
      const why = 'None of its pixels is on the sky: correct the WCS, or leave it out of the list';
      throw new DataError('MalformedWcs', why, whereIs(hdu));
    }
    images.push({
      item,
      hdu: science,
      ...(weight === undefined ? {} : { weights: weight }),
      ...(quality === undefined ? {} : { quality }),
      band,
      width,
      height,
      pixelScale: reading.wcs.pixelScale,
      ...outline,
      unit: String(lookup('BUNIT') ?? '').trim(),
      zeroPoint: zeroPointOf(lookup),
      epoch: exposureOf(lookup) ?? null,
      instrument: String(lookup('INSTRUME') ?? '').trim(),
      wavelengths: wavelengthsOf(lookup, band) ?? null,
      // Of a very wide image no plane says where it lies.
      frame: (outline.cells ? undefined : imageFrame({ wcs: reading.wcs, width, height })) ?? null,
    });
  }
  return { images, warnings };
}

/** MAGZP is 2MASS's. */
function zeroPointOf(lookup: (keyword: string) => CardValue): number | null {
  const given = lookup('MAGZP');
  return typeof given === 'number' && Number.isFinite(given) ? given : abZeroPoint(lookup).magnitude;
}

/** A band is a folder's name, of its own beside that of the survey in colour, on disks that make no difference of case too. */
function safeBand(band: string): string {
  const safe = band
    .trim()
    .replace(/[^A-Za-z0-9._+-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 40);
  return safe.toLowerCase() === colourSurvey ? `${safe}-band` : safe || 'band';
}
