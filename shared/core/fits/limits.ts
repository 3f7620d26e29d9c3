/**
 * How much header a file may have: above what real files have, and little enough to be read in
 * seconds. A header of a mosaic whose history names every exposure has some 30,000 cards; a file of
 * JWST spectra of hundreds of slits has some 5,000 HDUs with 20 MB of headers.
 */
export const limits = {
  hdus: 10_000,
  /** cards of one header */
  cards: 100_000,
  /** bytes of all headers of a file */
  headerBytes: 64 * 2 ** 20,
} as const;

/** Bytes between wanted ones that cost less to read than a request of their own. */
export const JOIN_BYTES = 64 * 2 ** 10;
/** Bytes of one request for a piece of an image, and so of what is held beside the piece. */
export const REQUEST_BYTES = 8 * 2 ** 20;
/** Requests for pieces of an image under way at once. */
export const AT_ONCE = 16;
