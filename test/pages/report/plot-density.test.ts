import { expect, it } from 'vitest';
import { plotDensity } from '../../../shared/pages/report/plot-density.ts';

const pixels = (count: number) =>
  new Map(Array.from({ length: count }, (_, k) => [k, 1 + (k % 5)]));

it('draws a square for each pixel that has objects', () => {
  const { markup } = plotDensity(10, pixels(40));
  expect(markup.match(/<rect/g)).toHaveLength(40);
  expect(markup).toContain('of order 10 (3.44′); the darkest has 5 objects');
});

it('says of a few pixels in words what a map would not show', () => {
  const { markup } = plotDensity(10, pixels(4));
  expect(markup).not.toContain('<rect');
  expect(markup).toContain('lie in 4 HEALPix pixels of order 10 (3.44′), too few for a map');
});

it('says that there is no object', () => {
  expect(plotDensity(10, new Map()).markup).toContain('There is no object.');
});
