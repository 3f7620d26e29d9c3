import { frameCards } from '../../../shared/core/grids/frames.ts';
import type { Grid, GridTile, TilePlace } from '../../../shared/core/grids/grid.ts';
import type { GridKind } from '../../../shared/core/grids/grid-kind.ts';
import { wcsOfCards } from '../../../shared/core/grids/image-grid.ts';
import { cosDegrees, DEGREES_PER_RADIAN } from '../../../shared/core/sphere/angle.ts';
import { lonLatToVector } from '../../../shared/core/sphere/vector.ts';

/** Images in TAN on rings of equal declination; arcsec of a pixel, pixels of a side. */
export interface RingGrid {
  readonly kind: 'rings';
  readonly rings: number;
  readonly scale: number;
  readonly side: number;
}

/** As LSST's sky maps have them: each ring has as many images as go round it. */
export function ringGrid({ rings, scale, side }: RingGrid): Grid {
  const step = 180 / rings;
  const decOf = (ring: number): number => -90 + (ring + 0.5) * step;
  const around = (ring: number): number => Math.ceil((360 * cosDegrees(decOf(ring))) / step);
  const raOf = ([i, ring]: TilePlace): number => (360 * i) / around(ring);

  function tile(place: TilePlace): GridTile {
    const cards = [
      ...frameCards('icrs', 'TAN'),
      { keyword: 'CRPIX1', value: (side + 1) / 2 },
      { keyword: 'CRPIX2', value: (side + 1) / 2 },
      { keyword: 'CRVAL1', value: raOf(place) },
      { keyword: 'CRVAL2', value: decOf(place[1]) },
      { keyword: 'CDELT1', value: -scale / 3600 },
      { keyword: 'CDELT2', value: scale / 3600 },
    ];
    const name = `r${place[1]}p${place[0]}`;
    const wcs = wcsOfCards(cards);
    return { place, name, width: side, height: side, cards, wcs, origin: [0, 0] };
  }

  const places = Array.from({ length: rings }, (_, ring) =>
    Array.from({ length: around(ring) }, (_, i): TilePlace => [i, ring]),
  ).flat();
  const reach = (Math.SQRT1_2 * side * scale) / 3600 / DEGREES_PER_RADIAN;
  return {
    title: `${places.length} images of ${side}² pixels of ${scale}″ on ${rings} rings, TAN`,
    tile,
    near: ({ centre, radius }) =>
      places.filter((place) => {
        const [x, y, z] = lonLatToVector(raOf(place), decOf(place[1]));
        const distance = Math.acos(Math.min(1, x * centre[0] + y * centre[1] + z * centre[2]));
        return distance <= radius + reach;
      }),
  };
}

/** The rings, by their number: 4,000² pixels an image. */
export const ringGridKind: GridKind<RingGrid> = {
  kind: 'rings',
  fields: { rings: { least: 1 }, scale: { above: 0 }, side: { least: 1 } },
  words: [
    {
      pattern: /^rings:([1-9]\d{0,3})$/,
      usage: 'rings:NUMBER (rings:120)',
      takes: ['scale'],
      read: ([, rings], { scale }) => ({ kind: 'rings', rings: Number(rings), scale, side: 4000 }),
    },
  ],
  make: ringGrid,
  some: [0, 0],
};
