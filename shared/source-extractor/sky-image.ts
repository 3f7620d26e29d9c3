import type { Image } from 'sep-wasm';
import type { Header } from '../core/fits/header.ts';
import type { Keywords } from '../core/units/keywords.ts';
import type { Wcs } from '../core/wcs/wcs.ts';

/** One image and what of its header counts. */
export interface SkyImage {
  /**
   * pixels as the file means them (BSCALE and BZERO applied); measureImage takes the background off
   * them, in place
   */
  image: Image;
  /** the header of its HDU, with the cards of a `.head` file */
  header: Header;
  /** the same, and behind it the primary header */
  keywords: Keywords;
  /** undefined where there is none that can be used */
  wcs: Wcs | undefined;
}

export { createImage, Image } from 'sep-wasm';
