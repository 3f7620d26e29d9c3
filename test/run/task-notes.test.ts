import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/contracts/keys.ts';
import { noteOf, RecordCache, recordsPrefix } from '../../shared/run/task-notes.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { putRecord, RUN, recordOf, urlOf } from './run-objects.ts';

const failure = (error: string) => ({
  ...{ line: 3, uri: 'memory://bucket/c.fits', stage: 'detections', error },
  message: 'why',
  hdu: 1,
});

async function records(): Promise<Store> {
  const store = memoryStore();
  await putRecord(store, recordOf('detections', 'b', { warnings: ['odd'], seconds: 2 }));
  await putRecord(store, recordOf('detections', 'a'));
  await putRecord(store, recordOf('tiles', 'K-1'));
  return store;
}

describe('the records of a run', () => {
  it('come in the order of their keys, and only new ones are read again', async () => {
    const store = await records();
    const cache = new RecordCache(store, RUN, ({ stage, name }) => `${stage} ${name}`);
    const all = ['detections a', 'detections b', 'tiles K-1'];
    expect(await cache.refresh()).toEqual({ values: all, read: 3 });
    expect(await cache.refresh()).toEqual({ values: all, read: 0 });
    await putRecord(store, recordOf('detections', 'b', { seconds: 7 }));
    await putRecord(store, recordOf('tiles', 'K-2'));
    expect(await cache.refresh()).toEqual({ values: [...all, 'tiles K-2'], read: 2 });
    await store.delete(urlOf(keys.task('detections', 'a')));
    expect((await cache.refresh()).values).toEqual([...all.slice(1), 'tiles K-2']);
  });

  it('that are half written or of no task count as absent', async () => {
    const store = await records();
    await store.put(urlOf(keys.task('detections', 'c')), '{"stage":"detec');
    await store.put(urlOf(keys.task('detections', 'd')), '{"stage":"detections"}');
    const cache = new RecordCache(store, RUN, ({ name }) => name);
    expect((await cache.refresh()).values).toEqual(['a', 'b', 'K-1']);
  });

  it('stand below one prefix, of a stage or of all', () => {
    expect(recordsPrefix(RUN)).toBe(`${RUN}tasks/`);
    expect(recordsPrefix(RUN, 'tiles')).toBe(`${RUN}tasks/tiles/`);
  });
});

describe('what the status keeps of a record', () => {
  it('are its numbers, when it ended, and its warnings by kind, ten at most', () => {
    const warnings = Array.from({ length: 12 }, (_, i) => `warning ${'x'.repeat(i)}`);
    const record = recordOf('detections', 'a', {
      ...{ seconds: 2.5, warnings, started: '2026-11-01T00:00:00.000Z' },
      traffic: { reads: 1, writes: 2, bytesRead: 3, bytesWritten: 4 },
    });
    const note = noteOf(record as never);
    expect(note).toMatchObject({
      ...{ stage: 'detections', name: 'a', state: 'done', isSetAside: false, seconds: 2.5 },
      ...{ reads: 1, writes: 2, bytesRead: 3, bytesWritten: 4, warnings: 12, sources: 0 },
      ...{ failure: null, failures: [] },
    });
    expect(note.ended).toBe(Date.UTC(2026, 10, 1) / 1000 + 2.5);
    expect(note.warned).toEqual(warnings.slice(0, 10).map((example) => ({ images: 1, example })));
  });

  it.each([
    ['NotFits', false],
    ['OutOfMemory', true],
  ])('is set aside where the data are not at fault: %s', (error, isSetAside) => {
    const record = recordOf('detections', 'a', { state: 'failed', failure: failure(error) });
    const { hdu: _, ...reason } = failure(error);
    expect(noteOf(record as never)).toMatchObject({ isSetAside, failure: reason });
  });
});
