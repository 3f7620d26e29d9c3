import { lonLatToHealpix } from '../healpix/pixel.ts';
import type { HipsFrame } from '../hips/frame.ts';
import { type ImageOutline, type Refusal, regionOf } from './image-outline.ts';
import { OutlineTable } from './outline-table.ts';

/** What a plan keeps of an image beside its outline. */
export interface SkyImage {
  readonly band: string;
  readonly width: number;
  readonly height: number;
  /** arcsec */
  readonly pixelScale: number;
  /** HEALPix cell of its centre, at `NEIGHBOUR_ORDER`, ICRS: images of near cells are neighbours */
  readonly cell: number;
}

/** Cells of 0.9'. */
const NEIGHBOUR_ORDER = 12;

/** The images of a list as a plan needs them: what is kept of each takes half a kilobyte, so that a list may have very many. */
export class SkyImages {
  readonly frame: HipsFrame;
  readonly images: SkyImage[] = [];
  /** in the frame; undefined for those that cannot be planned with */
  readonly outlines = new OutlineTable();
  readonly refused: Refusal[] = [];

  constructor(frame: HipsFrame) {
    this.frame = frame;
  }

  /** The next image of the list. */
  add(image: ImageOutline): void {
    const { band, width, height, pixelScale, centre } = image;
    const region = regionOf(image, this.frame);
    const isThere = 'sides' in region;
    if (!isThere) this.refused.push({ image: this.images.length, ...region });
    const cell = isThere ? lonLatToHealpix(NEIGHBOUR_ORDER, centre.ra, centre.dec) : -1;
    this.images.push({ band, width, height, pixelScale, cell });
    this.outlines.push(isThere ? region : undefined);
  }
}
