import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Context } from 'aws-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { PlannedImage } from '../../shared/contracts/sky-map/images.ts';
import { type CardToWrite, writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { ImageReader, imageReader } from '../../shared/run/image-reader.ts';
import { fileStore } from '../../shared/store/file.ts';
import type { Store } from '../../shared/store/store.ts';

const SIDE = 1024; // 4 MB: 24 are kept
const IMAGES = 30;
const folder = mkdtempSync(join(tmpdir(), 'starfan-reader-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cards: CardToWrite[] = Object.entries({
  ...{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 10, CRVAL2: 20, CRPIX1: 512, CRPIX2: 512 },
  ...{ CDELT1: -0.001, CDELT2: 0.001 },
}).map(([keyword, value]) => ({ keyword, value }));

/** Image `n` has n + 1 in its pixels, of an integer type where it is odd. */
const urls = Array.from({ length: IMAGES }, (_, n) => {
  const path = join(folder, `${n}.fits`);
  const pixels = n % 2 ? new Int16Array(SIDE ** 2) : new Float32Array(SIDE ** 2);
  writeFileSync(path, writeFits([writeImage(pixels.fill(n + 1), [SIDE, SIDE], cards)]));
  return pathToFileURL(path).href;
});

/** The same image packed. */
function packed(n: number): string {
  const url = `${urls[n]!}.gz`;
  if (!existsSync(fileURLToPath(url)))
    writeFileSync(
      fileURLToPath(url),
      gzipSync(readFileSync(fileURLToPath(urls[n]!)), { level: 1 }),
    );
  return url;
}

function reading(reader = new ImageReader()): {
  read(n: number, isPacked?: boolean): Promise<Float32Array>;
  reads: string[];
  begin(): void;
} {
  const files = fileStore();
  const reads: string[] = [];
  const store: Store = {
    ...files,
    getRange(url, ...range) {
      reads.push(url);
      return files.getRange(url, ...range);
    },
  };
  return {
    reads,
    begin: () => reader.begin(),
    async read(n, isPacked = false) {
      const url = isPacked ? packed(n) : urls[n]!;
      const head = (await files.head(url))!;
      const item = { line: 1, uri: url, name: `${n}` };
      const image = { item, hdu: 0, width: SIDE, height: SIDE } as unknown as PlannedImage;
      return (await reader.read(store, head, image)).pixels;
    },
  };
}

/** Looks at a pixel of each row. */
const isAll = (pixels: Float32Array, value: number): boolean => {
  for (let i = 0; i < pixels.length; i += SIDE + 1) if (pixels[i] !== value) return false;
  return true;
};

describe('the images that a process has read', () => {
  it('stay until files are 96 MB, the latest the longest', async () => {
    const { read, reads } = reading();
    for (let n = 0; n < 24; n++) await read(n);
    await read(0);
    expect(reads.length).toBe(24);
    await read(24);
    await read(0); // it was asked for after 1
    expect(reads.length).toBe(25);
    await read(1);
    expect(reads.length).toBe(26);
  });

  it('are not waited for by a task when one that was given up still reads them', async () => {
    const reader = new ImageReader();
    const files = fileStore();
    const [head, image] = [
      (await files.head(urls[2]!))!,
      { item: { line: 1, uri: urls[2]!, name: '2' }, hdu: 0, width: SIDE, height: SIDE },
    ];
    const stuck: Store = { ...files, getRange: () => new Promise(() => {}) };
    void reader.read(stuck, head, image as unknown as PlannedImage);
    reader.begin();
    const { pixels } = await reader.read(files, head, image as unknown as PlannedImage);
    expect(isAll(pixels, 3)).toBe(true);
  });

  it('keep their pixels during a task, however many it reads', async () => {
    const { read, begin } = reading();
    begin();
    const held: Float32Array[] = [];
    for (let n = 0; n < IMAGES; n++) held.push(await read(n));
    expect(held.every((pixels, n) => isAll(pixels, n + 1))).toBe(true);
  });

  it('leave their memory to images of later tasks', async () => {
    const { read, begin } = reading();
    const buffers = new Set<ArrayBufferLike>();
    for (let round = 0; round < 3; round++)
      for (let n = 0; n < IMAGES; n++) {
        begin();
        const pixels = await read(n);
        expect(isAll(pixels, n + 1)).toBe(true);
        buffers.add(pixels.buffer);
      }
    expect(buffers.size).toBeLessThan(IMAGES);
  });

  it('go when two invocations in a row have read none', async () => {
    const { read, reads, begin } = reading(imageReader);
    const handlers = {
      reads: lambdaHandler(z.object({}), async () => {
        begin();
        return (await read(0)).length;
      }),
      none: lambdaHandler(z.object({}), async () => 0),
    };
    const invoke = (name: keyof typeof handlers) =>
      handlers[name]({}, { functionName: name, awsRequestId: '1' } as Context);
    for (const name of ['reads', 'reads', 'none', 'reads'] as const) await invoke(name);
    expect(reads.length).toBe(1);
    for (const name of ['none', 'none', 'reads'] as const) await invoke(name);
    expect(reads.length).toBe(2);
  });

  it('stay in larger number where they are packed', async () => {
    const { read, reads } = reading();
    for (let n = 0; n < 30; n++) await read(n, true);
    await read(0, true);
    expect(reads.length).toBe(30);
  });
});
