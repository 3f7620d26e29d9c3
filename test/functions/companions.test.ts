import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadSep } from 'sep-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchBatch } from '../../functions/detect-sources/search-batch.ts';
import { FirstFiles } from '../../functions/read-images/first-files.ts';
import { readHeader } from '../../functions/read-images/read-header.ts';
import { openList, type Read } from '../../functions/start-run/read-list.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { companionUris, type Item } from '../../shared/contracts/lists.ts';
import type { TaskRecord } from '../../shared/contracts/task-record.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { CompanionLines } from '../../shared/run/companion-lines.ts';
import { fileStore } from '../../shared/store/file.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';

beforeAll(loadSep);

const LIST = 'memory://bucket/list.txt';
const RUN = 'memory://bucket/run/';

async function all(reads: AsyncIterable<Read>): Promise<Read[]> {
  const found: Read[] = [];
  for await (const one of reads) found.push(one);
  return found;
}

async function read(text: string, store: Store = memoryStore()): Promise<Read[]> {
  await store.put(LIST, text);
  return all(openList(store, LIST, { folder: undefined })());
}

/** 64 × 64 pixels of sky with a star of 400 counts in its middle. */
function image(size = 64): Uint8Array {
  const pixels = Float32Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [(i % size) - size / 2, Math.floor(i / size) - size / 2];
    return 10 + ((i * 7919) % 101) / 50 + 400 * Math.exp(-(x * x + y * y) / 8);
  });
  return writeFits([writeImage(pixels, [size, size])]);
}
const noise = (size = 64, level = 0.6) =>
  writeFits([writeImage(new Float32Array(size * size).fill(level), [size, size])]);

