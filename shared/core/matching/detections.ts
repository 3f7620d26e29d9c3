/** One picture of the sky in which detections were made: an HDU of an image. */
export interface MatchedPicture {
  /** number of the image: its line in the list */
  readonly image: number;
  readonly hdu: number;
  /** middle of the exposure, UTC; NaN where it is not known */
  readonly mjd: number;
  /** seconds; NaN where not known */
  readonly exptime: number;
  /** the filter as the header writes it */
  readonly filter: string | null;
  /** place of its band among the bands of the match; −1 for none */
  readonly band: number;
  /** magnitude of one unit of the pixels; NaN where not known */
  readonly zeroPoint: number;
  /** median full width at half maximum of its sources, arcsec; NaN where not known */
  readonly fwhm: number;
  /** name of the image's file */
  readonly file: string;
}

/** Columns of an image's sources that matching reads, beside `_healpix_29`. */
export const readDetectionColumns = [
  'hdu',
  'number',
  'ra',
  'dec',
  'raErr',
  'decErr',
  'x',
  'y',
  'flux_auto',
  'fluxerr_auto',
  'flux_aper',
  'fluxerr_aper',
  'kron_radius',
  'flux_radius',
  'a',
  'b',
  'theta',
  'flags',
] as const;

/** Those of a fit by the PSF, where there was one. */
export const readPsfColumns = [
  'psf_flux',
  'psf_fluxerr',
  'psf_x',
  'psf_y',
  'chi',
  'sharp',
  'crowding',
] as const;

/** All that is read. */
export const columnsToRead = (withPsf: boolean): readonly ReadColumn[] =>
  withPsf ? [...readDetectionColumns, ...readPsfColumns] : readDetectionColumns;

type PsfReadColumn = (typeof readPsfColumns)[number];
/** One of them. */
export type ReadColumn = (typeof readDetectionColumns)[number] | PsfReadColumn;

/** Detections of several pictures, in the order of `_healpix_29`, image, HDU and number. */
export interface Detections {
  readonly rows: number;
  readonly healpix: BigInt64Array;
  /** place of each row's picture among the pictures */
  readonly picture: Int32Array;
  readonly columns: Readonly<Record<Exclude<ReadColumn, PsfReadColumn>, Float64Array>> & {
    readonly [name in PsfReadColumn]?: Float64Array;
  };
  /** of measurements at given places: their ids, digits or text; null where there is none */
  readonly ids?: readonly (bigint | string | null)[];
}

/** Rows of several images together, in their order. */
export function joinDetections(
  parts: readonly Detections[],
  pictures: readonly MatchedPicture[],
): Detections {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const healpix = new BigInt64Array(rows);
  const partOf = new Int32Array(rows);
  const rowOf = new Int32Array(rows);
  let at = 0;
  for (const [p, part] of parts.entries()) {
    healpix.set(part.healpix, at);
    for (let row = 0; row < part.rows; row++, at++) {
      partOf[at] = p;
      rowOf[at] = row;
    }
  }
  const imageOf = (i: number) => pictures[parts[partOf[i]!]!.picture[rowOf[i]!]!]!.image;
  // Within one image the rows have their order.
  const order = Int32Array.from({ length: rows }, (_, i) => i).sort(
    (a, b) =>
      Number(healpix[a]! > healpix[b]!) - Number(healpix[a]! < healpix[b]!) ||
      imageOf(a) - imageOf(b) ||
      a - b,
  );
  const column = (name: ReadColumn) =>
    Float64Array.from(order, (i) => parts[partOf[i]!]!.columns[name]?.[rowOf[i]!] ?? Number.NaN);
  const [first] = parts;
  const names = columnsToRead(first?.columns.psf_flux !== undefined);
  return {
    ...(first?.ids ? { ids: Array.from(order, (i) => parts[partOf[i]!]!.ids![rowOf[i]!]!) } : {}),
    rows,
    healpix: BigInt64Array.from(order, (i) => healpix[i]!),
    picture: Int32Array.from(order, (i) => parts[partOf[i]!]!.picture[rowOf[i]!]!),
    columns: Object.fromEntries(
      names.map((name) => [name, column(name)]),
    ) as unknown as Detections['columns'],
  };
}
