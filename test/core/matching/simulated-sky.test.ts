import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { seededRandom } from '../../../shared/core/random.ts';
import { matchCells, observe, runOf, type Star, shifted } from './simulated.ts';

const centre = { ra: 150, dec: 2 };

/** Stars at random in a square of `side` arcsec, none nearer than `apart` to another. */
function field(stars: number, side: number, apart: number, motion: number): Star[] {
  const random = seededRandom(21);
  const placed: { x: number; y: number }[] = [];
  while (placed.length < stars) {
    const [x, y] = [side * random.uniform(), side * random.uniform()];
    if (placed.every((one) => Math.hypot(one.x - x, one.y - y) >= apart)) placed.push({ x, y });
  }
  return placed.map(({ x, y }) => {
    const angle = 2 * Math.PI * random.uniform();
    return {
      ...shifted(centre, x, y),
      ...{ east: motion * Math.cos(angle), north: motion * Math.sin(angle) },
    };
  });
}

// docs/photometry.md has the table
it.each<[sky: string, stars: Star[], completeness: number, purity: number]>([
  ['sparse', field(500, 600, 3, 0), 1, 1],
  ['crowded, two in a radius', field(500, 60, 0.5, 0), 0.99, 0.99],
  ['crowded to four errors', field(500, 40, 0.2, 0), 0.9, 0.9],
  ['moving 0.4 radii a year', field(200, 600, 10, 0.4), 0.98, 0.99],
  // where it is missed for a year, the places before and after are no neighbours
  ['moving 0.8 radii a year', field(200, 600, 10, 0.8), 0.6, 0.99],
])('%s: objects are the stars', async (sky, stars, completeness, purity) => {
  const images = observe(stars, { images: 8, share: 0.95, error: 0.05, seed: 8 });
  const { files } = await matchCells(await runOf(images, 1), [
    { order: 0, npix: 5 },
    { order: 0, npix: 6 },
    { order: 0, npix: 1 },
    { order: 0, npix: 2 },
  ]);
  const rows = [];
  for (const { table, bytes } of files)
    if (table === 'measurements')
      rows.push(...(await parquetReadObjects({ file: bytes.slice().buffer as ArrayBuffer })));
  expect(rows.length).toBe(images.flat().length);
  const members = new Map<bigint, number[]>();
  for (const { objid, number } of rows) members.set(objid, [...(members.get(objid) ?? []), number]);
  const seen = new Map<number, number>();
  for (const { star } of images.flat()) seen.set(star, (seen.get(star) ?? 0) + 1);
  const isPure = (numbers: number[]) => numbers.every((number) => number === numbers[0]);
  const groups = [...members.values()];
  const whole = groups.filter(
    (numbers) => isPure(numbers) && seen.get(numbers[0]! - 1) === numbers.length,
  );
  const found = {
    completeness: whole.length / seen.size,
    purity: groups.filter(isPure).length / groups.length,
  };
  console.info(
    `${sky}: completeness ${found.completeness.toFixed(4)}, purity ${found.purity.toFixed(4)}`,
  );
  expect(found.completeness).toBeGreaterThanOrEqual(completeness);
  expect(found.purity).toBeGreaterThanOrEqual(purity);
});
