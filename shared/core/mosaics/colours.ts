import type { Rgb } from '../pictures/tile-colour.ts';

/** A band that may have a colour. */
export interface ColourBand {
  readonly band: string;
  /** of its light, metres */
  readonly wavelength: number;
  /** names of its tiles */
  readonly tiles: ReadonlySet<string>;
}

/**
 * Which bands are red, green and blue, by rising wavelength from blue to red: the three that have
 * the most tiles in common, of these those furthest apart, and with the green one nearest to the
 * middle (geometric mean). Undefined where no three of different wavelengths share a tile.
 */
export function coloursOf(bands: readonly ColourBand[]): Rgb<string> | undefined {
  const sorted = bands.toSorted(
    (a, b) => a.wavelength - b.wavelength || (a.band < b.band ? -1 : 1),
  );
  let best: { score: Rgb<number>; colours: Rgb<string> } | undefined;
  for (const [i, blue] of sorted.entries())
    for (const [j, green] of sorted.entries())
      for (const red of j > i ? sorted.slice(j + 1) : []) {
        const score = scoreOf(red, green, blue, best?.score[0] ?? 1);
        if (score && (!best || isBetter(score, best.score)))
          best = { score, colours: [red.band, green.band, blue.band] };
      }
  return best?.colours;
}

/** Tiles in common, range, nearness of green to the middle; undefined below the least tiles. */
function scoreOf(
  red: ColourBand,
  green: ColourBand,
  blue: ColourBand,
  least: number,
): Rgb<number> | undefined {
  if (!(red.wavelength > green.wavelength && green.wavelength > blue.wavelength)) return undefined;
  if (Math.min(red.tiles.size, green.tiles.size, blue.tiles.size) < least) return undefined;
  let common = 0;
  for (const tile of blue.tiles) if (green.tiles.has(tile) && red.tiles.has(tile)) common++;
  if (common < least) return undefined;
  const [r, g, b] = [red, green, blue].map(({ wavelength }) => Math.log(wavelength)) as [
    number,
    number,
    number,
  ];
  return [common, r - b, -Math.abs(g - (r + b) / 2)];
}

function isBetter(one: Rgb<number>, other: Rgb<number>): boolean {
  const k = one.findIndex((value, at) => value !== other[at]);
  return k >= 0 && one[k]! > other[k]!;
}
