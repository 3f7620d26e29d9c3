import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/contracts/keys.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { skyParametersSchema } from '../../shared/contracts/sky-map/parameters.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { LEVELS } from '../../shared/core/stretch/stretch.ts';
import { causeText } from '../../shared/run/broken.ts';
import { checkSky } from '../../shared/run/check-sky.ts';
import { isDone } from '../../shared/run/is-done.ts';
import { lastWord } from '../../shared/run/last-word.ts';
import { readParameters, readSkyParameters } from '../../shared/run/parameters.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { isSealed, sealOf } from '../../shared/run/seal.ts';
import { readScales } from '../../shared/run/stretches.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { putRecord, RUN, recordOf, textOf, urlOf } from './run-objects.ts';

describe('the last word', () => {
  it('is put over what stood there', async () => {
    const store = memoryStore();
    await store.put(urlOf('a'), 'old');
    const put = await lastWord(store, [urlOf('a'), urlOf('b')]);
    await put(urlOf('a'), 'new');
    await put(urlOf('b'), 'first');
    expect([await textOf(store, 'a'), await textOf(store, 'b')]).toEqual(['new', 'first']);
  });

  it('is not had by who was overtaken', async () => {
    const store = memoryStore();
    const put = await lastWord(store, [urlOf('a')]);
    await store.put(urlOf('a'), 'another');
    await expect(put(urlOf('a'), 'late')).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await textOf(store, 'a')).toBe('another');
  });
});

describe('the parameters of a run', () => {
  it('are the defaults where no run was started', async () => {
    expect(await readParameters(memoryStore(), RUN)).toEqual({
      detection: defaultParameters,
      config: null,
      notes: [],
      unique: false,
    });
  });

  it('are those that start-run wrote', async () => {
    const store = memoryStore();
    const detection = { ...defaultParameters, DETECT_THRESH: 5 };
    await store.put(
      urlOf(keys.parameters),
      JSON.stringify({ detection, config: null, notes: [], unique: true }),
    );
    expect(await readParameters(store, RUN)).toMatchObject({ detection, unique: true });
    const sky = skyParametersSchema.parse({ order: 5 });
    await store.put(urlOf(keys.parameters), JSON.stringify({ sky }));
    expect(await readSkyParameters(store, RUN)).toEqual(sky);
  });

  it('of a sky map go together', () => {
    const sky = (options: object) => checkSky(skyParametersSchema.parse(options));
    const bands = { r: 'K', g: 'H', b: 'J' };
    expect(sky({ bands, publish: 'colour' })).toMatchObject({ bands, cut: '7% 99.8%' });
    expect(sky({ stretch: 'gaussian-log' }).cut).toBe('-2s max');
    expect(() => sky({ publish: 'colour' })).toThrow(
      expect.objectContaining({ name: 'BadRequest' }),
    );
    expect(() => sky({ bands, adaptive: true, colour: 'lupton' })).toThrow(
      'An adaptive stretch is per band',
    );
    expect(() => sky({ stretch: 'cubic' })).toThrow(
      expect.objectContaining({ name: 'MalformedConfig' }),
    );
    expect(() => sky({ cut: 'from here' })).toThrow(
      expect.objectContaining({ name: 'MalformedConfig' }),
    );
  });
});

describe('what broke a run off', () => {
  it.each([
    [
      { Error: 'EmptyList', Cause: '{"errorMessage":"names no image"}' },
      'EmptyList: names no image',
    ],
    [{ Error: 'States.Timeout', Cause: 'late' }, 'States.Timeout: late'],
    [{ Error: 'Crashed', Cause: '' }, 'Crashed'],
  ])('%j is said in words', (broken, words) => {
    expect(causeText(broken)).toBe(words);
  });
});

