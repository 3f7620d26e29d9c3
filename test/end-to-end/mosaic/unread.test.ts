import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readTable } from '../../../shared/core/fits/table.ts';
import { readJsonLines } from '../starfan.ts';
import { writeMade } from './made.ts';
import { mosaicsFolder } from './mosaics.ts';

const mosaic = mosaicsFolder('mosaic-unread');
const folder = mkdtempSync(join(tmpdir(), 'starfan-mosaic-unread-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = { crval: [150, 2], crpix: [10.5, 10.5], scale: 1 } as const;

it('an image without a good pixel fails, and the mosaic says that it is not of it', async () => {
  const paths = [1, Number.NaN, 3].map((value, k) => {
    const path = join(folder, `i${k}.fits`);
    writeMade(path, new Float32Array(400).fill(value), [20, 20], place);
    return path;
  });
  const run = await mosaic([...paths, '--background', 'none', '--tolerate', '50']);
  const failures = readJsonLines(join(run.out, 'failures.jsonl'));
  expect(failures.map(({ line, error }) => [line, error])).toEqual([[2, 'NoGoodPixels']]);
  const { bytes, science } = await run.read();
  expect(science.hdu.header.get('NCOMBINE')).toBe(2);
  expect(science.at(10, 10)).toBe(2);
  const hdus = await (await openFits(memorySource(bytes))).hdus();
  const table = hdus.find(({ header }) => header.string('EXTNAME')?.trim() === 'INPUTS')!;
  const { columns } = await readTable(table);
  const column = (name: string) => columns.find((one) => one.name === name)!.data;
  expect([...(column('NAME') as string[])]).toEqual(['i0', 'i1', 'i2']);
  expect(Array.from(column('USED') as ArrayLike<unknown>)).toEqual([true, false, true]);
});
