import type { Item } from '../../shared/contracts/lists.ts';
import type { PlannedImage } from '../../shared/contracts/sky-map.ts';
import { DataError } from '../../shared/core/errors.ts';
import { whereIs } from '../../shared/core/fits/hdu.ts';
import { imageFrame } from '../../shared/core/overlaps/image-sky.ts';
import { skyOutlineOf } from '../../shared/core/plan/sky-outline.ts';
import { bandOf } from '../../shared/core/units/band.ts';
import { exposureOf } from '../../shared/core/units/epoch.ts';
import { keywordsOf } from '../../shared/core/units/keywords.ts';
import { wavelengthsOf } from '../../shared/core/units/wavelengths.ts';
import { zeroPointOf } from '../../shared/core/units/zero-point.ts';
import { imageSource } from '../../shared/lambda/image-source.ts';
import { openImage } from '../../shared/lambda/open-image.ts';
import { readWcs } from '../../shared/lambda/read-wcs.ts';
import { storeSource } from '../../shared/store/source.ts';
import type { Head, Store } from '../../shared/store/store.ts';

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
    const keywords = keywordsOf(hdu.header, hdus[0]?.header);
    const reading = await readWcs(file, hdu);
    if (!reading.wcs) {
      const why = `It cannot be put on the sky: ${reading.because}. Give it a WCS, or leave it out of the list`;
      throw new DataError('MalformedWcs', why, whereIs(hdu));
    }
    const named = item.band?.trim() ? { name: item.band.trim(), from: 'list' } : bandOf(keywords);
    if (named === undefined) {
      warnings.push(
        `HDU ${science}: neither the list nor the header (FILTER, BAND, its camera's wheels) say which band it is: it goes to the survey '${noBand}'`,
      );
    }
    const { name: band, from: bandFrom } = named ?? { name: noBand, from: '' };
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
      bandFrom,
      width,
      height,
      pixelScale: reading.wcs.pixelScale,
      ...outline,
      unit: keywords.text('BUNIT'),
      zeroPoint: zeroPointOf(keywords, reading.wcs.pixelScale).magnitude,
      epoch: exposureOf(keywords).span,
      instrument: keywords.text('INSTRUME'),
      wavelengths: wavelengthsOf(keywords, band) ?? null,
      // Of a very wide image no plane says where it lies.
      frame: (outline.cells ? undefined : imageFrame({ wcs: reading.wcs, width, height })) ?? null,
    });
  }
  return { images, warnings };
}
