import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/contracts/keys.ts';
import { parseHduName } from '../../shared/run/extractor/hdu-name.ts';
import { namedFiles } from '../../shared/run/extractor/named-files.ts';
import { headOf } from '../../shared/run/head.ts';
import { isRun } from '../../shared/run/is-run.ts';
import { nameOfFile } from '../../shared/run/name-of-file.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { RUN, urlOf } from './run-objects.ts';

describe('the address of an image', () => {
  it.each([
    ['s3://bucket/a%20b.fits', 'a b.fits'],
    ['file:///data/50%.fits', '50%.fits'],
    ['a.fits', 'a.fits'],
  ])('%s has the name %s', (uri, name) => {
    expect(nameOfFile(uri)).toBe(name);
  });

  it.each([
    ['a.fits', undefined],
    ['a.fits[2]', 2],
    ['a.fits[SCI]', { extname: 'SCI' }],
    ['a.fits[SCI,2]', { extname: 'SCI', extver: 2 }],
  ])('%s names the HDU %j', (name, hdu) => {
    expect(parseHduName(name)).toEqual({ path: 'a.fits', hdu });
  });

  it('becomes a URL where it is a path', () => {
    expect(runUrl.parse('/data/run/')).toBe('file:///data/run/');
    expect(runUrl.parse('s3://bucket/runs/a/')).toBe('s3://bucket/runs/a/');
    expect(() => runUrl.parse('')).toThrow();
  });
});

describe('the head of an object', () => {
  it('is there, or says what is there instead', async () => {
    const store = memoryStore();
    await store.put('memory://bucket/in/a.fits', 'A');
    expect(await headOf(store, 'memory://bucket/in/a.fits')).toMatchObject({ size: 1 });
    await expect(headOf(store, 'memory://bucket/in')).rejects.toThrow('is a folder');
    await expect(headOf(store, 'memory://bucket/x')).rejects.toMatchObject({
      name: 'NoSuchObject',
      message: expect.stringContaining('is not there'),
    });
    expect(await headOf(store, 'memory://bucket/x', true)).toBeUndefined();
  });
});

describe('a prefix', () => {
  it('is that of a run by a file of its own, and not by anybody’s list.jsonl', async () => {
    const store = memoryStore();
    expect(await isRun(store, RUN)).toBe(false);
    await store.put(urlOf(keys.list), '{"name":"somebody’s"}\n');
    expect(await isRun(store, RUN)).toBe(false);
    await store.put(urlOf(keys.request), 'no JSON');
    expect(await isRun(store, RUN)).toBe(false);
    await store.put(urlOf(keys.list), '{"line":1,"uri":"a.fits","name":"a"}\n');
    expect(await isRun(store, RUN)).toBe(true);
  });
});

describe('files that a configuration names', () => {
  it('are read as UTF-8 or Latin-1, and are undefined where there are none', async () => {
    const store = memoryStore();
    await store.put('memory://bucket/a.param', new TextEncoder().encode('σ'));
    await store.put('memory://bucket/b.param', Uint8Array.of(0xe9));
    const files = namedFiles(store, (name) => `memory://bucket/${name}`);
    expect(await files.text('a.param')).toBe('σ');
    expect(await files.text('b.param')).toBe('é');
    expect(await files.text('c.param')).toBeUndefined();
  });
});
