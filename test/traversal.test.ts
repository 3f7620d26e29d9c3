import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { dropsOf } from '../functions/start-run/drop-event.ts';
import { openList } from '../functions/start-run/read-list.ts';
import { isKey } from '../local/s3-front/names.ts';
import { keys } from '../shared/contracts/keys.ts';
import { memoryStore } from '../shared/store/memory.ts';
import { joinUrl } from '../shared/store/url.ts';

/** Names that would lead out of a folder where somebody takes them for a path. */
const leaving = ['..', '.', '../x', 'a/../../x', '/etc/passwd', 'a//x', '..\\x', 'a\0/../x', 'x\n'];
/** The same in letters that somebody may decode: they are names, and stay where they are. */
const encoded = ['%2e%2e', '%2e%2e/x', '..%2fx', '%2fetc%2fpasswd', '..%5cx', '%252e%252e%252fx'];

it.each(['s3://a-bucket/runs/1/', 'file:///runs/1/', 'memory://runs/1/'])(
  'no key leads out of the run %s',
  (run) => {
    for (const name of leaving)
      for (const key of [name, keys.given(name), keys.image(name, 'a'), keys.task('a', name)])
        if (key.split('/').some((part) => ['', '.', '..'].includes(part)) || /[\\\0\n]/.test(key))
          expect(() => joinUrl(run, key), key).toThrow(/is not a safe relative key/);
    for (const name of encoded) {
      const url = joinUrl(run, keys.given(name));
      const path = url.startsWith('file:') ? fileURLToPath(url) : url;
      expect(path).toBe(`${run.replace('file://', '')}given/${name}`);
    }
  },
);

it('an image is named by letters that are no path, whatever its address is', async () => {
  const store = memoryStore();
  const url = 's3://lists/list.txt';
  const hosts = ['s3://a-bucket/x/', 'https://a.org/x/'];
  const lines = hosts.flatMap((host) => [...leaving, ...encoded].map((name) => `${host}${name}`));
  await store.put(url, new TextEncoder().encode(lines.join('\n')));
  const isAllowed = { bucket: () => true, host: () => true };
  const read = [];
  for await (const line of openList(store, url, { folder: undefined, isAllowed })())
    read.push(line);
  const names = read.flatMap((line) => ('item' in line ? [line.item.name] : []));
  expect(names.length).toBeGreaterThan(encoded.length);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/);
});

it('a run is named by letters that are no path, whatever its list is called', () => {
  const drops = [...encoded, 'm31..txt', 'a+b%2f..%2fc.txt'].flatMap((name) => {
    const s3 = { bucket: { name: 'a-bucket' }, object: { key: `lists/detect/${name}`, eTag: 'e' } };
    return dropsOf({ Records: [{ s3 }] });
  });
  expect(drops.length).toBeGreaterThan(3);
  for (const { name } of drops) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/);
});

it('the S3 front takes no key for a file that would lie elsewhere', () => {
  for (const name of ['..', 'a/../../x', 'a/./x', 'a\0/../x'])
    expect(isKey(name), name).toBe(false);
  for (const name of encoded) expect(isKey(name), name).toBe(true);
});
