import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readImage } from '../../../shared/core/fits/image.ts';
import { readTable } from '../../../shared/core/fits/table.ts';
import { writeMade } from './made.ts';
import { mosaicsFolder } from './mosaics.ts';

const IMAGES = 67;
const [WIDTH, HEIGHT] = [40, 12];
const mosaic = mosaicsFolder('mosaic-context');
const folder = mkdtempSync(join(tmpdir(), 'starfan-mosaic-context-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Columns of the mosaic that an image has: others for each, and of the last ones the first too. */
const columnsOf = (k: number): [number, number] => [(k * 7) % 30, ((k * 7) % 30) + 5 + (k % 6)];

function image(k: number): string {
  const [first, end] = columnsOf(k);
  const path = join(folder, `i${String(k).padStart(2, '0')}.fits`);
  const pixels = new Float32Array((end - first) * HEIGHT).fill(k + 1);
  const place = { crval: [150, 2], crpix: [20.5 - first, 6.5], scale: 1 } as const;
  writeMade(path, pixels, [end - first, HEIGHT], place);
  return path;
}

it.each(['none', 'lossless'])('67 images have three planes of bits: compressed %s', async (way) => {
  const images = Array.from({ length: IMAGES }, (_, k) => image(k));
  const size = ['--center', '150 2', '--size', `${WIDTH}x${HEIGHT}`, '--scale', '1s'];
  const run = await mosaic([...images, ...size, '--background', 'none', '--compress', way]);
  const { bytes, science } = await run.read();
  const hdus = await (await openFits(memorySource(bytes))).hdus();
  const named = (name: string) =>
    hdus.filter(({ header }) => header.string('EXTNAME')?.trim() === name);
  const bits: number[] = [];
  for (const hdu of named('CTX'))
    for (const word of (await readImage(hdu)).data as Int32Array) bits.push(word);
  expect(bits).toHaveLength(3 * WIDTH * HEIGHT);

  const { columns } = await readTable(named('INPUTS')[0]!);
  const names = columns.find(({ name }) => name === 'NAME')!.data as string[];
  expect(names[66]).toBe('i66');
  for (let x = 0; x < WIDTH; x++) {
    const at = 5 * WIDTH + x;
    const told = names.filter((_, i) => (bits[(i >> 5) * WIDTH * HEIGHT + at]! >> (i & 31)) & 1);
    const own = Array.from({ length: IMAGES }, (_, k) => k).filter((k) => {
      const [first, end] = columnsOf(k);
      return x >= first && x < end;
    });
    expect(told.map((name) => Number(name.slice(1)))).toEqual(own);
    const mean = own.reduce((sum, k) => sum + k + 1, 0) / own.length;
    if (own.length === 0) expect(science.at(x + 1, 6)).toBeNaN();
    else expect(science.at(x + 1, 6)).toBeCloseTo(mean, 4);
  }
});
