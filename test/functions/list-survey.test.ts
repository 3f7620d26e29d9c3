import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openList, type Read } from '../../functions/start-run/read-list.ts';
import { refuseTooLong } from '../../functions/start-run/survey-list.ts';
import { NumberList } from '../../shared/core/number-list.ts';
import { HashedMap } from '../../shared/run/hashed-map.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';

const LIST_URL = 'memory://bucket/list.txt';

async function readAll(reads: AsyncIterable<Read>): Promise<Read[]> {
  const all: Read[] = [];
  for await (const read of reads) all.push(read);
  return all;
}

async function listOf(lines: readonly string[], store: Store = memoryStore()) {
  await store.put(LIST_URL, lines.join('\n'));
  return openList(store, LIST_URL, { folder: undefined });
}

const itemsOf = async (lines: readonly string[]) =>
  (await readAll((await listOf(lines))())).flatMap((read) => ('item' in read ? [read.item] : []));

/** Names of a list's images by their addresses. */
const namesOf = async (lines: readonly string[]) =>
  new Map((await itemsOf(lines)).map(({ uri, hdu, name }) => [`${uri} ${hdu}`, name]));

describe('the names of images', () => {
  it('that several files have get a mark of their addresses, those of one file none', async () => {
    const names = (await itemsOf(['s3://b/1/a.fits', 's3://b/2/A.fits', 's3://b/c.fits'])).map(
      ({ name }) => name,
    );
    // the first 16 digits of the SHA-256 of "s3://b/1/a.fits " and "s3://b/2/A.fits "
    expect(names).toEqual(['a-f575f2309ae37ae8', 'A-35227ccf540eebe5', 'c']);
  });

  it('do not depend on the order of the list, nor on lines that repeat', async () => {
    const line = fc.constantFrom(
      ...['1/a', '2/a', '2/A', '3/b', '4/b-0123456789abcdef', '5/c', '6/c_1'].map(
        (path) => `s3://b/${path}.fits`,
      ),
      's3://b/5/c.fits[1]',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
        const names = await namesOf(lines);
        expect(await namesOf([...lines].reverse())).toEqual(names);
        expect(await namesOf([...new Set(lines)])).toEqual(names);
        const plain = [...names.values()].map((name) => name.toLowerCase());
        expect(new Set(plain).size).toBe(names.size);
      }),
      { numRuns: 60 },
    );
  });

  it('that look as if they had a mark get one, so that no other image can have theirs', async () => {
    const [marked] = await itemsOf(['s3://b/1/a.fits', 's3://b/2/a.fits']);
    const names = await namesOf([
      's3://b/1/a.fits',
      's3://b/2/a.fits',
      `s3://b/${marked!.name}.fits`,
    ]);
    expect(new Set(names.values()).size).toBe(3);
  });
});

describe('a list that is read several times', () => {
  it('is the same each time', async () => {
    const read = await listOf(['s3://b/a.fits', 'nothing', 's3://b/a.fits', 's3://c/a.fits']);
    const once = await readAll(read());
    expect(once).toHaveLength(4);
    expect(await readAll(read())).toEqual(once);
  });

  it('is of one version: replaced between two goes it ends the run by name', async () => {
    const store = memoryStore();
    const read = await listOf(['s3://b/a.fits'], store);
    await readAll(read());
    await store.put(LIST_URL, 's3://b/b.fits\n');
    await expect(readAll(read())).rejects.toMatchObject({
      name: 'ListReplaced',
      message: expect.stringContaining(`${LIST_URL} was replaced while it was read`),
    });
  });

  it('asks for each of its bytes with the ETag that stood there at first', async () => {
    const store = memoryStore();
    const asked = new Set<string | undefined>();
    const watched: Store = {
      ...store,
      getRange: (address, offset, length, into, etag) => {
        asked.add(etag);
        return store.getRange(address, offset, length, into, etag);
      },
    };
    await readAll((await listOf(['s3://b/a.fits', 's3://b/a.fits'], watched))());
    expect([...asked]).toEqual([(await store.head(LIST_URL))!.etag]);
  });

  it('has at most as many images as a map reads', () => {
    refuseTooLong(LIST_URL, 100_000_000);
    expect(() => refuseTooLong(LIST_URL, 100_000_001)).toThrow(/more than 100000000 images/);
  });
});

describe('what is kept of many lines', () => {
  it('are the numbers that repeat', () => {
    const list = new NumberList();
    for (let i = 0; i < 200_000; i++) list.push((i * 7919) % 150_000);
    const repeated = list.repeated();
    expect(list.length).toBe(200_000);
    expect(repeated.size).toBe(50_000);
    expect([0, 7919, (49_999 * 7919) % 150_000].every((value) => repeated.has(value))).toBe(true);
    expect(repeated.has((50_000 * 7919) % 150_000)).toBe(false);
  });

  it('is the first number of each text, as a Map keeps it', () => {
    const hashed = new HashedMap();
    const map = new Map<string, number>();
    for (let i = 1; i <= 30_000; i++) {
      const text = `image ${(i * 31) % 17_000}`;
      if (!map.has(text)) map.set(text, i);
      expect(hashed.getOrSet(text, i)).toBe(map.get(text));
    }
    expect(hashed.size).toBe(map.size);
    expect(hashed.has('image 1')).toBe(true);
    expect(hashed.has('image 17000')).toBe(false);
  });
});
