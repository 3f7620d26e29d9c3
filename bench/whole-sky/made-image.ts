import type { PlannedImage } from '../../shared/contracts/sky-map/images.ts';

/** The one band of a made sky. */
export const BAND = 'J';

/** What a header of 2MASS's would say of an image of that place and shape. */
export const madeImage = (
  place: number,
  shape: Pick<PlannedImage, 'width' | 'height' | 'centre' | 'footprint' | 'frame'>,
): PlannedImage => ({
  item: {
    line: place + 1,
    uri: `s3://a-bucket/2mass/allsky/ji${place}.fits.gz`,
    name: `ji${place}`,
  },
  ...{ etag: '"0123456789abcdef"', size: 1_640_000, hdu: 0, band: BAND, pixelScale: 1 },
  ...{ unit: 'DN', epoch: [51_000, 51_000.1] },
  ...{ bandFrom: 'FILTER', zeroPoint: null, zeroPointSystem: null, zeroPointFrom: '' },
  ...{ instrument: '2MASS', wavelengths: null },
  ...shape,
});
