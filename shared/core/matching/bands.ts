/** A band of a match, and how its columns are called. */
export interface MatchedBand {
  /** as the headers name it */
  readonly name: string;
  /** begins the names of its columns */
  readonly column: string;
  /**
   * of the magnitudes that its images' zero points give: AB, Vega, or empty where no header says;
   * null where its fluxes are in units of the pixels. Else a flux of 1 is magnitude 23.9
   */
  readonly system: string | null;
}

/** Columns of a band begin so that are of its stars' fit: `V_psf_mag` is no `mag` of `V_psf`. */
const OTHER_COLUMNS = /_psf$/i;

/** Longest name of a band in those of columns. */
const LONGEST_NAME = 32;

/**
 * Names of bands that can begin the names of columns: a letter, then letters, digits and
 * underscores, different by more than their letters' case (`r` and `R` of two systems). Where two
 * would be one, the later in the order of codes gets a number, whatever the order of the list; so
 * does a name that ends in `_psf`.
 */
export function bandColumns(bands: Iterable<string>): Map<string, string> {
  const columns = new Map<string, string>();
  const taken = new Set<string>();
  for (const band of [...new Set(bands)].sort()) {
    const plain = band
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_+/, '')
      .slice(0, LONGEST_NAME)
      .replace(/_+$/, '');
    const name = /^[A-Za-z]/.test(plain) ? plain : `band_${plain}`.replace(/_$/, '');
    let column = name;
    const isTaken = () => taken.has(column.toLowerCase()) || OTHER_COLUMNS.test(column);
    for (let n = 2; isTaken(); n++) column = `${name}_${n}`;
    taken.add(column.toLowerCase());
    columns.set(band, column);
  }
  return columns;
}

/** Of a flux of 1, to which those of all images of a band are brought: AB of one microjansky. */
export const REFERENCE_MAGNITUDE = 23.9;
