import type { CardToWrite } from '../fits/write.ts';
import { ARCSEC_PER_DEGREE, DEGREES_PER_RADIAN } from '../sphere/angle.ts';
import type { Circle } from '../sphere/circle.ts';
import { parseAngle } from '../sphere/position-text.ts';
import { vectorToLonLat } from '../sphere/vector.ts';
import { frameCards, type GridFrame, gridFrames, icrsToFrame } from './frames.ts';
import type { Grid, GridTile, TilePlace } from './grid.ts';
import type { GridKind } from './grid-kind.ts';
import { wcsOfCards } from './image-grid.ts';

/**
 * Tiles of one plate carrée map (CAR, CRVAL2 = 0): squares of `size` every `step`, centres at
 * multiples of `step`.
 */
export interface CarGrid {
  readonly kind: 'car';
  /** degrees */
  readonly size: number;
  readonly step: number;
  /** arcsec */
  readonly scale: number;
  readonly frame: GridFrame;
  /**
   * degrees: centres are no further from the equator than this; default: as far as there are poles
   */
  readonly latitudes?: number | undefined;
}

/**
 * The tiles of a CAR grid. Its map is linear in longitude and latitude, so neighbours share their
 * pixels: column c of the whole grid is at longitude −(c + ½)·scale. Throws RangeError where tiles
 * would not meet pixel on pixel.
 */
export function carGrid(spec: CarGrid): Grid {
  const { size, step, scale, frame } = spec;
  const perDegree = ARCSEC_PER_DEGREE / scale;
  const [side, stride] = [
    whole(size * perDegree, 'size', spec),
    whole(step * perDegree, 'step', spec),
  ];
  const around = whole(360 / step, 'round', spec);
  const period = stride * around;
  const most = Math.floor((spec.latitudes ?? 90) / step + 1e-9);
  const cards = (x: number, y: number, lon: number): CardToWrite[] => [
    ...frameCards(frame, 'CAR'),
    { keyword: 'CRPIX1', value: x },
    { keyword: 'CRPIX2', value: y },
    { keyword: 'CRVAL1', value: lon },
    { keyword: 'CRVAL2', value: 0 },
    { keyword: 'CDELT1', value: -scale / ARCSEC_PER_DEGREE },
    { keyword: 'CDELT2', value: scale / ARCSEC_PER_DEGREE },
  ];
  const half = side / 2;
  // Where sides are odd, centres of pixels are at multiples of the scale.
  const shift = half - Math.floor(half);
  const wcs = wcsOfCards(cards(0.5 + shift, 0.5 + shift, 0));
  const decimals = (String(step).split('.')[1] ?? '').length;
  const tile = ([i, j]: TilePlace): GridTile => {
    if (!(i >= 0 && i < around && Math.abs(j) <= most))
      throw new RangeError(`no tile ${i}, ${j} of ${around} × ${2 * most + 1}`);
    const [lon, lat] = [rounded(i * step), rounded(j * step)];
    const centre = i > around / 2 ? i - around : i;
    return {
      place: [i, j],
      name: carName(lon, lat, decimals, frame),
      ...(i === 0 ? { alias: carName(360, lat, decimals, frame) } : {}),
      width: side,
      height: side,
      cards: cards((side + 1) / 2, (side + 1) / 2 - j * stride, lon),
      wcs,
      origin: [-centre * stride - Math.floor(half), j * stride - Math.floor(half)],
      period,
    };
  };
  return {
    title: `tiles of ${size}° every ${step}°, ${side} × ${side} pixels of ${scale}″, CAR, ${frame}`,
    tile,
    near: (circle) => placesNear(circle, frame, { half: size / 2, step, around, most }),
  };
}

/** `l010.08b+00.80`, `a359d-04`. */
function carName(lon: number, lat: number, decimals: number, frame: GridFrame): string {
  const digits = (value: number, whole: number): string =>
    Math.abs(value)
      .toFixed(decimals)
      .padStart(whole + (decimals > 0 ? decimals + 1 : 0), '0');
  const [x, y] = frame === 'galactic' ? ['l', 'b'] : ['a', 'd'];
  return `${x}${digits(lon, 3)}${y}${lat < 0 ? '-' : '+'}${digits(lat, 2)}`;
}

/** Multiples of decimal fractions without their rounding. */
const rounded = (value: number): number => Number(value.toPrecision(12));

function whole(
  value: number,
  what: 'size' | 'step' | 'round',
  { size, step, scale }: CarGrid,
): number {
  const near = Math.round(value);
  if (near >= 1 && Math.abs(value - near) < 1e-6 * Math.max(1, near)) return near;
  throw new RangeError(
    what === 'round'
      ? `tiles every ${step}° do not go round the sky: 360/${step} is no whole number`
      : `${what === 'size' ? size : step}° is ${value} pixels of ${scale}″: tiles share their pixels only where that is a whole number`,
  );
}

/** Places of tiles whose squares a circle touches, a little more at most. */
function placesNear(
  { centre, radius }: Circle,
  frame: GridFrame,
  { half, step, around, most }: { half: number; step: number; around: number; most: number },
): TilePlace[] {
  const [lon, lat] = vectorToLonLat(...icrsToFrame(frame, centre));
  const reach = radius * DEGREES_PER_RADIAN;
  const first = Math.max(-most, Math.ceil((lat - reach - half) / step - 1e-9));
  const last = Math.min(most, Math.floor((lat + reach + half) / step + 1e-9));
  // A circle is widest in longitude where it is nearest to a pole; round the pole it has all.
  const highest = Math.abs(lat) + reach;
  const width =
    highest >= 89
      ? 180
      : DEGREES_PER_RADIAN *
        Math.asin(
          Math.min(1, Math.sin(Math.min(radius, Math.PI / 2)) / Math.cos(lat / DEGREES_PER_RADIAN)),
        );
  const columns = new Set<number>();
  const [west, east] = [(lon - width - half) / step, (lon + width + half) / step];
  for (let i = Math.ceil(west - 1e-9); i <= east + 1e-9 && columns.size < around; i++)
    columns.add(((i % around) + around) % around);
  const places: TilePlace[] = [];
  for (let j = first; j <= last; j++)
    for (const i of [...columns].sort((a, b) => a - b)) places.push([i, j]);
  return places;
}

/** The Galactic Plane Atlas: 90 × 11 tiles of 5° every 4°, |b| to 20° at their centres. */
export const galacticPlane: CarGrid = {
  kind: 'car',
  size: 5,
  step: 4,
  scale: 1,
  frame: 'galactic',
  latitudes: 20,
};

/** Tiles of plate carrée maps, the Galactic Plane Atlas among them. */
export const carGridKind: GridKind<CarGrid> = {
  kind: 'car',
  fields: {
    size: { above: 0, most: 90 },
    step: { above: 0, most: 90 },
    scale: { above: 0 },
    frame: { oneOf: gridFrames },
    latitudes: { least: 0, most: 90, isOptional: true },
  },
  words: [
    {
      pattern: /^galactic-plane$/,
      usage: 'galactic-plane',
      takes: [],
      read: () => galacticPlane,
    },
    {
      pattern: /^car:(.+)\/(.+)$/,
      usage: 'car:SIZE/STEP (car:5d/4d)',
      takes: ['scale', 'frame'],
      read([, ...parts], { scale, frame }) {
        const [size, step] = parts.map((part) => part && parseAngle(part));
        return size && step ? { kind: 'car', size, step, scale, frame } : undefined;
      },
    },
  ],
  make: carGrid,
  some: [0, 0],
};
