import { addToCrowd, type Crowd, cutPixel } from '../hats/cells.ts';

/**
 * Sources in HEALPix cells of one order (nested), and those without a sky position. Merges by
 * addition.
 */
export interface CellCounts {
  cells: Record<string, number>;
  /** of crowded cells, in those three orders deeper */
  crowds: Record<string, number>;
  noSky: number;
}

/** The counts of nothing. */
export const noCells = (): CellCounts => ({ cells: {}, crowds: {}, noSky: 0 });

/** Adds `more` to `sum`, in place. */
export function addCells(sum: CellCounts, more: CellCounts): void {
  for (const counts of ['cells', 'crowds'] as const)
    for (const [cell, count] of Object.entries(more[counts]))
      sum[counts][cell] = (sum[counts][cell] ?? 0) + count;
  sum.noSky += more.noSky;
}

/**
 * A run of neighbouring cells [from, to) that makes one Parquet file of the catalogue; the last one
 * has the sources without a position. Of a crowded cell it may have a part: from and to are
 * multiples of 1/4, 1/16 … then.
 */
export interface CataloguePart {
  from: number;
  to: number;
  noSky: boolean;
  rows: number;
}

/** Neighbouring parts that are merged together and make one FITS file. */
export interface CatalogueVolume {
  /** place of its first part among all parts */
  firstPart: number;
  parts: CataloguePart[];
}

/**
 * Cut the sky into parts of at most `most` rows each, in the order of the nested cells, and of
 * smaller ones where a single cell has more. At least one part, even of no rows,
 * so that the catalogue always exists.
 */
export function planParts(counts: CellCounts, most: number): CataloguePart[] {
  const crowds = new Map<number, Crowd>();
  for (const [smaller, rows] of Object.entries(counts.crowds))
    addToCrowd(crowds, Number(smaller), rows);
  const cells = Object.entries(counts.cells)
    .flatMap(([text, all]) => {
      const cell = Number(text);
      return cutPixel(all, most, crowds.get(cell)).map(({ deeper, place, rows }) => ({
        to: cell + (place + 1) / 4 ** deeper,
        rows,
      }));
    })
    .sort((a, b) => a.to - b.to);
  const parts: CataloguePart[] = [];
  let part: CataloguePart = { from: 0, to: 0, noSky: false, rows: 0 };
  for (const { to, rows } of cells) {
    if (part.rows > 0 && part.rows + rows > most) {
      parts.push(part);
      part = { from: part.to, to: part.to, noSky: false, rows: 0 };
    }
    part.to = to;
    part.rows += rows;
  }
  if (part.rows > 0 && part.rows + counts.noSky > most && counts.noSky > 0) {
    parts.push(part);
    part = { from: part.to, to: part.to, noSky: false, rows: 0 };
  }
  parts.push({ ...part, noSky: true, rows: part.rows + counts.noSky });
  return parts;
}

/** Binds parts into volumes of at most `most` rows; a part with more is a volume by itself. */
export function planVolumes(parts: readonly CataloguePart[], most: number): CatalogueVolume[] {
  const volumes: CatalogueVolume[] = [];
  let rows = 0;
  for (const [place, part] of parts.entries()) {
    rows += part.rows;
    const last = volumes.at(-1);
    if (last && rows <= most) {
      last.parts.push(part);
      continue;
    }
    volumes.push({ firstPart: place, parts: [part] });
    rows = part.rows;
  }
  return volumes;
}
