import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readImage } from '../../../shared/core/fits/image.ts';

const missing = ['source-extractor', 'scamp', 'psfex', 'SWarp'].filter(
  (program) => spawnSync(program, ['-v']).error !== undefined,
);

/** Whether the programs that read LDAC are installed. */
export const hasPrograms = missing.length === 0;
if (!hasPrograms)
  console.warn(
    `${missing.join(', ')} not installed: what they make of a catalogue is not compared`,
  );

/** What SCAMP, PSFEx and SWarp make of a mosaic and its catalogues. */
export interface Solution {
  /** cards of SCAMP's .head that hold numbers, one record for each CCD */
  heads: Record<string, number>[];
  /** PSFEx' table: accepted and all stars, chi2 over degrees of freedom, FWHM in pixels */
  psf: { accepted: number; total: number; chi2: number; fwhm: number }[];
  /** SWarp's mosaic with SCAMP's solution */
  coadd: { width: number; height: number; pixels: Float64Array };
}

/** Runs a program in a folder; throws what it says where it fails or dies. */
export function runProgram(folder: string, program: string, args: readonly string[]): string {
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
  });
  const said = stdout + stderr;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${signal ?? status}: ${said}`);
  return said;
}

/**
 * Solves the mosaic `image` by the catalogues `scamp.ldac` and `psfex.ldac` of `folder`, with
 * scamp.conf and psfex.conf of the folder above.
 */
export async function solve(folder: string, image: string, reference: string): Promise<Solution> {
  mkdirSync(folder, { recursive: true });
  runProgram(folder, 'scamp', [
    ...['scamp.ldac', '-c', '../scamp.conf', '-ASTREFCAT_NAME', reference, '-WRITE_XML', 'N'],
  ]);
  const said = runProgram(folder, 'psfex', ['psfex.ldac', '-c', '../psfex.conf']);
  copyFileSync(image, join(folder, 'mosaic.fits'));
  copyFileSync(join(folder, 'scamp.head'), join(folder, 'mosaic.head'));
  runProgram(folder, 'SWarp', ['mosaic.fits', '-SUBTRACT_BACK', 'N', '-WRITE_XML', 'N']);
  return {
    heads: readHeads(join(folder, 'scamp.head')),
    psf: readPsf(said),
    coadd: await readMosaic(join(folder, 'coadd.fits')),
  };
}

/** An image as SWarp writes it, and as check images are. */
export async function readMosaic(path: string): Promise<Solution['coadd']> {
  const file = await openFits(memorySource(readFileSync(path)));
  const { width, height, data } = await readImage(await file.hdu(0));
  return { width, height, pixels: Float64Array.from(data, Number) };
}

/** The numbers of a `.head` file of SCAMP. */
export const readHeads = (path: string): Solution['heads'] =>
  readFileSync(path, 'latin1')
    .split(/^END\s*$/m)
    .filter((part) => part.includes('='))
    .map((part) =>
      Object.fromEntries(
        [...part.matchAll(/^(\w+)\s*=\s*([-+.\dE]+)\s/gm)].map(([, keyword, value]) => [
          keyword,
          Number(value),
        ]),
      ),
    );

/**
 * Lines as `p  [1/2]  36/38  0.96  1.00  3.89  0.03  0.01  0.01`; of one image without `[1/2]`.
 */
export const readPsf = (said: string): Solution['psf'] =>
  [...said.matchAll(/\s(\d+)\/(\d+)\s+[\d.]+\s+([\d.]+)\s+([\d.]+)/g)].map(
    ([, accepted, total, chi2, fwhm]) => ({
      accepted: Number(accepted),
      total: Number(total),
      chi2: Number(chi2),
      fwhm: Number(fwhm),
    }),
  );
