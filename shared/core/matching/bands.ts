/** A band of a match, and how its columns are called. */
export interface MatchedBand {
  /** as the headers name it */
  readonly name: string;
  /** begins the names of its columns */
  readonly column: string;
  /**
   * whether its fluxes are in units of 3631 Jy·10^(-0.4·23.9), after the images' zero points; else
   * they are in units of the pixels
   */
  readonly isCalibrated: boolean;
}

/** Longest name of a band in those of columns. */
const LONGEST_NAME = 32;

/**
 * Names of bands that can begin the names of columns: a letter, then letters, digits and
 * underscores, different by more than their letters' case (`r` and `R` of two systems). Where two
 * would be one, the later in the order of codes gets a number, whatever the order of the list.
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
    for (let n = 2; taken.has(column.toLowerCase()); n++) column = `${name}_${n}`;
    taken.add(column.toLowerCase());
    columns.set(band, column);
  }
  return columns;
}

/** Magnitude of one microjansky, to whose unit fluxes of all images of a band are brought (AB). */
export const REFERENCE_MAGNITUDE = 23.9;
