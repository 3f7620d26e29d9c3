import { describe, expect, it } from 'vitest';
import { explainLambdaError } from '../../functions/record-failure/explain-lambda-error.ts';
import { recordEnd } from '../../functions/record-failure/record-end.ts';
import { taskOf } from '../../functions/record-failure/task-of.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { imagesTask } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { skyParametersSchema } from '../../shared/contracts/sky-map/parameters.ts';
import { writePlanes } from '../../shared/run/planes.ts';
import { recordFailure } from '../../shared/run/record-failure.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import {
  plannedImage,
  putImages,
  putLines,
  putRecord,
  RUN,
  recordOf,
  textOf,
  urlOf,
} from '../run/run-objects.ts';

describe('what Lambda calls an error', () => {
  it.each([
    ['Runtime.OutOfMemory', '', 'OutOfMemory', 'The plate needs more memory'],
    ['OutOfMemory', '{"errorMessage":"its own words"}', 'OutOfMemory', 'its own words'],
    ['States.Timeout', '', 'TimedOut', 'The plate took longer'],
    ['Runtime.ExitError', '{"errorMessage":"x"}', 'Crashed', 'in the middle of the plate'],
    [
      'MalformedHistogram',
      '{"errorMessage":"its own words"}',
      'MalformedHistogram',
      'its own words',
    ],
    ['Odd', 'no JSON', 'Odd', 'no JSON'],
    ['Odd', '', 'Odd', 'No reason was given'],
  ])('%s %s has a name and says what to do', (error, cause, name, words) => {
    const explained = explainLambdaError(error, cause, 'tiles');
    expect(explained.name).toBe(name);
    expect(explained.message).toContain(words);
  });
});

describe('the end of a run', () => {
  it('has the first of several reasons', async () => {
    const store = memoryStore();
    await store.put(urlOf(keys.run), JSON.stringify({ state: 'RUNNING', machine: 'sky-map' }));
    await recordEnd(store, RUN, { Error: 'AccessDenied', Cause: 'the first' });
    await recordEnd(store, RUN, {
      Error: 'States.ExceedToleratedFailureThreshold',
      Cause: 'the map',
    });
    expect(JSON.parse(await textOf(store, keys.run))).toEqual({
      state: 'FAILED',
      machine: 'sky-map',
      verdict: 'The run broke off: AccessDenied: the first',
      broken: { Error: 'AccessDenied', Cause: 'the first' },
    });
  });
});

/** A run with one image, one group, one plate and its pictures. */
async function planned(): Promise<Store> {
  const store = memoryStore();
  const image = plannedImage(1);
  await store.put(image.item.uri, 'pixels');
  await putLines(store, keys.list, [image.item]);
  const refs = await putImages(store, [image]);
  await store.put(urlOf(keys.parameters), JSON.stringify({ sky: skyParametersSchema.parse({}) }));
  const plan = {
    ...{ order: 4, plateOrder: 1, width: 512, frame: 'equatorial', bands: ['K'] },
    ...{ images: 1, pairs: 0, plates: 1, warnings: [] },
  };
  await store.put(urlOf(skyKeys.plan), JSON.stringify(plan));
  await putLines(store, skyKeys.overlapGroups('K', 0), [{ images: refs, members: [0], pairs: [] }]);
  const plates = [{ npix: 7, images: refs, seconds: 1 }];
  await store.put(urlOf(skyKeys.platePlans('K', 0)), JSON.stringify(plates));
  await writePlanes(store, RUN, 'K', new Float64Array(3));
  await store.put(urlOf(skyKeys.stretch), '{}');
  return store;
}

describe('an item that broke off', () => {
  const length = JSON.stringify(plannedImage(1).item).length + 1;
  it.each([
    [
      'images',
      { chunk: 3, offset: 0, length },
      '00003',
      { line: 1, uri: 'memory://bucket/in/1.fits' },
    ],
    ['overlaps', { band: 'K', group: 0 }, 'K-0', { line: 1, uri: 'memory://bucket/in/1.fits' }],
    ['tiles', { band: 'K', npix: 7 }, 'K-7', { line: 1, uri: 'memory://bucket/in/1.fits' }],
    ['pictures', { npix: 7, bands: ['K'] }, '7', { line: 1, uri: 'plate 1/7' }],
  ] as const)('of %s has a record that says why', async (stage, item, name, subject) => {
    const store = await planned();
    const task = await taskOf[stage](store, RUN, item);
    expect(task).toMatchObject({ run: RUN, stage, name, subject });
    expect(await recordFailure(store, task, 'TimedOut', 'too long')).toBe(true);
    const record = JSON.parse(await textOf(store, keys.task(stage, name)));
    expect(record).toMatchObject({
      state: 'failed',
      failure: { ...subject, stage, error: 'TimedOut', message: 'too long' },
    });
  });

  it('is known as the function that works on it knows it', async () => {
    const store = await planned();
    const chunk = { chunk: 0, offset: 0, length };
    expect(await taskOf.images(store, RUN, chunk)).toEqual(
      imagesTask(RUN, chunk, [plannedImage(1).item]),
    );
  });

  it('that is none is refused', async () => {
    await expect(taskOf.tiles(await planned(), RUN, { band: 'K' })).rejects.toThrow('npix');
  });

  it('keeps the record of an end that it came to all the same', async () => {
    const store = await planned();
    const task = await taskOf.overlaps(store, RUN, { band: 'K', group: 0 });
    const { stage, name } = task;
    await recordFailure(store, task, 'TimedOut', 'too long');
    const { parameters } = JSON.parse(await textOf(store, keys.task(stage, name)));
    const inputs = await Promise.all(
      task.inputs.map(async (url) => {
        const { size, etag } = (await store.head(url))!;
        return { url, bytes: size, etag };
      }),
    );
    const done = recordOf(stage, name, { parameters, inputs });
    await putRecord(store, done);
    expect(await recordFailure(store, task, 'TimedOut', 'too long')).toBe(false);
    expect(JSON.parse(await textOf(store, keys.task(stage, name)))).toEqual(done);
  });
});
