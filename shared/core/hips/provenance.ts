/** An original image, as a person finds it again. */
export interface Origin {
  /** as in the list */
  readonly name: string;
  readonly uri: string;
  /** what its pixels were multiplied by to be in the unit of the others; absent: 1 */
  readonly factor?: number;
  /** centre, degrees, ICRS */
  readonly ra: number;
  readonly dec: number;
  /** corners in order around it, degrees, ICRS */
  readonly footprint: { readonly ra: ArrayLike<number>; readonly dec: ArrayLike<number> };
}

/**
 * Which images made the tiles of a plate, one JSON line a tile:
 * `{"order":9,"ipix":1863570,"images":["a","b"]}`. Ascending by tile, then name, each name once;
 * the same whatever the order they were found in.
 */
export function provenanceLines(
  order: number,
  images: ReadonlyMap<number, Iterable<string>>,
): string {
  return [...images]
    .sort(([a], [b]) => a - b)
    .map(
      ([ipix, names]) => `${JSON.stringify({ order, ipix, images: [...new Set(names)].sort() })}\n`,
    )
    .join('');
}

/** The lines that provenanceLines wrote. */
export const readProvenance = (text: string): { order: number; ipix: number; images: string[] }[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/**
 * The file `HpxFinder/NorderK/DirD/NpixN` of a tile: its images in the JSON lines of Hipsgen's
 * progenitor tiles.
 */
export function hpxFinderTile(images: readonly Origin[]): string {
  return [...images]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name, uri, factor, ra, dec, footprint }) => {
      const corners = Array.from(
        footprint.ra,
        (lon, i) => `${degreesTo7(lon)} ${degreesTo7(footprint.dec[i]!)}`,
      );
      const line = {
        name,
        path: uri,
        ra: degreesTo7(ra),
        dec: degreesTo7(dec),
        stc: `POLYGON ICRS ${corners.join(' ')}`,
        ...(factor === undefined ? {} : { factor }),
      };
      return `${JSON.stringify(line)}\n`;
    })
    .join('');
}

const degreesTo7 = (angle: number): string => String(Number(angle.toFixed(7)));