describe('companions of a list', () => {
  it('lines that are companions of others go with them, whatever the order', async () => {
    const found = await read('s3://b/x_rms.fits\ns3://b/x_sci.fits\ns3://b/y.fits\n');
    expect(found).toEqual([
      {
        item: {
          line: 2,
          uri: 's3://b/x_sci.fits',
          name: 'x_sci',
          companions: [{ uri: 's3://b/x_rms.fits', kind: 'error', isFound: true, line: 1 }],
        },
      },
      { item: { line: 3, uri: 's3://b/y.fits', name: 'y' } },
    ]);
  });

  it('are numbered where a column names them, and said', async () => {
    const found = await read('uri,error\ns3://b/e.fits,\ns3://b/a.fits,s3://b/e.fits\n');
    expect(found).toEqual([
      {
        item: {
          line: 3,
          uri: 's3://b/a.fits',
          name: 'a',
          companions: [{ uri: 's3://b/e.fits', kind: 'error', line: 2 }],
        },
      },
    ]);
    const lines = new CompanionLines();
    for (const one of found) if ('item' in one) lines.add(one.item);
    expect(lines.notes()).toEqual([
      expect.stringMatching(
        /^1 line of the list .*: line 2, e\.fits, for the error of line 3, a\.fits/,
      ),
    ]);
  });

  it('a line that names itself, or two that name each other, do not get lost', async () => {
    const line = (uri: string, weight: string) => `${JSON.stringify({ uri, weight })}\n`;
    const [a, b] = ['s3://b/a.fits', 's3://b/b.fits'];
    const each = await read(line(a, b) + line(b, a));
    expect(each.map((one) => 'item' in one && one.item.name)).toEqual(['a', 'b']);
    const itself = await read(line(a, a) + line(b, `${b}[WHT]`));
    expect(itself).toMatchObject([
      { failure: { line: 1, error: 'MalformedLine', message: expect.stringContaining('its own') } },
      { item: { line: 2, companions: [{ uri: b, hdu: 'WHT' }] } },
    ]);
  });

  it.each([
    ['after', ['s3://b/a.fits,s3://b/w.fits', 's3://b/a.fits,s3://b/c.fits', 's3://b/c.fits,'], 3],
    ['before', ['s3://b/c.fits,', 's3://b/a.fits,', 's3://b/a.fits,s3://b/c.fits'], 4],
    ['of a line that is none', ['s3://b/a.fits,', 'no uri,s3://b/c.fits', 's3://b/c.fits,'], 3],
  ])('a repeated line takes none of the lines: %s', async (_, lines, failed) => {
    const found = await read(['uri,weight', ...lines].join('\n'));
    const items = found.flatMap((one) => ('item' in one ? [one.item.name] : []));
    expect(items.sort()).toEqual(['a', 'c']);
    expect(found.flatMap((one) => ('failure' in one ? [one.failure.line] : []))).toEqual([failed]);
  });

  it('each line of a list ends once, whoever names whom', async () => {
    const random = seededRandom(5);
    const pick = () => `s3://b/${'abcd'[Math.floor(4 * random.uniform())]}.fits`;
    for (let n = 0; n < 300; n++) {
      const lines = Array.from(
        { length: 6 },
        () => `${pick()},${random.uniform() < 0.5 ? pick() : ''}`,
      );
      const found = await read(['uri,weight', ...lines].join('\n'));
      const ends = found.flatMap((one) =>
        'failure' in one
          ? [one.failure.line]
          : [one.item.line, ...(one.item.companions ?? []).flatMap(({ line }) => line ?? [])],
      );
      // a companion may go with several images
      const said = lines.map((line, i) => `${i + 2}: ${line}`).join('; ');
      expect([said, [...new Set(ends)].sort()]).toEqual([said, [2, 3, 4, 5, 6, 7]]);
    }
  });

  it('a coverage beside its image is no image, and is not used', async () => {
    const found = await read('s3://b/a-w1-int-3.fits\ns3://b/a-w1-cov-3.fits\n');
    expect(found).toHaveLength(1);
    const [only] = found;
    const item = only && 'item' in only ? only.item : undefined;
    expect(item && companionUris(item)).toEqual([]);
    const lines = new CompanionLines();
    if (item) lines.add(item);
    expect(lines.notes().join()).toContain('line 2, a-w1-cov-3.fits, a companion of line 1');
  });

  it('one without its image, or with an HDU of its own, is an image', async () => {
    const found = await read('s3://b/x_rms.fits\ns3://b/y.fits\ns3://b/y_wht.fits[0]\n');
    expect(found.map((one) => 'item' in one && one.item.name)).toEqual(['x_rms', 'y', 'y_wht_0']);
  });

  it('columns name them; a weight that is a number is the weight in the mean', async () => {
    const found = await read(
      'uri,weight,error,mask\ns3://b/a.fits,2.5,,\ns3://b/b.fits,s3://b/w.fits,s3://b/e.fits[2],s3://b/m.fits\n',
    );
    expect(found).toMatchObject([
      { item: { name: 'a', weight: 2.5 } },
      {
        item: {
          name: 'b',
          companions: [
            { uri: 's3://b/w.fits', kind: 'weight' },
            { uri: 's3://b/e.fits', hdu: 2, kind: 'error' },
            { uri: 's3://b/m.fits', kind: 'bits' },
          ],
        },
      },
    ]);
    const json = await read(
      '{"uri":"s3://b/a.fits","weight":3}\n{"uri":"s3://b/b.fits","weight":"s3://b/w.fits"}\n',
    );
    expect(json).toMatchObject([
      { item: { weight: 3 } },
      { item: { companions: [{ uri: 's3://b/w.fits', kind: 'weight' }] } },
    ]);
  });

  it.each(['-1', '0', 'NaN', 'nothing'])('a weight of %s is refused', async (weight) => {
    const [only] = await read(`uri,weight\ns3://b/a.fits,${weight}\n`);
    expect(only).toHaveProperty('failure');
  });

  it('a bucket is asked once for an image that says that it has companions, and may refuse', async () => {
    const asked: string[] = [];
    const near = memoryStore();
    const answering = (names: string[]): Store => ({
      ...near,
      async *list(prefix) {
        asked.push(prefix);
        for (const name of names) yield { url: `s3://bucket/d/${name}`, size: 1, etag: name };
      },
    });
    const [found] = await read(
      's3://bucket/d/x_sci.fits\n',
      answering(['x_rms.fits', 'x_sci.fits']),
    );
    expect(found).toMatchObject({
      item: { companions: [{ uri: 's3://bucket/d/x_rms.fits', kind: 'error' }] },
    });
    expect(asked).toEqual(['s3://bucket/d/x_']);
    await read('s3://bucket/d/plain.fits\n', answering([]));
    expect(asked).toHaveLength(1);
    const refusing: Store = {
      ...near,
      async *list() {
        yield await Promise.reject(Object.assign(new Error('no'), { name: 'AccessDenied' }));
      },
    };
    expect(await read('s3://bucket/d/x_sci.fits\n', refusing)).toHaveLength(1);
  });

  const folder = mkdtempSync(join(tmpdir(), 'starfan-beside-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('a folder of this machine is looked into', async () => {
    for (const name of ['a.fits', 'a.weight.fits', 'b.fits'])
      writeFileSync(join(folder, name), noise());
    const own = join(folder, 'list.txt');
    writeFileSync(own, 'a.fits\nb.fits\n');
    const found = await all(openList(fileStore(), pathToFileURL(own).href, { folder })());
    const uri = pathToFileURL(join(folder, 'a.weight.fits')).href;
    expect(found).toMatchObject([
      { item: { name: 'a', companions: [{ uri, kind: 'weight', isFound: true }] } },
      { item: { name: 'b' } },
    ]);
    expect(found[1]).not.toHaveProperty('item.companions');
  });
});

