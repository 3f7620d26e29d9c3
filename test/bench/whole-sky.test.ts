import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { solveWholeSky } from '../../bench/whole-sky/background.ts';
import { startLongList } from '../../bench/whole-sky/lists.ts';
import { planWholeBand, removePlanned, writePlanned } from '../../bench/whole-sky/plan.ts';
import { wholeSkyTable } from '../../bench/whole-sky/table.ts';

// `npm run test:whole-sky` at its real size is not run here.

it('a list of thousands: each line once, doubles and what is no address left out', async () => {
  expect(await startLongList(5_000)).toEqual({ items: 4_990, 'bad lines': 10 });
});

it('a plan of a thousand images: each with the next, all in plates', async () => {
  await writePlanned(1_000);
  const { images, pairs, plates } = await planWholeBand(1_000);
  removePlanned(1_000);
  expect(images).toBe(1_000);
  expect(pairs).toBeGreaterThan(1_000);
  expect(plates).toBeGreaterThan(0);
});

it('a background of 3,000 images is right within 0.2 ADU', () => {
  expect(solveWholeSky(3_000)['ADU rms off']).toBeLessThan(0.2);
});

it('docs/scaling.md has the table of what was measured last', () => {
  const own = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  expect(own('docs/scaling.md')).toContain(
    wholeSkyTable(JSON.parse(own('bench/whole-sky/whole-sky.json'))),
  );
});
