import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import type { Hdu } from '../../../shared/core/fits/hdu.ts';
import { readImage } from '../../../shared/core/fits/image.ts';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import { starfan } from '../starfan.ts';

/** A plane of a mosaic; pixels as FITS counts them, from 1. */
export interface PixelPlane {
  hdu: Hdu;
  width: number;
  height: number;
  data: ArrayLike<number>;
  at(x: number, y: number): number;
}

/** The planes of a mosaic's file by their names, and its bytes. */
export async function readMosaic(path: string) {
  const bytes = new Uint8Array(readFileSync(path));
  const file = await openFits(memorySource(bytes));
  const planes = new Map<string, PixelPlane>();
  for (const hdu of await file.hdus()) {
    const name = hdu.header.string('EXTNAME')?.trim() ?? '';
    if (name === 'INPUTS' || hdu.shape.length < 2) continue;
    const [width = 0, height = 0] = hdu.shape;
    const data = (await readImage(hdu)).data as ArrayLike<number>;
    planes.set(name, { hdu, width, height, data, at: (x, y) => data[(y - 1) * width + x - 1]! });
  }
  const plane = (name: string): PixelPlane => planes.get(name)!;
  const science = plane('SCI');
  return { bytes, plane, science, wcs: parseWcs(science.hdu.header)!, names: [...planes.keys()] };
}

/** A folder for runs of `starfan mosaic`, gone after the tests of the file. */
export function mosaicsFolder(name: string) {
  const folder = mkdtempSync(join(tmpdir(), `starfan-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let runs = 0;

  /** Makes mosaics by the command, each run into a folder of its own. */
  return async (args: readonly string[]) => {
    const out = join(folder, `run${runs++}`);
    const ended = await starfan(['mosaic', ...args, '--out', out]);
    const files = ended.status === 0 ? mosaicsIn(out) : [];
    const read = (which = 0) => readMosaic(files[which]!);
    return { ...ended, out, files, read };
  };
}

const mosaicsIn = (out: string): string[] =>
  readdirSync(join(out, 'mosaics'))
    .flatMap((band) =>
      readdirSync(join(out, 'mosaics', band))
        .filter((name) => name.endsWith('.fits'))
        .map((name) => join(out, 'mosaics', band, name)),
    )
    .sort();
