import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/contracts/keys.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { readMatchedRuns } from '../../shared/run/matched-runs.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { recordOf } from './run-objects.ts';

const runOf = (name: string): string => `memory://bucket/runs/${name}/`;

/** Puts a run whose images were searched; an image without cells is of an earlier version. */
async function putRun(
  store: Store,
  run: string,
  images: readonly string[],
  cells: { fineCells?: Record<string, number> } = { fineCells: { 7: 2 } },
): Promise<void> {
  const items = images.map((name, i) => ({ line: i + 1, uri: `memory://bucket/${name}`, name }));
  await store.put(joinUrl(run, keys.list), jsonLines(items));
  const counts = { sources: 2, pixels: 9, maskedPixels: 0, noMagnitude: 2, noSky: 0 };
  for (const { line, uri, name } of items) {
    const binned = { ...counts, magnitudes: {}, cells: {} };
    const detections = { uri, line, hdus: [], counts: binned, ...cells };
    const record = { ...recordOf('detections', name), detections };
    await store.put(joinUrl(run, keys.task('detections', name)), JSON.stringify(record));
  }
}

async function imagesOf(store: Store, ...names: string[]): Promise<unknown[]> {
  const [run = '', ...others] = names.map(runOf);
  const found = [];
  for await (const one of readMatchedRuns(store, run, others))
    found.push([one.run, one.item.name, one.image, one.fineCells]);
  return found;
}

describe('the images of runs that are matched', () => {
  it('are numbered on from run to run', async () => {
    const store = memoryStore();
    await putRun(store, runOf('one'), ['a.fits', 'b.fits']);
    await putRun(store, runOf('two'), ['c.fits']);
    expect(await imagesOf(store, 'one', 'two')).toEqual([
      [runOf('one'), 'a.fits', 1, { 7: 2 }],
      [runOf('one'), 'b.fits', 2, { 7: 2 }],
      [runOf('two'), 'c.fits', 3, { 7: 2 }],
    ]);
  });

  it('are refused where one is in two of the runs, or a run is given twice', async () => {
    const store = memoryStore();
    await putRun(store, runOf('one'), ['a.fits', 'b.fits']);
    await putRun(store, runOf('two'), ['b.fits']);
    await expect(imagesOf(store, 'one', 'two')).rejects.toThrow(
      `memory://bucket/b.fits is in ${runOf('one')} and in ${runOf('two')}`,
    );
    await expect(imagesOf(store, 'one', 'one')).rejects.toThrow('would count twice');
  });

  it('are refused where they were searched by other parameters, or an earlier version', async () => {
    const store = memoryStore();
    await putRun(store, runOf('one'), ['a.fits']);
    await putRun(store, runOf('two'), ['b.fits']);
    const detection = { ...defaultParameters, MAG_ZEROPOINT: 20 };
    const parameters = { detection, config: null, notes: [] };
    await store.put(joinUrl(runOf('two'), keys.parameters), JSON.stringify(parameters));
    await expect(imagesOf(store, 'one', 'two')).rejects.toThrow(
      'different parameters (MAG_ZEROPOINT)',
    );
    await putRun(store, runOf('old'), ['c.fits'], {});
    await expect(imagesOf(store, 'one', 'old')).rejects.toThrow('by an earlier version');
  });

  it('are refused where another run was measured at given places', async () => {
    const store = memoryStore();
    await putRun(store, runOf('one'), ['a.fits']);
    await putRun(store, runOf('two'), ['b.fits']);
    const positions = { url: 'positions.parquet', id: null, hasNumbers: false, hash: '0' };
    const parameters = { detection: defaultParameters, config: null, notes: [], positions };
    await store.put(joinUrl(runOf('two'), keys.parameters), JSON.stringify(parameters));
    await expect(imagesOf(store, 'one', 'two')).rejects.toThrow(
      `${runOf('two')} was measured at given places`,
    );
  });
});
