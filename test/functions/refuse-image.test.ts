import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openList } from '../../functions/start-run/read-list.ts';
import { refuseImage } from '../../functions/start-run/refuse-image.ts';
import { memoryStore } from '../../shared/store/memory.ts';

const LIST_URL = 's3://lists/list.txt';
const IMAGES = 's3://b/a.fits\ns3://b/b.fits\n';
const given = async (body: Uint8Array | string) => {
  const store = memoryStore();
  await store.put(LIST_URL, body);
  return store;
};

describe('a list that is no text', () => {
  it.each([
    ['FITS', `SIMPLE  =                    T`.padEnd(2880)],
    ['a PNG picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a gzip file', gzipSync(IMAGES)],
    ['text in UTF-16', Buffer.from(IMAGES, 'utf16le')],
    ['zeros', new Uint8Array(512)],
    ['a Parquet file', 'PAR1'.padEnd(100, '\u0015')],
  ])('%s is refused', async (_, body) => {
    await expect(refuseImage(await given(body), LIST_URL)).rejects.toMatchObject({
      name: 'BadRequest',
      message: expect.stringContaining('is no text'),
    });
  });
});

it('zeros in one line cost this line', async () => {
  const store = await given(`s3://b/x\0\0y.fits\n${IMAGES}`);
  await refuseImage(store, LIST_URL);
  const read: unknown[] = [];
  for await (const one of openList(store, LIST_URL, { folder: undefined })()) read.push(one);
  expect(read).toMatchObject([
    { failure: { line: 1, error: 'NotAUri' } },
    { item: { line: 2 } },
    { item: { line: 3 } },
  ]);
});