describe('pixels of companions', () => {
  const uri = 'memory://bucket/in/x.fits';
  const beside = 'memory://bucket/in/x.weight.fits';
  const itemOf = (isFound: boolean): Item => ({
    line: 1,
    uri,
    name: 'x',
    companions: [{ uri: beside, kind: 'weight', ...(isFound ? { isFound } : {}) }],
  });

  async function search(store: Store, item: Item): Promise<TaskRecord> {
    await searchBatch(store, RUN, [item], { detection: defaultParameters }, () => {});
    return JSON.parse(
      new TextDecoder().decode(await store.get(`${RUN}${keys.task('detections', 'x')}`)),
    );
  }

  it('pixels without weight are masked, and both files are inputs; a companion that changed is read again', async () => {
    const store = memoryStore();
    await store.put(uri, image());
    const weights = Float32Array.from({ length: 64 * 64 }, (_, i) => (i < 640 ? 0 : 1));
    await store.put(beside, writeFits([writeImage(weights, [64, 64])]));
    const first = await search(store, itemOf(true));
    expect(first.detections?.hdus[0]).toMatchObject({
      maskedPixels: 640,
      taken: { noise: { plane: 'x.weight.fits', kind: 'weight', isBeside: true } },
    });
    expect(first.inputs.map(({ url }) => url)).toEqual([uri, beside]);
    await store.put(beside, noise(64, 1));
    expect((await search(store, itemOf(true))).detections?.hdus[0]?.maskedPixels).toBe(0);
  });

  it('one of another shape is left out with a warning; where the list names it the image fails', async () => {
    const store = memoryStore();
    await store.put(uri, image());
    await store.put(beside, noise(32));
    const found = await search(store, itemOf(true));
    expect(found.state).toBe('done');
    expect(found.warnings.join()).toMatch(
      /x\.weight\.fits is a companion that is not used: .*32 × 32.*64 × 64/,
    );
    const named = await search(store, itemOf(false));
    expect(named.failure).toMatchObject({
      error: 'NoPixels',
      message: expect.stringContaining('x.weight.fits'),
    });
  });

  it('of several the most telling is opened alone, and the next where that cannot be used', async () => {
    const store = memoryStore();
    await store.put(uri, image());
    const rms = 'memory://bucket/in/x_rms.fits';
    const found: Item = {
      ...itemOf(true),
      companions: [...itemOf(true).companions!, { uri: rms, kind: 'error', isFound: true }],
    };
    await store.put(beside, noise());
    await store.put(rms, noise());
    const read: string[] = [];
    const watched: Store = {
      ...store,
      get: (url, etag) => {
        read.push(url);
        return store.get(url, etag);
      },
    };
    const planeOf = ({ detections }: TaskRecord) => detections?.hdus[0]?.taken?.noise?.plane;
    expect(planeOf(await search(watched, found))).toBe('x_rms.fits');
    expect(read).toContain(rms);
    expect(read).not.toContain(beside);
    await store.put(rms, noise(32));
    expect(planeOf(await search(store, found))).toBe('x.weight.fits');
  });

  it('one that a list or a folder had and that is gone, or may not be read, is done without', async () => {
    const store = memoryStore();
    await store.put(uri, image());
    const gone = await search(store, itemOf(true));
    expect(gone.state).toBe('done');
    expect(gone.warnings.join()).toMatch(
      /x\.weight\.fits is a companion that is not used: .*is not there/,
    );
    const { open } = new FirstFiles(store, []);
    const { images } = await readHeader(open, itemOf(true), null).catch(({ message }) => ({
      images: message,
    }));
    expect(images).toContain('celestial WCS');
  });

  it('one that the list names and that is not there fails the image by its name', async () => {
    const store = memoryStore();
    await store.put(uri, image());
    const { failure } = await search(store, itemOf(false));
    expect(failure).toMatchObject({
      error: 'NoSuchObject',
      message: expect.stringContaining(beside),
    });
  });

  it('sky maps refuse the same way', async () => {
    const store = memoryStore();
    await store.put(uri, image());
    await store.put(beside, noise(32));
    const { open } = new FirstFiles(store, []);
    await expect(readHeader(open, itemOf(false), null)).rejects.toThrow(/32 × 32/);
  });
});
