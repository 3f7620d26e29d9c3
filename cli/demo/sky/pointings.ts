import { seededRandom } from '../../../shared/core/random.ts';
import { toDegrees } from '../../../shared/core/sphere/angle.ts';
import { type Cards, demoWcs } from '../cards.ts';

/** Of the camera: pixels along a side, and arcseconds a pixel. */
export const FRAME_SIDE = 320;
/** arcsec per pixel of a frame */
export const FRAME_SCALE = 1;

/**
 * The middle of the field, degrees: on RA 0h, where three of HEALPix's twelve faces meet (sin Dec =
 * 2/3).
 */
const centre = { ra: 0, dec: toDegrees(Math.asin(2 / 3)) };

/** Where the camera looks. */
export interface FramePointing {
  /** of the frame's centre on the field, arcminutes west and north of its middle */
  x: number;
  y: number;
  /** of +y, degrees west of north */
  twist: number;
}

/** frames from west to east */
export const FRAMES_ACROSS = 4;
/** frames from south to north */
export const FRAMES_UP = 3;
/** pixels from one frame to the next: neighbours share 36 */
const STEP = 284;

/** The field in twelve pointings, as well aimed as a telescope can. */
export function makePointings(seed: number): FramePointing[] {
  const { normal } = seededRandom(seed);
  const arcminutes = (pixels: number) => ((pixels + 3 * normal()) * FRAME_SCALE) / 60;
  return Array.from({ length: FRAMES_ACROSS * FRAMES_UP }, (_, n) => ({
    x: arcminutes(((n % FRAMES_ACROSS) - (FRAMES_ACROSS - 1) / 2) * STEP),
    y: arcminutes((Math.floor(n / FRAMES_ACROSS) - (FRAMES_UP - 1) / 2) * STEP),
    twist: 0.3 * normal(),
  }));
}

/**
 * The field's own plane: a TAN projection whose pixels are arcminutes, x to the west, y to the
 * north, (0, 0) in the middle.
 */
export const fieldPlane = demoWcs([
  ['CTYPE1', 'RA---TAN'],
  ['CTYPE2', 'DEC--TAN'],
  ['CRPIX1', 1],
  ['CRPIX2', 1],
  ['CRVAL1', centre.ra],
  ['CRVAL2', centre.dec],
  ['CDELT1', -1 / 60],
  ['CDELT2', 1 / 60],
]);

/** The WCS cards of a frame, as 2MASS writes them: orthographic, with CDELT and CROTA2. */
export function frameWcsCards({ x, y, twist }: FramePointing): Cards {
  const [ra, dec] = fieldPlane.pixelToIcrs(x, y);
  return [
    ['CTYPE1', 'RA---SIN', 'orthographic projection'],
    ['CTYPE2', 'DEC--SIN'],
    ['CRPIX1', (FRAME_SIDE + 1) / 2, '[pix] reference pixel'],
    ['CRPIX2', (FRAME_SIDE + 1) / 2, '[pix]'],
    ['CRVAL1', ra, '[deg] RA of the reference pixel'],
    ['CRVAL2', dec, '[deg] Dec of the reference pixel'],
    ['CDELT1', -FRAME_SCALE / 3600, '[deg/pix]'],
    ['CDELT2', FRAME_SCALE / 3600, '[deg/pix]'],
    ['CROTA2', twist, '[deg] +y west of north'],
    ['RADESYS', 'ICRS'],
  ];
}
