import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { dropsOf } from '../functions/start-run/drop-event.ts';
import { volumeKeys } from '../shared/contracts/catalogue.ts';
import { keys } from '../shared/contracts/keys.ts';
import { matchKeys } from '../shared/contracts/matches.ts';
import { mosaicKeys } from '../shared/contracts/mosaics/keys.ts';
import { skyKeys } from '../shared/contracts/sky-map/keys.ts';
import { DataError } from '../shared/core/errors.ts';
import { gunzip } from '../shared/core/fits/codecs/gzip.ts';
import { openFits } from '../shared/core/fits/file.ts';
import { BoundedBytes } from '../shared/core/unpack/bounded-bytes.ts';
import { lambdaHandler } from '../shared/lambda/handler.ts';
import { imageSource } from '../shared/run/image-source.ts';
import { memoryStore } from '../shared/store/memory.ts';
import { joinUrl } from '../shared/store/url.ts';
import { root } from './deploy/service.ts';

const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const rows = [...page.matchAll(/\| `(test\/[^`]+)`: (.+?) \|$/gm)].map(
  ([, path, title]) => [path!, title!] as const,
);

afterEach(() => void vi.restoreAllMocks());

it('docs/security.md names a test for every threat', () => {
  const threats = page.split('\n').filter((line) => /^\| (?!threat|---)/.test(line));
  expect(rows).toHaveLength(threats.length);
  expect(rows.length).toBeGreaterThan(20);
});

it.each(rows)('%s has the test that docs/security.md names: %s', (path, title) => {
  expect(existsSync(join(root, path))).toBe(true);
  expect(readFileSync(join(root, path), 'utf8')).toContain(title);
});

/** Whatever a run writes, made of a name; the name is a cell of the sky, too. */
const keysOf = (name: string): string[] => {
  const part = { order: 5, pixel: 7, toString: () => name };
  return [keys, skyKeys, mosaicKeys, volumeKeys, matchKeys].flatMap((table) =>
    Object.values(table).map((key: unknown) =>
      typeof key === 'function' ? String(key(part, part, part)) : String(key),
    ),
  );
};

/** Its address in a run; none where the key is refused. */
function joined(run: string, key: string): string[] {
  try {
    return [joinUrl(run, key)];
  } catch (error) {
    expect(error).toMatchObject({ name: 'OutsideFolder' });
    return [];
  }
}

it('nothing that a run writes starts a run, whatever its images and bands are called', () => {
  const run = 's3://my-sky/runs/one/';
  const startedBy = (url: string) => {
    const key = encodeURIComponent(url.replace('s3://my-sky/', ''));
    return dropsOf({ Records: [{ s3: { bucket: { name: 'my-sky' }, object: { key } } }] });
  };
  for (const name of ['x', 'lists/detect/x.txt', '../../lists/detect/x.txt', '/lists/detect/x']) {
    const urls = keysOf(name).flatMap((key) => joined(run, key));
    expect(urls.length).toBeGreaterThan(/^[./]/.test(name) ? 20 : 50);
    for (const url of urls) {
      expect(url.startsWith(run) && !url.includes('..'), url).toBe(true);
      expect(startedBy(url), url).toEqual([]);
      // and the same where lists are dropped does
      expect(startedBy(url.replace(run, 's3://my-sky/lists/detect/')), url).toHaveLength(1);
    }
  }
});

it('a decompression bomb is refused at its bound, not when memory is full', () => {
  const bomb = gzipSync(Buffer.alloc(8 * 2 ** 20));
  expect(bomb.length).toBeLessThan(20_000);
  expect(() => gunzip(bomb, 2 ** 20)).toThrow(DataError);
  const bounded = new BoundedBytes(2 ** 20);
  expect(() => {
    for (;;) bounded.write(new Uint8Array(1000));
  }).toThrow(/unpacks to more than 1 MiB/);
});

it('an image that is packed twice is refused by name, before it is unpacked twice', async () => {
  const side = 6000;
  const header = [
    'SIMPLE  = T',
    'BITPIX  = -32',
    'NAXIS   = 2',
    `NAXIS1  = ${side}`,
    `NAXIS2  = ${side}`,
    'END',
  ];
  const fits = Buffer.alloc(2880 * (1 + Math.ceil((4 * side * side) / 2880)));
  fits.write(
    header
      .map((card) => card.padEnd(80))
      .join('')
      .padEnd(2880),
    'latin1',
  );
  const bomb = gzipSync(gzipSync(fits, { level: 9 }), { level: 9 });
  expect(bomb.length).toBeLessThan(2000);
  const store = memoryStore();
  const url = 's3://a-bucket/bomb.fits.gz';
  await store.put(url, bomb);
  const source = await imageSource(store, (await store.head(url))!);
  expect(source.size).toBe(bomb.length);
  await expect(openFits(source)).rejects.toMatchObject({
    name: 'UnsupportedFits',
    message: expect.stringContaining('gzip-compressed'),
  });
});

it('what a hostile name says stays on one line of the log', async () => {
  const name = 'x\n{"message":"done"}\r\u001b[2J\u2028';
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line));
  const handler = lambdaHandler(z.object({ name: z.string() }), async (input, { log }) => {
    log(`reads ${input.name}`, { name: input.name });
    throw new Error(input.name);
  });
  const context = { functionName: 'f', awsRequestId: name } as Parameters<typeof handler>[1];
  await expect(handler({ name }, context)).rejects.toThrow();
  expect(lines).toHaveLength(2);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  for (const line of lines) expect(line).not.toMatch(/[\u0000-\u001f\u007f]/);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ function: 'f' });
});