describe('a reduce', () => {
  it('has a record of what it wrote, without the state of the run and what it took away again', async () => {
    const store = memoryStore();
    const answer = await runReduce(store, RUN, 'plan', async (counted) => {
      await counted.putStream(
        urlOf('b'),
        (async function* () {
          yield 'de';
          yield 'f';
        })(),
      );
      await counted.put(urlOf('a'), 'abc');
      await counted.put(urlOf('c'), 'gone');
      await counted.delete(urlOf('c'));
      await counted.put(urlOf(keys.run), '{}');
      return 42;
    });
    expect(answer).toBe(42);
    const record = JSON.parse(await textOf(store, keys.task('plan', 'plan')));
    const etagOf = async (key: string) => (await store.head(urlOf(key)))!.etag;
    expect(record).toMatchObject({
      stage: 'plan',
      state: 'done',
      outputs: [
        { url: 'a', bytes: 3, etag: await etagOf('a') },
        { url: 'b', bytes: 3, etag: await etagOf('b') },
      ],
      traffic: { writes: 4, bytesWritten: 12 },
    });
  });
});

describe('whether a task is done', () => {
  it('is said by its record', async () => {
    const store = memoryStore();
    expect(await isDone(store, RUN, 'tiles', 'K-1')).toBe(false);
    await putRecord(store, recordOf('tiles', 'K-1', { state: 'failed' }));
    expect(await isDone(store, RUN, 'tiles', 'K-1')).toBe(false);
    await putRecord(store, recordOf('tiles', 'K-1'));
    expect(await isDone(store, RUN, 'tiles', 'K-1')).toBe(true);
  });
});

describe('the seal of a run', () => {
  async function sealed(): Promise<Store> {
    const store = memoryStore();
    const input = {
      url: 'memory://bucket/a.fits',
      bytes: 3,
      etag: await store.put('memory://bucket/a.fits', 'abc'),
    };
    const output = { url: 'images/a', bytes: 3, etag: await store.put(urlOf('images/a'), 'out') };
    await store.put(urlOf(keys.list), 'list');
    await putRecord(store, recordOf('detections', 'a', { inputs: [input], outputs: [output] }));
    const state = { state: 'SUCCEEDED', machine: 'detect-sources', seal: await sealOf(store, RUN) };
    await store.put(urlOf(keys.run), JSON.stringify(state));
    return store;
  }

  it('holds while nothing has changed; the report may be written again', async () => {
    const store = await sealed();
    expect(await isSealed(store, RUN)).toBe(true);
    await putRecord(store, recordOf('report', 'report'));
    expect(await isSealed(store, RUN)).toBe(true);
  });

  it.each([
    ['an image', 'memory://bucket/a.fits'],
    ['a product', urlOf('images/a')],
    ['the list', urlOf(keys.list)],
    ['a record', urlOf(keys.task('detections', 'a'))],
  ])('is broken by %s that changed or is gone', async (_, url) => {
    const store = await sealed();
    await store.delete(url);
    expect(await isSealed(store, RUN)).toBe(false);
    const other = await sealed();
    await other.put(url, `${new TextDecoder().decode(await other.get(url))} `);
    expect(await isSealed(other, RUN)).toBe(false);
  });
});

describe('what says how values become brightness', () => {
  it('is the stretches, and the colour model where one was asked for', async () => {
    const store = memoryStore();
    const boundaries = Array.from({ length: LEVELS }, (_, i) => i);
    const stretch = {
      kind: 'linear',
      cut: '',
      median: 1,
      sigma: 1,
      low: 0,
      high: 9,
      count: 5,
      min: 0,
      max: 9,
      boundaries,
    };
    const lupton = { q: 8, scale: [1, 2, 3], offset: [0, 0, 0] };
    await store.put(urlOf(skyKeys.stretch), JSON.stringify({ K: stretch }));
    await store.put(urlOf(skyKeys.lupton), JSON.stringify(lupton));
    const bands = { r: 'K', g: 'K', b: 'K' };
    const plain = skyParametersSchema.parse({ bands });
    expect(await readScales(store, RUN, plain)).toEqual({ stretches: { K: stretch } });
    const colour = skyParametersSchema.parse({ bands, colour: 'lupton' });
    expect(await readScales(store, RUN, colour)).toEqual({ stretches: { K: stretch }, lupton });
  });
});
