import { randomBytes } from 'node:crypto';
import { describe, expect, test as plainTest } from 'vitest';
import { WHOLE_UP_TO_BYTES } from '../../shared/store/parts.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function urls(store: Store, prefix: string, after?: string): Promise<string[]> {
  const found: string[] = [];
  for await (const head of store.list(prefix, after)) found.push(head.url);
  return found;
}

/**
 * What every store promises. `open` gives a store and the URL of an empty folder in it (with a
 * slash at its end); the same pair may be given again, each test uses keys of its own. On the web
 * (`isWeb`) an address that ends in a slash may be a file, and %20 is a space: two tests do not
 * hold. `faults`: tests that a server of others is known to fail, by their titles.
 */
export function conformance(
  name: string,
  open: () => Promise<{ store: Store; folder: string }>,
  { isWeb = false, faults = [] }: { isWeb?: boolean; faults?: readonly string[] } = {},
): void {
  let count = 0;
  const test = Object.assign(
    (title: string, run: () => Promise<void>) =>
      (faults.includes(title) ? plainTest.fails : plainTest)(title, run),
    { skipIf: (is: boolean) => plainTest.skipIf(is) },
  );
  const fresh = async () => {
    const { store, folder } = await open();
    const base = joinUrl(folder, `t${++count}`);
    return { store, at: (key: string) => joinUrl(base, key), base: `${base}/` };
  };

  describe(`store: ${name}`, () => {
    test('gives back what was put, and says its size and etag', async () => {
      const { store, at } = await fresh();
      const body = randomBytes(70_000);
      const etag = await store.put(at('a/b.bin'), body);
      expect(Buffer.compare(await store.get(at('a/b.bin')), body)).toBe(0);
      expect(await store.head(at('a/b.bin'))).toEqual({ url: at('a/b.bin'), size: 70_000, etag });
      expect(etag).not.toBe('');
    });

    test('takes text as UTF-8, and empty bodies', async () => {
      const { store, at } = await fresh();
      await store.put(at('t'), 'µ = 25″');
      expect(text(await store.get(at('t')))).toBe('µ = 25″');
      await store.put(at('e'), '');
      expect((await store.get(at('e'))).length).toBe(0);
      expect((await store.getRange(at('e'), 0, 10)).length).toBe(0);
      expect((await store.head(at('e')))?.size).toBe(0);
    });

    test('gives the start of an object with what is known of it', async () => {
      const { store, at } = await fresh();
      const body = randomBytes(70_000);
      const etag = await store.put(at('a/b.bin'), body);
      const head = { url: at('a/b.bin'), size: 70_000, etag };
      for (const length of [1, 6_000, 70_000, 100_000]) {
        const start = await store.getStart(at('a/b.bin'), length);
        expect(start.head).toEqual(head);
        expect(Buffer.compare(start.bytes, body.subarray(0, length))).toBe(0);
      }
      const none = await store.put(at('e'), '');
      const empty = await store.getStart(at('e'), 10);
      expect(empty.head).toEqual({ url: at('e'), size: 0, etag: none });
      expect(empty.bytes.length).toBe(0);
      await expect(store.getStart(at('missing'), 10)).rejects.toMatchObject({
        name: 'NoSuchObject',
      });
    });

    test('an object is a plain Uint8Array of its own', async () => {
      const { store, at } = await fresh();
      const body = new Uint8Array([1, 2, 3]);
      await store.put(at('x'), body);
      body[0] = 9;
      const first = await store.get(at('x'));
      first[1] = 9;
      const again = await store.get(at('x'));
      expect([...again]).toEqual([1, 2, 3]);
      expect(Object.getPrototypeOf(again)).toBe(Uint8Array.prototype);
    });

    test('a put replaces the whole and changes the etag', async () => {
      const { store, at } = await fresh();
      const first = await store.put(at('x'), 'longer than the second');
      const second = await store.put(at('x'), 'second');
      expect(second).not.toBe(first);
      expect((await store.head(at('x')))?.etag).toBe(second);
      expect(text(await store.get(at('x')))).toBe('second');
    });

    test('takes a stream, small, large or empty; one that breaks leaves what stood there', async () => {
      const { store, at } = await fresh();
      await store.putStream(at('small'), ['a', new Uint8Array([98]), 'c']);
      expect(text(await store.get(at('small')))).toBe('abc');
      await store.putStream(at('empty'), []);
      expect((await store.head(at('empty')))?.size).toBe(0);
      const piece = randomBytes(3_000_001);
      async function* pieces() {
        for (let i = 0; i < 13; i++) yield piece;
      }
      const etag = await store.putStream(at('large'), pieces());
      expect(await store.head(at('large'))).toEqual({ url: at('large'), size: 39_000_013, etag });
      expect(
        Buffer.compare(await store.get(at('large')), Buffer.concat(Array(13).fill(piece))),
      ).toBe(0);
      async function* broken() {
        for (let i = 0; i < 12; i++) yield piece;
        throw new Error('the source broke');
      }
      await expect(store.putStream(at('small'), broken())).rejects.toThrow();
      expect(text(await store.get(at('small')))).toBe('abc');
    });

    test('takes pieces of all sizes that use two arrays in turn', async () => {
      const { store, at } = await fresh();
      const sizes = [1, 3_000_000, 20, 20, 2_900_000, 300_000, 7, 1_048_576, 262_144, 40_000];
      const room = [new Uint8Array(3_000_000), new Uint8Array(3_000_000)];
      function* pieces() {
        for (const [k, size] of [...sizes, ...sizes].entries())
          yield room[k % 2]!.fill(k + 1).subarray(0, size);
      }
      await store.putStream(at('turns'), pieces());
      const whole = [...sizes, ...sizes].map((size, k) => new Uint8Array(size).fill(k + 1));
      expect(Buffer.compare(await store.get(at('turns')), Buffer.concat(whole))).toBe(0);
    });

    test('takes a stream with long runs of zeros, also at its end', async () => {
      const { store, at } = await fresh();
      const [piece, zeros] = [randomBytes(1_500_000), new Uint8Array(3_200_000)];
      const all = [zeros, piece, zeros, piece, zeros];
      const etag = await store.putStream(at('zeros'), all);
      expect(await store.head(at('zeros'))).toEqual({ url: at('zeros'), size: 12_600_000, etag });
      expect(Buffer.compare(await store.get(at('zeros')), Buffer.concat(all))).toBe(0);
    });

    test('reads ranges, cut at the end, into the start of an array', async () => {
      const { store, at } = await fresh();
      await store.put(at('x'), '0123456789');
      expect(text(await store.getRange(at('x'), 2, 3))).toBe('234');
      expect(text(await store.getRange(at('x'), 7, 100))).toBe('789');
      expect((await store.getRange(at('x'), 10, 5)).length).toBe(0);
      expect((await store.getRange(at('x'), 400, 5)).length).toBe(0);
      expect((await store.getRange(at('x'), 4, 0)).length).toBe(0);
      const into = new Uint8Array(6).fill(7);
      const got = await store.getRange(at('x'), 8, 6, into);
      expect(got.buffer).toBe(into.buffer);
      expect([got.byteOffset, text(got)]).toEqual([0, '89']);
      expect([...into.subarray(2)]).toEqual([7, 7, 7, 7]);
    });

    test('reads a range straight into WebAssembly memory', async () => {
      const { store, at } = await fresh();
      const body = randomBytes(300_000);
      await store.put(at('x'), body);
      const memory = new WebAssembly.Memory({ initial: 8 });
      const got = await store.getRange(
        at('x'),
        1000,
        200_000,
        new Uint8Array(memory.buffer, 4096, 200_000),
      );
      expect(got.buffer).toBe(memory.buffer);
      const there = new Uint8Array(memory.buffer);
      expect(Buffer.compare(there.subarray(4096, 204_096), body.subarray(1000, 201_000))).toBe(0);
      expect(there[4095]! + there[204_096]!).toBe(0);
    });

    test('reads the version that is asked for, or none', async () => {
      const { store, at } = await fresh();
      const first = await store.put(at('x'), '0123456789');
      expect(text(await store.get(at('x'), first))).toBe('0123456789');
      expect(text(await store.getRange(at('x'), 2, 3, undefined, first))).toBe('234');
      const second = await store.put(at('x'), 'abcdefghij');
      const error = { name: 'Changed', url: at('x') };
      await expect(store.get(at('x'), first)).rejects.toMatchObject({ ...error, action: 'get' });
      await expect(store.getRange(at('x'), 2, 3, undefined, first)).rejects.toMatchObject({
        ...error,
        action: 'getRange',
      });
      expect(text(await store.getRange(at('x'), 2, 3, new Uint8Array(3), second))).toBe('cde');
      await store.put(at('x'), 'short');
      await expect(store.getRange(at('x'), 8, 2, undefined, second)).rejects.toMatchObject(error);
      await store.delete(at('x'));
      await expect(store.get(at('x'), second)).rejects.toMatchObject({ name: 'NoSuchObject' });
    });

    test('refuses ranges that are none, and arrays that are too small', async () => {
      const { store, at } = await fresh();
      await store.put(at('x'), '0123456789');
      const range = async (offset: number, length: number, into?: Uint8Array) =>
        store.getRange(at('x'), offset, length, into);
      await expect(range(-1, 2)).rejects.toThrow(RangeError);
      await expect(range(0, Number.NaN)).rejects.toThrow(RangeError);
      await expect(range(0, 1.5)).rejects.toThrow(RangeError);
      await expect(range(0, 5, new Uint8Array(4))).rejects.toThrow(RangeError);
    });

    test('a huge asked length allocates no more than the object has', async () => {
      const { store, at } = await fresh();
      await store.put(at('x'), '0123456789');
      expect(text(await store.getRange(at('x'), 1, 2 ** 50))).toBe('123456789');
    });

    test('what is not there: head undefined, get and getRange NoSuchObject, delete silent', async () => {
      const { store, at, base } = await fresh();
      const error = { name: 'NoSuchObject', url: at('no') };
      expect(await store.head(at('no'))).toBeUndefined();
      await expect(store.get(at('no'))).rejects.toMatchObject({ ...error, action: 'get' });
      await expect(store.getRange(at('no'), 0, 5)).rejects.toMatchObject({
        ...error,
        action: 'getRange',
      });
      await store.delete(at('no'));
      expect(await urls(store, base)).toEqual([]);
      await store.put(at('f/x'), 'x');
      expect(await store.head(at('f'))).toBeUndefined();
      await expect(store.get(at('f'))).rejects.toMatchObject({ name: 'NoSuchObject' });
      await store.delete(at('f'));
      expect(await urls(store, base)).toEqual([at('f/x')]);
    });

    test.skipIf(isWeb)('a folder is no object', async () => {
      const { store, base } = await fresh();
      const refused = { name: 'BadUrl' };
      await expect(store.put(base, 'x')).rejects.toMatchObject(refused);
      await expect(store.putIfUnchanged(base, 'x', undefined)).rejects.toMatchObject(refused);
      await expect(store.get(base)).rejects.toMatchObject(refused);
      await expect(store.head(base)).rejects.toMatchObject(refused);
      await expect(store.delete(base)).rejects.toMatchObject(refused);
    });

    test('deletes', async () => {
      const { store, at } = await fresh();
      await store.put(at('x'), 'x');
      await store.delete(at('x'));
      expect(await store.head(at('x'))).toBeUndefined();
      expect(await store.putIfUnchanged(at('x'), 'y', undefined)).toBe(
        (await store.head(at('x')))?.etag,
      );
    });

    test('putIfUnchanged: of many at once exactly one wins, over nothing and over a version; its bytes stand', async () => {
      const { store, at } = await fresh();
      const race = async (before: string | undefined, sign: string) => {
        const bodies = Array.from({ length: 12 }, (_, i) => `${sign}${i}`.repeat(5000 + i));
        const won = await Promise.all(
          bodies.map((body) => store.putIfUnchanged(at('r/one'), body, before)),
        );
        const [etag, ...others] = won.filter((one) => one !== undefined);
        expect(others).toEqual([]);
        expect(text(await store.get(at('r/one'), etag))).toBe(bodies[won.indexOf(etag)]);
        return etag;
      };
      const first = await race(undefined, 'a');
      expect(await store.putIfUnchanged(at('r/one'), 'late', undefined)).toBeUndefined();
      const second = await race(first, 'b');
      expect(await store.putIfUnchanged(at('r/one'), 'late', first)).toBeUndefined();
      expect((await store.head(at('r/one')))?.etag).toBe(second);
      expect(await store.putIfUnchanged(at('r/none'), 'x', second)).toBeUndefined();
      expect(await store.head(at('r/none'))).toBeUndefined();
    });

    test('while it is replaced, a reader sees the old or the new, never half, and no other key', async () => {
      const { store, at, base } = await fresh();
      const body = (i: number) => new Uint8Array(400_000).fill(i);
      await store.put(at('d/x'), body(0));
      let writing = true;
      const writer = (async () => {
        for (let i = 1; i <= 20; i++) await store.put(at('d/x'), body(i));
        writing = false;
      })();
      while (writing) {
        const seen = await store.get(at('d/x'));
        expect(seen.length).toBe(400_000);
        expect(seen.every((value) => value === seen[0])).toBe(true);
        expect(await urls(store, base)).toEqual([at('d/x')]);
      }
      await writer;
    });

    test('lists in the order of UTF-8 keys, by any prefix', async () => {
      const { store, at, base } = await fresh();
      // '-' < '.' < '/' < '0'; U+FF5E stands before U+1D11E in UTF-8 but behind it in UTF-16
      const keys = ['a-b', 'a.b', 'a/1', 'a/b/c', 'a/b0', 'a0', 'b', 'é', '～', '𝄞'];
      for (const key of keys.toReversed()) await store.put(at(key), key);
      expect(await urls(store, base)).toEqual(keys.map(at));
      expect(await urls(store, at('a'))).toEqual(keys.slice(0, 6).map(at));
      expect(await urls(store, `${at('a')}/`)).toEqual(keys.slice(2, 5).map(at));
      expect(await urls(store, at('a/b'))).toEqual(keys.slice(3, 5).map(at));
      expect(await urls(store, at('b'))).toEqual([at('b')]);
      expect(await urls(store, at('no/such'))).toEqual([]);
      for (const [k, key] of keys.entries())
        expect(await urls(store, base, at(key)), key).toEqual(keys.slice(k + 1).map(at));
      expect(await urls(store, at('a'), at('a/a'))).toEqual(keys.slice(3, 6).map(at));
      expect(await urls(store, at('a/b'), `${at('a/b')}/`)).toEqual(keys.slice(3, 5).map(at));
      for await (const head of store.list(at('a/1')))
        expect(head).toEqual(await store.head(at('a/1')));
    });

    test('lists more than one page', async () => {
      const { store, at, base } = await fresh();
      const keys = Array.from({ length: 1100 }, (_, i) => `n${String(i).padStart(4, '0')}`);
      for (let i = 0; i < keys.length; i += 50)
        await Promise.all(keys.slice(i, i + 50).map((key) => store.put(at(key), key)));
      expect(await urls(store, base)).toEqual(keys.map(at));
    });

    test.skipIf(isWeb)('keys with characters that mean something elsewhere', async () => {
      const { store, at, base } = await fresh();
      const keys = [
        'a b',
        'a#b',
        'a%20b',
        'a%2Fb',
        'a&b',
        "a'b",
        'a+b',
        'a<b>',
        'a=b',
        'a?b',
        'a~b',
        'aµb',
        '{a}',
      ].sort();
      for (const key of keys) await store.put(at(key), key);
      for (const key of keys) expect(text(await store.get(at(key)))).toBe(key);
      const listed = await urls(store, base);
      expect(listed).toEqual(keys.map(at));
      for (const url of listed) expect(await store.head(url)).toMatchObject({ url });
    });

    test('large bodies come back whole', async () => {
      const { store, at } = await fresh();
      const body = randomBytes(WHOLE_UP_TO_BYTES + 12_345);
      const etag = await store.put(at('big'), body);
      expect(await store.head(at('big'))).toMatchObject({ size: body.length, etag });
      expect(Buffer.compare(await store.get(at('big')), body)).toBe(0);
      const piece = await store.getRange(at('big'), 16 * 2 ** 20 - 100, 300);
      expect(Buffer.compare(piece, body.subarray(16 * 2 ** 20 - 100, 16 * 2 ** 20 + 200))).toBe(0);
      expect(await store.putIfUnchanged(at('big'), body, undefined)).toBeUndefined();
      const other = await store.putIfUnchanged(at('big'), body.subarray(1), etag);
      expect(await store.head(at('big'))).toMatchObject({ size: body.length - 1, etag: other });
      expect(await store.putIfUnchanged(at('big'), body, etag)).toBeUndefined();
      expect(await store.putIfUnchanged(at('big2'), body, undefined)).toBeDefined();
    });
  });
}
