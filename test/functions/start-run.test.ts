import type { Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { bucketRule } from '../../functions/start-run/allowed-inputs.ts';
import { dropsOf, refuseMisplaced } from '../../functions/start-run/drop-event.ts';
import { withVersion } from '../../functions/start-run/dropped-version.ts';
import { handler } from '../../functions/start-run/handler.ts';
import { prepareRun } from '../../functions/start-run/prepare-run.ts';
import { openList } from '../../functions/start-run/read-list.ts';
import type { RunInput } from '../../shared/contracts/run.ts';
import { StoreError } from '../../shared/store/errors.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';

vi.spyOn(console, 'log').mockImplementation(() => {}); // the function's log
const context = { functionName: 'start-run', awsRequestId: 'x' } as Context;

const cloud = {
  execution: 'x',
  folder: undefined,
  isAllowed: { bucket: () => true, host: () => true },
  bucket: undefined,
  maxConcurrency: undefined,
};

/** What a person reads in the console who pasted this input. */
async function complaint(input: unknown): Promise<string> {
  try {
    await handler({ machine: 'sky-map', input, execution: 'by-hand' }, context);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'none';
}

describe('an input that was pasted into the console', () => {
  it.each([
    [
      {},
      'list is missing or no text: give the address of the list of images, such as "s3://bucket/list.txt"',
    ],
    [{ list: 5 }, 'list is missing or no text'],
    [{ list: '' }, 'list is missing or no text'],
    [
      { list: 's3://b/l.txt', lst: 1, colour: 'red' },
      '"lst", "colour" is not known: a run takes list, run, config, set, catalogues, columns, zeropoint, unique, psf, match, positions, aperture, completeness, bits, sky, mosaic, blank, maxConcurrency, batchSize, toleratedFailurePercentage',
    ],
    ['s3://b/l.txt', 'This is no object: write {"list": "s3://bucket/list.txt"}'],
    [['s3://b/l.txt'], 'This is no object'],
    [{ list: 's3://b/l.txt', maxConcurrency: '50' }, 'write a whole number from 1 to 10000'],
    [{ list: 's3://b/l.txt', maxConcurrency: 0 }, 'write a whole number from 1 to 10000'],
    [{ list: 's3://b/l.txt', batchSize: 1.5 }, 'write a whole number from 1 to 50'],
    [
      { list: 's3://b/l.txt', toleratedFailurePercentage: 120 },
      'write a share in per cent, a number from 0 to 100',
    ],
    [
      { list: 's3://b/l.txt', sky: { background: 'flat' } },
      'expected one of "plane"|"level"|"none"',
    ],
    [{ list: 's3://b/l.txt', sky: { backgruond: 'plane' } }, 'Unrecognized key: "backgruond"'],
    [{ list: 's3://b/l.txt', sky: { bands: { r: 'K' } } }, '→ at input.sky.bands.g'],
  ])('%j is answered with what to write', async (input, words) => {
    const text = await complaint(input);
    expect(text).toMatch(/^BadRequest: /);
    expect(text).toContain(words);
    expect(text).not.toContain(
      'Invalid input: expected string, received undefined\n  → at input.list',
    );
  });

  it('says where it is wrong', async () => {
    expect(await complaint({ list: 's3://b/l.txt', maxConcurrency: 'all' })).toContain(
      '→ at input.maxConcurrency',
    );
  });

  it('of a notification names what is missing in it', async () => {
    await expect(
      handler({ Records: [{ s3: { bucket: { name: 'b' } } }] }, context),
    ).rejects.toMatchObject({
      name: 'BadRequest',
      message: expect.stringContaining('Records[0].s3.object'),
    });
  });
});

describe('a list that names buckets outside the allowed ones', () => {
  it('fails by line, with a sentence', async () => {
    const store = memoryStore();
    const list = [
      's3://stpubdata/a.fits',
      's3://mine-2/b.fits',
      's3://other/c.fits',
      's3://min/d.fits',
    ];
    await store.put('memory://bucket/list.txt', list.join('\n'));
    const found: (string | undefined)[] = [];
    const isAllowed = { bucket: bucketRule(' stpubdata , mine-* '), host: () => true };
    for await (const read of openList(store, 'memory://bucket/list.txt', {
      folder: undefined,
      isAllowed,
    })())
      found.push('failure' in read ? `${read.failure.line} ${read.failure.error}` : read.item.name);
    expect(found).toEqual(['a', 'b', '3 BucketNotAllowed', '4 BucketNotAllowed']);
  });

  it('are none where nothing is said', () => {
    expect(['', ' , ', undefined].map((names) => bucketRule(names)('any'))).toEqual([
      true,
      true,
      true,
    ]);
    expect(bucketRule('*')('any')).toBe(true);
    expect(bucketRule('one')('one-more')).toBe(false);
  });
});

describe('a run', () => {
  const begin = async (
    input: RunInput,
    execution: string,
    more: object = {},
    list = 's3://b/a.fits\nnonsense\n',
  ) => {
    const store = memoryStore();
    await store.put('memory://bucket/list.txt', list);
    const started = await prepareRun(store, 'detect-sources', input, {
      execution,
      folder: undefined,
      isAllowed: { bucket: () => true, host: () => true },
      bucket: undefined,
      maxConcurrency: undefined,
      ...more,
    });
    const read = async (key: string) =>
      JSON.parse(new TextDecoder().decode(await store.get(`memory://bucket/runs/one/${key}`)));
    return { started, read };
  };
  const input = { list: 'memory://bucket/list.txt', run: 'memory://bucket/runs/one', batchSize: 3 };

  it('writes down what it was asked for, under the name of its first execution', async () => {
    const { started, read } = await begin(input, 'night-redo-2');
    expect(await read('request.json')).toEqual({
      machine: 'detect-sources',
      execution: 'night',
      input: { ...input },
    });
    expect(await read('run.json')).toEqual({ state: 'RUNNING', machine: 'detect-sources' });
    expect(started).toMatchObject({ items: 1, badLines: 1, batchSize: 3, maxConcurrency: 1000 });
  });

  it('has several images in a child, but one where stars are fitted or put into images', async () => {
    const images = Array.from({ length: 4001 }, (_, i) => `s3://b/${i}.fits`).join('\n');
    const { batchSize: _, ...plain } = input;
    const batchOf = async (more: Partial<RunInput>) =>
      (await begin({ ...plain, ...more }, 'x', {}, images)).started.batchSize;
    expect(await batchOf({})).toBe(3);
    expect(await batchOf({ psf: true })).toBe(1);
    expect(await batchOf({ completeness: {} })).toBe(1);
  });

  it('stays in the bucket of the deployment, and below its concurrency', async () => {
    await expect(begin(input, 'x', { bucket: 'mine' })).rejects.toMatchObject({
      name: 'BadRequest',
      message: expect.stringContaining('runs are below s3://mine/runs/ here'),
    });
    const most = async (maxConcurrency: number | undefined) =>
      (
        await begin({ ...input, ...(maxConcurrency ? { maxConcurrency } : {}) }, 'x', {
          maxConcurrency: 300,
        })
      ).started.maxConcurrency;
    expect([await most(undefined), await most(5000), await most(20)]).toEqual([300, 300, 20]);
  });
});

it('a store that takes nothing ends the beginning by that name, and not the process', async () => {
  const store = memoryStore();
  const list = 'memory://bucket/list.txt';
  await store.put(list, 's3://b/a.fits\n');
  const refusing = {
    ...store,
    putStream: (url: string) =>
      Promise.reject(new StoreError('StoreUnavailable', '503 Slow Down', url, 'putStream')),
  };
  const begin = prepareRun(
    refusing,
    'detect-sources',
    { list, run: 'memory://bucket/runs/one' },
    {
      execution: 'x',
      folder: undefined,
      isAllowed: { bucket: () => true, host: () => true },
      bucket: undefined,
      maxConcurrency: undefined,
    },
  );
  await expect(begin).rejects.toMatchObject({ name: 'StoreUnavailable' });
});

describe('a dropped list', () => {
  it('beside the places that start a run is refused with those places; a folder marker and other keys are none', () => {
    const refusal = (key: string) => () =>
      refuseMisplaced({ Records: [{ s3: { bucket: { name: 'b' }, object: { key } } }] });
    for (const key of [
      'lists/foo.txt',
      'lists/detect-sources/x.txt',
      'lists/detect',
      'lists/Detect/x.txt',
    ])
      expect(refusal(key)).toThrow(
        `s3://b/${key} starts no run where it is: put it under s3://b/lists/detect/`,
      );
    for (const key of [
      'lists/detect/x.txt',
      'lists/sky-map/a/x.txt',
      'lists/',
      'lists/new/',
      'x.txt',
    ])
      expect(refusal(key)).not.toThrow();
  });

  it('gives a name that is short enough for a redo', () => {
    const key = `lists/detect/${'x'.repeat(100)}.txt`;
    const [drop] = dropsOf({
      Records: [{ s3: { bucket: { name: 'b' }, object: { key, eTag: 'e' } } }],
    });
    expect(`${drop?.name}-redo-9999`.length).toBeLessThanOrEqual(80);
  });

  it('of a name without Latin letters gives one that no command takes for an option', () => {
    const nameOf = (key: string) =>
      dropsOf({ Records: [{ s3: { bucket: { name: 'b' }, object: { key, eTag: 'e' } } }] })[0]
        ?.name;
    expect(nameOf('lists/detect/%E5%88%97%E8%A1%A8.txt')).toMatch(/^list-[0-9a-f]{12}$/);
    expect(nameOf('lists/detect/--out.txt')).toMatch(/^out-[0-9a-f]{12}$/);
  });

  it('of a bucket with versioning: each of two drops of one key is read as it was dropped', async () => {
    const list = 's3://bucket/lists/detect/list.txt';
    const records = ['a', 'b'].map((name) => ({
      s3: {
        bucket: { name: 'bucket' },
        object: { key: 'lists/detect/list.txt', eTag: name, versionId: `v-${name}` },
      },
    }));
    const drops = dropsOf({ Records: records });
    expect(new Set(drops.map(({ name }) => name)).size).toBe(2);
    const versions = new Map<string, Store>();
    const now = memoryStore(); // where both were, only the last stands
    for (const name of ['a', 'b']) {
      const old = memoryStore();
      for (const store of [old, now])
        await store.put(list.replace('s3:', 'memory:'), `s3://b/${name}.fits\n`);
      versions.set(`v-${name}`, old);
    }
    for (const [i, { versionId = '' }] of drops.entries()) {
      const url = list.replace('s3:', 'memory:');
      const store = withVersion(now, url, versions.get(versionId)!);
      const etag = (await store.head(url))?.etag;
      const run = `memory://bucket/runs/${versionId}`;
      const input = { list: url, etag, versionId, run };
      expect(await prepareRun(store, 'detect-sources', input, cloud)).toMatchObject({ items: 1 });
      const items = new TextDecoder().decode(await now.get(`${run}/list.jsonl`));
      expect(items).toContain(`s3://b/${'ab'[i]}.fits`);
    }
  });

  it('of a bucket without versioning: of two drops at once the last is read, the first ends by name', async () => {
    const store = memoryStore();
    const url = 'memory://bucket/lists/detect/list.txt';
    const eTags: string[] = [];
    for (const name of ['a', 'b']) eTags.push(await store.put(url, `s3://b/${name}.fits\n`));
    const drops = dropsOf({
      Records: eTags.map((eTag) => ({
        s3: { bucket: { name: 'bucket' }, object: { key: 'lists/detect/list.txt', eTag } },
      })),
    });
    const [first, last] = drops.map(({ name, etag }) =>
      prepareRun(
        store,
        'detect-sources',
        { list: url, etag, run: `memory://bucket/runs/${name}` },
        cloud,
      ),
    );
    await expect(first).rejects.toMatchObject({
      name: 'ListReplaced',
      message: expect.stringContaining('the present list has a run of its own'),
    });
    expect(await last).toMatchObject({ items: 1, run: `memory://bucket/runs/${drops[1]!.name}` });
    const list = `memory://bucket/runs/${drops[1]!.name}/list.jsonl`;
    expect(new TextDecoder().decode(await store.get(list))).toContain('s3://b/b.fits');
  });

  it('that was replaced since is not read in the place of the first', async () => {
    const store = memoryStore();
    const list = 'memory://bucket/list.txt';
    const etag = await store.put(list, 's3://b/a.fits\n');
    const begin = () =>
      prepareRun(store, 'detect-sources', { list, etag, run: 'memory://bucket/runs/one' }, cloud);
    expect(await begin()).toMatchObject({ items: 1, badLines: 0 });
    await store.put(list, 's3://b/other.fits\n');
    await expect(begin()).rejects.toMatchObject({ name: 'ListReplaced' });
  });
});
