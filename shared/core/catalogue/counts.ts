import { CROWD_DEEPER, MOST_DEEPER } from '../hats/cells.ts';
import { lonLatToHealpix } from '../healpix/pixel.ts';
import type { Catalogue } from './columns.ts';
import { type CellCounts, noCells } from './parts.ts';

/** What a catalogue holds, in sums that merge by addition. */
export interface SourceCounts extends CellCounts {
  sources: number;
  /** by half magnitudes of mag_auto; the key is twice the bin's lower edge */
  magnitudes: Record<string, number>;
  noMagnitude: number;
}

/** HEALPix order of the cells that a catalogue is counted in, and cut by: 3.4 arcmin. */
export const FINE_ORDER = 10;

/** HEALPix order that crowded cells are counted in as well: 26″. */
export const CROWD_ORDER = FINE_ORDER + CROWD_DEEPER;

/** Sources of an image in a cell from which it is crowded. */
const CROWDED = 1_000;

/** HEALPix order of the smallest cells that a crowded one is cut into: 3″. */
export const SMALLEST_ORDER = FINE_ORDER + MOST_DEEPER;

/**
 * Counts a catalogue's sources by magnitude and by cell of `FINE_ORDER`, those of crowded cells by
 * cell of `CROWD_ORDER` as well.
 */
export function countSources({ rows, ra, dec, mag_auto }: Catalogue): SourceCounts {
  const counts: SourceCounts = {
    sources: rows,
    magnitudes: {},
    noMagnitude: 0,
    ...noCells(),
  };
  const deep: Record<string, number> = {};
  const add = (sums: Record<string, number>, key: number) => {
    sums[key] = (sums[key] ?? 0) + 1;
  };
  for (let i = 0; i < rows; i++) {
    if (Number.isNaN(mag_auto[i])) counts.noMagnitude++;
    else add(counts.magnitudes, Math.floor(mag_auto[i]! * 2));
    if (Number.isNaN(ra[i]) || Number.isNaN(dec[i])) counts.noSky++;
    else add(deep, lonLatToHealpix(CROWD_ORDER, ra[i]!, dec[i]!));
  }
  const cellOf = (smaller: string) => Math.floor(Number(smaller) / 4 ** CROWD_DEEPER);
  for (const [smaller, count] of Object.entries(deep)) {
    const cell = cellOf(smaller);
    counts.cells[cell] = (counts.cells[cell] ?? 0) + count;
  }
  for (const [smaller, count] of Object.entries(deep))
    if (counts.cells[cellOf(smaller)]! >= CROWDED) counts.crowds[smaller] = count;
  return counts;
}
