import { mosaicKeys } from '../../../shared/contracts/mosaics/keys.ts';
import type { Hdu } from '../../../shared/core/fits/hdu.ts';
import { type Box, readSection } from '../../../shared/core/fits/section.ts';
import type { GridTile } from '../../../shared/core/grids/grid.ts';
import { medianOf } from '../../../shared/core/median.ts';
import { type Shift, shiftBetween } from '../../../shared/core/mosaics/band-shift.ts';
import type { Problems } from '../problems.ts';
import type { MosaicThere } from './mosaic-there.ts';

/** Sides of the squares of a tile that are compared, and how many along each side of it. */
const SQUARE = 256;
const SQUARES = 3;
/** Bands of unlike skies have no peak that means anything. */
const MIN_CORRELATION = 0.3;

/** Pixels: a star's centre is known better in any band. */
const MAX_SHIFT = 1;

/** What was seen of the tiles that two bands share. */
export interface MeasuredBands {
  readonly bands: readonly [string, string];
  /** tiles in which something is seen in both */
  readonly tiles: number;
  /** medians over these: arcsec along rows and up, and the correlation coefficient */
  readonly shift: readonly [number, number];
  readonly correlation: number;
}

/** Compares each tile with the same one in the next band. */
export async function compareBands(
  there: readonly MosaicThere[],
  problems: Problems,
): Promise<MeasuredBands[]> {
  const names = [...new Set(there.map(({ item }) => item.band))];
  const out: MeasuredBands[] = [];
  for (const [i, other] of names.slice(1).entries()) {
    const bands = [names[i]!, other] as const;
    const seen: { shift: Shift; scale: number }[] = [];
    for (const { item, tile, science } of there.filter(({ item }) => item.band === bands[0])) {
      const same = there.find((one) => one.item.band === other && one.item.name === item.name);
      const shift = same && (await bandShift(tile, science, same.science));
      if (!shift) continue;
      const scale = tile.wcs.pixelScale;
      seen.push({ shift, scale });
      if (Math.hypot(shift.dx, shift.dy) <= MAX_SHIFT) continue;
      problems.add(
        'ShiftedBand',
        mosaicKeys.mosaic(other, item.name),
        `What is seen in ${bands[0]} lies ${words(shift.dx * scale)}″ along its rows and ${words(shift.dy * scale)}″ up in ${other} (correlation ${words(shift.correlation)}): look at the positions of the images of both bands.`,
      );
    }
    if (seen.length === 0) continue;
    const median = (value: (one: (typeof seen)[number]) => number) =>
      medianOf(Float64Array.from(seen, value));
    out.push({
      bands,
      tiles: seen.length,
      shift: [
        median(({ shift, scale }) => shift.dx * scale),
        median(({ shift, scale }) => shift.dy * scale),
      ],
      correlation: median(({ shift }) => shift.correlation),
    });
  }
  return out;
}

const words = (value: number): string => String(Number(value.toPrecision(3)));

/**
 * How far a tile in one band lies from the same tile in the next: the median of up to nine squares
 * of it, pixels. Undefined where nothing is seen in both.
 */
async function bandShift(
  { width, height }: GridTile,
  one: Hdu,
  other: Hdu,
): Promise<Shift | undefined> {
  const seen: Shift[] = [];
  for (const box of squaresOf(width, height)) {
    const [a, b] = [await readSection(one, box), await readSection(other, box)];
    const shift = shiftBetween(a, b, box.width);
    if (shift && shift.correlation >= MIN_CORRELATION) seen.push(shift);
  }
  if (seen.length === 0) return undefined;
  const median = (value: (shift: Shift) => number) => medianOf(Float64Array.from(seen, value));
  return {
    dx: median(({ dx }) => dx),
    dy: median(({ dy }) => dy),
    correlation: median(({ correlation }) => correlation),
  };
}

/** Squares in the middles of thirds of a tile; all of a small one. */
function squaresOf(width: number, height: number): Box[] {
  const along = (length: number): [number, number][] => {
    if (length < SQUARES * SQUARE) return [[0, length]];
    const step = length / SQUARES;
    return Array.from({ length: SQUARES }, (_, i) => [
      Math.round((i + 0.5) * step - SQUARE / 2),
      SQUARE,
    ]);
  };
  return along(height).flatMap(([y, rows]) =>
    along(width).map(([x, columns]) => ({ x, y, width: columns, height: rows })),
  );
}
