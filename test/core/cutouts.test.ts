import { expect, test } from 'vitest';
import { cutBox, parseCutSize } from '../../shared/core/cutouts/cut-size.ts';
import { hipsPlaneCards, tileBeside } from '../../shared/core/cutouts/hips-plane.ts';
import { Header } from '../../shared/core/fits/header.ts';
import type { HipsTile } from '../../shared/core/hips/tile-pixels.ts';
import { parseAngle, parsePosition } from '../../shared/core/sphere/position-text.ts';
import { parseWcs } from '../../shared/core/wcs/parse.ts';

test('angles have a unit', () => {
  expect(parseAngle('5m')).toBeCloseTo(5 / 60, 15);
  expect(parseAngle('0.5s')).toBeCloseTo(0.5 / 3600, 15);
  expect(parseAngle(' 1.5 deg')).toBe(1.5);
  expect(parseAngle('30"')).toBeCloseTo(30 / 3600, 15);
  for (const none of ['5', '5 miles', '-5m', '', 'm', '1e3s'])
    expect(parseAngle(none)).toBeUndefined();
});

test.each([
  ['266.4 -28.9', 266.4, -28.9],
  ['266.4,-28.9', 266.4, -28.9],
  ['266.4, +28.9', 266.4, 28.9],
  ['266.4d -28.9d', 266.4, -28.9],
  ['266.4-28.9', 266.4, -28.9],
  ['-10 5', 350, 5],
  ['360 0', 0, 0],
  ['17h45m -28d56m', 266.25, -28 - 56 / 60],
  ['17h45m40.5s -29d00m28s', 15 * (17 + 45 / 60 + 40.5 / 3600), -29 - 28 / 3600],
  ['17h45m40.5s-29d00m28s', 15 * (17 + 45 / 60 + 40.5 / 3600), -29 - 28 / 3600],
  ['17:45:40.5 -29:00:28', 15 * (17 + 45 / 60 + 40.5 / 3600), -29 - 28 / 3600],
  ['17 45 40.5 -29 00 28', 15 * (17 + 45 / 60 + 40.5 / 3600), -29 - 28 / 3600],
  ['0:00:01 -0:00:01', 15 / 3600, -1 / 3600],
  ['5h +10d', 75, 10],
  ['10d30m +10d', 10.5, 10],
  ['18h20m26s -16d10m36s', 15 * (18 + 20 / 60 + 26 / 3600), -16 - 10 / 60 - 36 / 3600],
])('the position %s is read', (text, lon, lat) => {
  const position = parsePosition(text)!;
  expect(position[0]).toBeCloseTo(lon, 11);
  expect(position[1]).toBeCloseTo(lat, 11);
});

test('names are no positions, and what cannot be a position is told', () => {
  for (const name of ['M17', 'NGC 253', 'Sgr A*', 'HD 1 b c', '', '10', '5h 10h'])
    expect(parsePosition(name)).toBeUndefined();
  expect(() => parsePosition('10 91')).toThrow('latitude');
  expect(() => parsePosition('400 1')).toThrow('longitude');
  expect(() => parsePosition('17h61m -10d')).toThrow('less than 60');
});

test('the box is that of Cutout2D: N by numpy round, the first pixel by ceil', () => {
  expect(parseCutSize('64x48')).toEqual({ unit: 'pixels', width: 64, height: 48 });
  expect(parseCutSize('80s')?.unit).toBe('degrees');
  for (const none of ['64', '0x4', '5mx', 'axb', '1x2x3'])
    expect(parseCutSize(none)).toBeUndefined();
  const pixels = parseCutSize('4x5')!;
  expect(cutBox([10, 10], pixels, [1, 1])).toEqual({ x: 8, y: 8, width: 4, height: 5 });
  expect(cutBox([10.4, 10.6], pixels, [1, 1])).toEqual({ x: 9, y: 9, width: 4, height: 5 });
  expect(cutBox([2 ** 33 + 0.4, -3.5], pixels, [1, 1])).toMatchObject({ x: 2 ** 33 - 1, y: -6 });
  const half = { unit: 'degrees', width: 40.5 / 3600, height: 41.5 / 3600 } as const;
  expect(cutBox([0, 0], half, [1, 1])).toMatchObject({ width: 40, height: 42 });
  expect(cutBox([0, 0], half, [100, 0.5])).toMatchObject({ width: 1, height: 83 });
});

test('tiles beside each other in the plane share their sky, also over the edges of faces', () => {
  const skyOf = (tile: HipsTile, x: number, y: number) =>
    parseWcs(
      new Header(hipsPlaneCards(tile).map((card) => ({ comment: '', ...card }))),
    )!.pixelToIcrs(x, y);
  const order = 2;
  let over = 0;
  let gaps = 0;
  for (let npix = 0; npix < 12 * 4 ** order; npix++) {
    const tile = { order, npix, width: 16, frame: 'equatorial' } as const;
    for (const [columns, rows] of [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ] as const) {
      const other = tileBeside(tile, columns, rows);
      if (other === undefined) {
        gaps++;
        continue;
      }
      if (Math.floor(npix / 16) !== Math.floor(other / 16)) over++;
      // pixel (3, 5) of the tile beside, by its own WCS and by that of the first
      const here = skyOf(tile, 3 + 16 * columns, 5 + 16 * rows);
      const there = skyOf({ ...tile, npix: other }, 3, 5);
      expect(Math.abs(here[1] - there[1])).toBeLessThan(1e-9);
      const apart = Math.abs(here[0] - there[0]);
      expect(Math.min(apart, 360 - apart)).toBeLessThan(1e-9);
    }
  }
  // 4 faces of each polar cap have two edges to a gap, of 4 tiles each
  expect(gaps).toBe(8 * 2 * 4);
  expect(over).toBeGreaterThan(0);
});
