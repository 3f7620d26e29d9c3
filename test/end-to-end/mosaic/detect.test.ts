import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readTable } from '../../../shared/core/fits/table.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { readJson, starfan } from '../starfan.ts';
import { madeCards } from './made.ts';
import { mosaicsFolder } from './mosaics.ts';

const SIDE = 200;
/** Of the mosaic: both images have its columns 100 to 200. */
const SHIFT = 100;
const mosaic = mosaicsFolder('mosaic-detect');
const folder = mkdtempSync(join(tmpdir(), 'starfan-mosaic-detect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Stars of one brightness every 25 pixels of the mosaic, noise of 1, and junk of weight 0. */
function image(k: number): string {
  const random = seededRandom(k + 1);
  const pixels = new Float32Array(SIDE * SIDE);
  const weight = new Float32Array(SIDE * SIDE).fill(1);
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [(i % SIDE) + k * SHIFT, Math.floor(i / SIDE)];
    const r2 = ((x % 25) - 12) ** 2 + ((y % 25) - 12) ** 2;
    pixels[i] = 20 + random.normal() + 60 * Math.exp(-r2 / 4.5);
    const isJunk = x >= 30 && x < 45 && y >= 45 && y < 55;
    if (isJunk) [pixels[i], weight[i]] = [1e5 * (y - 44), 0];
  }
  const path = join(folder, `${k}.fits`);
  const place = { crval: [150, 2], crpix: [150.5 - k * SHIFT, 100.5], scale: 1 } as const;
  const planes = { SCI: pixels, WHT: weight };
  const hdus = Object.entries(planes).map(([name, data]) =>
    writeImage(data, [SIDE, SIDE], [{ keyword: 'EXTNAME', value: name }, ...madeCards(place)]),
  );
  writeFileSync(path, writeFits(hdus));
  return path;
}

async function catalogueOf(path: string) {
  const file = await openFits(memorySource(readFileSync(path)));
  const { columns } = await readTable(await file.hdu({ extname: 'CATALOGUE' }));
  return (name: string) =>
    Array.from(columns.find((one) => one.name === name)!.data as Float64Array);
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

it.each(['none', 'lossless'])(
  'detect takes a mosaic with its weights as it is, compressed %s',
  async (compress) => {
    const images = [image(0), image(1)];
    const run = await mosaic([...images, '--background', 'none', '--compress', compress]);
    const out = join(folder, `detect-${compress}`);
    const { status, stderr } = await starfan(['detect', run.files[0]!, '--out', out]);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const [record] = readdirSync(join(out, 'tasks/detections'));
    const { detections } = readJson(join(out, 'tasks/detections', record!));
    expect(detections.hdus).toHaveLength(1);
    const { kind, plane } = detections.hdus[0].taken.noise;
    expect([kind, plane]).toEqual(['weight', expect.stringContaining('WHT')]);

    const column = await catalogueOf(join(out, 'images', 'mosaic', 'catalogue.fits'));
    const { width } = (await run.read()).science;
    expect(width).toBeGreaterThanOrEqual(300);
    const [x, error] = [column('x'), column('fluxerr_aper')];
    // 12 × 8 stars, less two that the junk hides; and nothing else, the junk least of all.
    expect(Math.abs(x.length - 95)).toBeLessThanOrEqual(1);
    // Two images of equal noise: a weight of 2, errors less by √2. The median of 30 is known to
    // 5 %.
    const errorOf = (from: number, to: number) =>
      median(error.filter((_, k) => x[k]! > from && x[k]! < to));
    const [one, two] = [errorOf(0, 90), errorOf(110, 190)];
    expect(Math.abs(one / two - Math.SQRT2)).toBeLessThan(0.1);
  },
);
