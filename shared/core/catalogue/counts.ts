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
  const counts: SourceCounts = { sources: rows, magnitudes: {}, noMagnitude: 0, ...noCells() };
  /** pixel of `CROWD_ORDER` of each source that has a place on the sky */
  const pixels = new Float64Array(rows);
  let placed = 0;
  for (let i = 0; i < rows; i++) {
    if (Number.isNaN(mag_auto[i])) counts.noMagnitude++;
    else addOne(counts.magnitudes, Math.floor(mag_auto[i]! * 2));
    if (Number.isNaN(ra[i]) || Number.isNaN(dec[i])) counts.noSky++;
    else pixels[placed++] = lonLatToHealpix(CROWD_ORDER, ra[i]!, dec[i]!);
  }
  // sorted, so that those of a cell follow one another
  const inSky = pixels.subarray(0, placed).sort();
  for (let from = 0, to = 0; from < placed; from = to) {
    const cell = cellOf(inSky[from]!);
    while (to < placed && cellOf(inSky[to]!) === cell) to++;
    counts.cells[cell] = to - from;
    if (to - from >= CROWDED) for (let i = from; i < to; i++) addOne(counts.crowds, inSky[i]!);
  }
  return counts;
}

const cellOf = (pixel: number): number => Math.floor(pixel / 4 ** CROWD_DEEPER);

function addOne(sums: Record<string, number>, key: number): void {
  sums[key] = (sums[key] ?? 0) + 1;
}
