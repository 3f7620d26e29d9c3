import { expect, it } from 'vitest';
import { gridOf } from '../../../shared/core/grids/grids.ts';

it('the Galactic plane has 1,001 names of 990 tiles: those of l = 0 are those of l = 360', () => {
  const plane = gridOf({ kind: 'car', size: 5, step: 4, scale: 1, frame: 'galactic' });
  const tiles = Array.from({ length: 90 * 11 }, (_, k) =>
    plane.tile([k % 90, Math.floor(k / 90) - 5]),
  );
  const names = tiles.map(({ name }) => name);
  const aliases = tiles.flatMap(({ alias }) => alias ?? []);
  expect(new Set(names).size).toBe(990);
  expect(new Set([...names, ...aliases]).size).toBe(1001);
  expect(aliases).toEqual(
    [-20, -16, -12, -8, -4, 0, 4, 8, 12, 16, 20].map(
      (lat) => `l360b${lat < 0 ? '-' : '+'}${String(Math.abs(lat)).padStart(2, '0')}`,
    ),
  );
  const [zero, next] = [plane.tile([0, 0]), plane.tile([89, 0])];
  expect([zero.name, zero.alias, next.name, next.alias]).toEqual([
    'l000b+00',
    'l360b+00',
    'l356b+00',
    undefined,
  ]);
  // Column x of l = 356 is column x + 14,400 of l = 0.
  expect(next.origin[0] - zero.origin[0]).toBe(14_400);
});
