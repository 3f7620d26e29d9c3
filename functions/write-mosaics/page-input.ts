import type { GridTile } from '../../shared/core/grids/grid.ts';
import { vectorToLonLat } from '../../shared/core/sphere/vector.ts';
import { millisecondsOf } from '../../shared/core/units/date.ts';
import type { MosaicPage } from '../../shared/pages/mosaic/page.ts';
import { dateTime } from '../../shared/pages/report/quantities.ts';
import type { MosaicJob } from './write-mosaic.ts';

/** Points along each side of a mosaic, which may be bent on the sky. */
const STEPS = 8;

/** What the page of a mosaic shows; `values`: its pixels that have one. */
export function pageInput(
  job: MosaicJob & { stretch: MosaicPage['stretch'] },
  values: number,
): MosaicPage {
  const { item, tile, band, parameters, title, images, unread, planes, colour, stretch } = job;
  const { sampling, pixfrac, background } = parameters;
  return {
    ...{ band: band.name, name: item.name, unit: band.unit, values, stretch },
    width: tile.width,
    height: tile.height,
    facts: [
      ['Grid', title],
      ['Pixel', `${Number(tile.wcs.pixelScale.toPrecision(6))}″`],
      ['Combined by', band.combine],
      [
        'Sampled by',
        sampling === 'drizzle' ? `${sampling}, drops of ${pixfrac} of a pixel` : sampling,
      ],
      [
        'Conserved',
        band.conservesFlux ? 'flux: values grow with the area of the pixels' : 'brightness',
      ],
      [
        'Backgrounds',
        background === 'none' ? 'not matched' : `matched by a ${background} an image`,
      ],
    ],
    ...placeOf(tile),
    colour: colour && [colour[0].band, colour[1].band, colour[2].band],
    images: images.map((image, k) => ({
      name: image.item.name,
      footprint: image.footprint.ra.map((ra, i) => [ra, image.footprint.dec[i]!]),
      date: image.epoch?.[0] === undefined ? '' : dateTime(millisecondsOf(image.epoch[0])),
      weight: image.item.weight ?? 1,
      factor: image.factor ?? 1,
      plane: planes[k]!,
      isUsed: !unread.has(k),
    })),
  };
}

/** The middle and the outer border of a tile. */
function placeOf({ wcs, origin, width, height }: GridTile): Pick<MosaicPage, 'centre' | 'border'> {
  const corners = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ] as const;
  const places = corners.flatMap(([x, y], k) => {
    const [u, v] = corners[(k + 1) % 4]!;
    return Array.from({ length: STEPS }, (_, i) => {
      const t = i / STEPS;
      return [origin[0] - 0.5 + x + t * (u - x), origin[1] - 0.5 + y + t * (v - y)] as const;
    });
  });
  const middle = [origin[0] + (width - 1) / 2, origin[1] + (height - 1) / 2] as const;
  const all = [middle, ...places];
  const [x, y] = [0, 1].map((axis) => Float64Array.from(all, (place) => place[axis as 0 | 1]));
  const [vx, vy, vz] = [x!.slice(), x!.slice(), x!.slice()];
  wcs.pixelsToIcrsVectors(x!, y!, vx, vy, vz);
  const [[ra, dec], ...border] = all.map((_, k) => vectorToLonLat(vx[k]!, vy[k]!, vz[k]!)) as [
    [number, number],
    ...[number, number][],
  ];
  return { centre: Number.isNaN(ra) ? undefined : { ra, dec }, border };
}
