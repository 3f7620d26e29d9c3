import { expect, it } from 'vitest';
import { cutReport } from '../../functions/write-report/cut-report.ts';
import { readOutcome } from '../../functions/write-report/read-outcome.ts';
import { readPage, readRunParameters } from '../../functions/write-report/read-page.ts';
import type { ReportParts } from '../../functions/write-report/report-parts.ts';
import { sumSkyPart, sumTaskPart } from '../../functions/write-report/sum-part.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { renderReport } from '../../shared/pages/report/report.ts';
import { recordsPrefix } from '../../shared/run/task-notes.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Frame } from '../end-to-end/sky/frames.ts';
import { putLines, putRecord, RUN, recordOf, textOf } from '../run/run-objects.ts';
import { drawnSky } from './mapped-sky.ts';

const frame = (ra: number, level: number, band: string): Frame => ({
  ...{ ra, dec: 3, band, width: 60, height: 60, scale: 30 },
  value: (x, y) => level + 3 * Math.sin(200 * x) + 2 * Math.cos(150 * y),
});

/** A run of two bands, of which one task failed, one warns, and one lost an image. */
async function someRun(): Promise<Store> {
  const frames = [45, 45.2, 45.4, 120].flatMap((ra, k) =>
    ['J', 'K'].map((band, n) => [`${band}${k}`, frame(ra, 100 * n + 7 * k, band)] as const),
  );
  const store = await drawnSky(Object.fromEntries(frames), { order: 4, fits: true });
  const [first, second, third] = (await textOf(store, skyKeys.plateItems))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const nameOf = ({ band, npix }: { band: string; npix: number }) => `${band}-${npix}`;
  const failure = { line: 2, uri: 'memory://bucket/in/K0.fits', stage: 'tiles', message: 'why' };
  const broken = { ...failure, error: 'OutOfMemory' };
  const state = 'failed' as const;
  await putRecord(store, recordOf('tiles', nameOf(first), { state, failure: broken }));
  await putRecord(store, recordOf('tiles', nameOf(second), { warnings: ['odd'], seconds: 3 }));
  const failures = [{ ...failure, line: 3, error: 'Changed' }];
  await putRecord(store, recordOf('tiles', nameOf(third), { failures, seconds: 0.5 }));
  await putLines(store, keys.badLines, []);
  return store;
}

async function pageOf(store: Store, parts?: ReportParts) {
  const event = { run: RUN, machine: 'sky-map' as const, toleratedFailurePercentage: 20 };
  const parameters = await readRunParameters(store, RUN, 'sky-map');
  const outcome = await readOutcome(store, { ...event, parts: parts?.tasks });
  const known = { outcome, parameters, broken: undefined, parts: parts?.sky };
  const page = renderReport(await readPage(store, RUN, known));
  return { page, summary: outcome.summary, failures: outcome.failures };
}

it('a report of parts says what one of the whole run says', async () => {
  const store = await someRun();
  const whole = await pageOf(store);
  expect(whole.summary).toMatchObject({ brokenOff: 1, failed: 1, warnings: 1 });
  const parts = await cutReport(store, RUN, 'sky-map', { chunks: 1, tasks: 1, files: 1 });
  expect(parts.tasks.length).toBeGreaterThan(8);
  expect(parts.sky).toHaveLength(4);
  for (const part of parts.tasks) await sumTaskPart(store, RUN, part);
  for (const part of parts.sky) await sumSkyPart(store, RUN, part);
  // What stands in the sums counts, and no record.
  for await (const { url } of store.list(recordsPrefix(RUN))) await store.delete(url);
  const cut = await pageOf(store, parts);
  expect(cut.summary).toEqual(whole.summary);
  expect(cut.failures).toEqual(whole.failures);
  expect(cut.page).toBe(whole.page);
});

it('a run of few tasks is not cut', async () => {
  const parts = { tasks: [], sky: [] };
  expect(await cutReport(await someRun(), RUN, 'sky-map')).toEqual(parts);
});
