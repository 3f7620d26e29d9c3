import { toRadians } from '../../shared/core/sphere/angle.ts';
import type { Cards } from './cards.ts';

/** A camera of the demonstration, in the manner of one of HST's. */
export interface DemoCamera {
  instrument: string;
  detector: string;
  filter: string;
  /** pixels; a detector of two chips has the second above the first */
  width: number;
  height: number;
  chips: 1 | 2;
  /** arcsec a pixel */
  scale: number;
  /** full width at half maximum of a star, arcsec */
  fwhm: number;
  /** erg/s/cm²/Å for one electron a second, and pivot wavelength in Å */
  photflam: number;
  photplam: number;
  /** electrons a second and pixel */
  sky: number;
  /** electrons */
  readNoise: number;
  /** distorted frames of one exposure with ERR and DQ, or their drizzled mean with WHT */
  product: 'flt' | 'drz';
}

/** The cameras of the demonstration, in the manner of HST's ACS and WFC3. */
export const demoCameras = {
  acs: {
    instrument: 'ACS',
    detector: 'WFC',
    filter: 'F814W',
    width: 1024,
    height: 512,
    chips: 2,
    scale: 0.05,
    fwhm: 0.11,
    photflam: 7.0332e-20,
    photplam: 8045.04,
    sky: 0.1,
    readNoise: 5,
    product: 'flt',
  },
  drizzled: {
    instrument: 'ACS',
    detector: 'WFC',
    filter: 'F606W',
    width: 1000,
    height: 1000,
    chips: 1,
    scale: 0.05,
    fwhm: 0.1,
    photflam: 7.8624e-20,
    photplam: 5921.9,
    sky: 0.12,
    readNoise: 5,
    product: 'drz',
  },
  ir: {
    instrument: 'WFC3',
    detector: 'IR',
    filter: 'F160W',
    width: 507,
    height: 507,
    chips: 1,
    scale: 0.128,
    fwhm: 0.2,
    photflam: 1.9276e-20,
    photplam: 15369.2,
    sky: 0.8,
    readNoise: 15,
    product: 'flt',
  },
} satisfies Record<string, DemoCamera>;

/** Where a camera looks and for how long. */
export interface Pointing {
  name: string;
  camera: DemoCamera;
  /** degrees */
  ra: number;
  dec: number;
  /** position angle of +y, degrees east of north */
  orientation: number;
  /** seconds */
  exposure: number;
}

/**
 * The WCS cards of one chip: TAN, with the SIP terms of a distorted frame (second and third order,
 * HST's own size).
 */
export function chipWcsCards({ camera, ra, dec, orientation }: Pointing, chip: number): Cards {
  const { width, height, chips, scale, product } = camera;
  const step = scale / 3600;
  const angle = toRadians(orientation);
  const suffix = product === 'flt' ? '-SIP' : '';
  // one CRVAL for the whole detector: the chips meet, with a gap of 20 pixels, at its middle
  const crpix2 = chips === 1 ? (height + 1) / 2 : chip === 0 ? height + 10.5 : -9.5;
  const cards: Cards = [
    ['WCSAXES', 2],
    ['CTYPE1', `RA---TAN${suffix}`, 'gnomonic projection'],
    ['CTYPE2', `DEC--TAN${suffix}`],
    ['CRVAL1', ra, '[deg] reference position'],
    ['CRVAL2', dec, '[deg]'],
    ['CRPIX1', (width + 1) / 2, '[pix] reference pixel'],
    ['CRPIX2', crpix2, '[pix]'],
    ['CD1_1', -step * Math.cos(angle), '[deg/pix]'],
    ['CD1_2', step * Math.sin(angle), '[deg/pix]'],
    ['CD2_1', step * Math.sin(angle), '[deg/pix]'],
    ['CD2_2', step * Math.cos(angle), '[deg/pix]'],
    ['RADESYS', 'ICRS'],
  ];
  if (product === 'drz') return cards;
  return [
    ...cards,
    ['A_ORDER', 3],
    ['A_2_0', 8.53e-6],
    ['A_1_1', -5.21e-6],
    ['A_0_2', 2.26e-6],
    ['A_3_0', -4.7e-10],
    ['A_1_2', -5.1e-10],
    ['B_ORDER', 3],
    ['B_2_0', -1.77e-6],
    ['B_1_1', 6.31e-6],
    ['B_0_2', -7.24e-6],
    ['B_2_1', -5.4e-10],
    ['B_0_3', -4.9e-10],
  ];
}
