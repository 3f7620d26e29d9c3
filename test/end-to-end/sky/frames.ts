import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cards, cardsToWrite, demoWcs } from '../../../cli/demo/cards.ts';
import { type HduToWrite, writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { toRadians } from '../../../shared/core/sphere/angle.ts';
import { lonLatToVector } from '../../../shared/core/sphere/vector.ts';
import type { Wcs } from '../../../shared/core/wcs/wcs.ts';

/**
 * A value of the sky in a direction (ICRS unit vector); column and row are those of the frame's
 * pixel.
 */
export type SkyValue = (x: number, y: number, z: number, column: number, row: number) => number;

/** A small synthetic image. */
export interface Frame {
  /** of its centre, degrees */
  ra: number;
  dec: number;
  value: SkyValue;
  band?: string;
  /** pixels */
  width?: number;
  height?: number;
  /** arcseconds a pixel */
  scale?: number;
  /** degrees that it is turned by */
  twist?: number;
  /**
   * last in the header; one of a keyword that is there already takes its place, undefined removes
   * it
   */
  cards?: Record<string, string | number | undefined>;
}

/** A pattern in place of noise. */
const pattern = (column: number, row: number): number => (column * 7 + row * 13) % 11;

/** 2 degrees of sky within one cell of order 0. */
export const patterned: Frame = {
  ra: 45,
  dec: 40,
  value: (_x, _y, _z, column, row) => 100 + pattern(column, row),
  band: 'K',
  width: 120,
  height: 120,
  scale: 60,
};

/** A degree of the same with one star. */
export const starred: Frame = {
  ...patterned,
  value: (_x, _y, _z, column, row) =>
    100 + pattern(column, row) / 10 + 500 * Math.exp(-((column - 30) ** 2 + (row - 20) ** 2) / 4),
  width: 60,
  height: 60,
};

const sizeOf = ({ width = 200, height = 200 }: Frame) => ({ width, height });

function wcsCards(frame: Frame): Cards {
  const { ra, dec, scale = 2, twist = 0 } = frame;
  const { width, height } = sizeOf(frame);
  const [cos, sin] = [Math.cos(toRadians(twist)), Math.sin(toRadians(twist))];
  const step = scale / 3600;
  return [
    ['CTYPE1', 'RA---TAN'],
    ['CTYPE2', 'DEC--TAN'],
    ['CRPIX1', (width + 1) / 2],
    ['CRPIX2', (height + 1) / 2],
    ['CRVAL1', ra],
    ['CRVAL2', dec],
    ['CD1_1', -step * cos],
    ['CD1_2', step * sin],
    ['CD2_1', step * sin],
    ['CD2_2', step * cos],
    ['RADESYS', 'ICRS'],
  ];
}

/** Where the frame's pixels are. */
export const wcsOfFrame = (frame: Frame): Wcs => demoWcs(wcsCards(frame));

/** The frame's pixels, row by row from the south. */
export function pixelsOf(frame: Frame): Float32Array {
  const { width, height } = sizeOf(frame);
  const x = Float64Array.from({ length: width * height }, (_, i) => i % width);
  const y = Float64Array.from({ length: width * height }, (_, i) => Math.floor(i / width));
  wcsOfFrame(frame).pixelsToIcrs(x, y, x, y);
  return Float32Array.from(x, (ra, i) =>
    frame.value(...lonLatToVector(ra, y[i]!), i % width, Math.floor(i / width)),
  );
}

/** The frame's header, without what describes the data. */
export function headerOf(frame: Frame): ReturnType<typeof cardsToWrite> {
  const { band, cards: own = {} } = frame;
  const cards: Cards = [
    ...wcsCards(frame),
    ...(band === undefined ? [] : ([['FILTER', band]] as Cards)),
  ];
  const kept = cards.filter(([keyword]) => !(keyword in own));
  const added = Object.entries(own).filter(([, value]) => value !== undefined) as Cards;
  return cardsToWrite([...kept, ...added]);
}

/** The frame as a FITS file, with more HDUs where they are wanted. */
export function fitsOf(frame: Frame, more: readonly HduToWrite[] = []): Uint8Array {
  const { width, height } = sizeOf(frame);
  return writeFits([writeImage(pixelsOf(frame), [width, height], headerOf(frame)), ...more]);
}

/** Writes frames as NAME.fits into a folder. Answers their paths. */
export function writeFrames(folder: string, frames: Record<string, Frame>): Record<string, string> {
  mkdirSync(folder, { recursive: true });
  return Object.fromEntries(
    Object.entries(frames).map(([name, frame]) => {
      const path = join(folder, `${name}.fits`);
      writeFileSync(path, fitsOf(frame));
      return [name, path];
    }),
  );
}

/** Writes a list of images, as JSON lines; a comment stays one. Answers its path. */
export function writeList(path: string, lines: readonly (string | object)[]): string {
  const asLine = (line: string | object) =>
    typeof line !== 'string'
      ? JSON.stringify(line)
      : line.startsWith('#')
        ? line
        : JSON.stringify({ uri: line });
  writeFileSync(path, lines.map((line) => `${asLine(line)}\n`).join(''));
  return path;
}
