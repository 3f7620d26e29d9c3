import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSep } from 'sep-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSharedCases, sharedCase } from '../../shared-data.ts';
import { rightAnswers } from '../right.ts';
import { copyCase, hasNetwork, runCase } from '../run-case.ts';
import { configurations } from './configurations.ts';
import { expectSameHeads, expectSameMosaic, expectSamePsfs } from './expect-same.ts';
import { twoCcds } from './mosaic.ts';
import { hasPrograms, runProgram, type Solution, solve } from './programs.ts';

const own = mkdtempSync(join(tmpdir(), 'starfan-astromatic-'));
afterAll(() => rmSync(own, { recursive: true, force: true }));
beforeAll(loadSep);

/** Where a mosaic, its configuration and a list of the true places stand. */
interface Mosaic {
  folder: string;
  image: string;
  reference: string;
}

/** Two CCDs of our own, 4″ and −3″ off; the reference is measured where the WCS is right. */
function ownMosaic(): Mosaic {
  for (const [name, text] of Object.entries(configurations)) writeFileSync(join(own, name), text);
  writeFileSync(join(own, 'right.fits'), twoCcds([0, 0], 20));
  writeFileSync(join(own, 'mosaic.fits'), twoCcds([4 / 3600, -3 / 3600], 30));
  runProgram(own, 'source-extractor', [
    ...['right.fits', '-c', 'm.sex', '-PARAMETERS_NAME', 'ref.param', '-CATALOG_NAME', 'ref.cat'],
  ]);
  return { folder: own, image: join(own, 'mosaic.fits'), reference: join(own, 'ref.cat') };
}

function caseMosaic(): Mosaic {
  const folder = copyCase('mosaic-ldac');
  const image = (name: string) => sharedCase(`extractor/images/${name}`);
  return { folder, image: image('mosaic.fits'), reference: image('ref.cat') };
}

/** The catalogues of both programs, each solved by SCAMP, PSFEx and SWarp. */
async function solveBoth({ folder, image, reference }: Mosaic): Promise<[Solution, Solution]> {
  const resultOf = async (name: string, search: (args: string[]) => Promise<void>) => {
    mkdirSync(join(folder, name));
    for (const user of ['scamp', 'psfex'])
      await search([
        ...[image, '-c', 'm.sex', '-CATALOG_TYPE', 'FITS_LDAC'],
        ...['-PARAMETERS_NAME', `${user}.param`, '-CATALOG_NAME', `${name}/${user}.ldac`],
      ]);
    return solve(join(folder, name), image, reference);
  };
  const theirs = await resultOf('theirs', async (args) => {
    runProgram(folder, 'source-extractor', args);
  });
  const ours = await resultOf('ours', async (args) => {
    expect((await runCase(folder, args)).error).toBeUndefined();
  });
  return [theirs, ours];
}

function expectSame(theirs: Solution, ours: Solution): void {
  expectSameHeads(theirs.heads, ours.heads);
  expectSamePsfs(theirs.psf, ours.psf);
  expectSameMosaic(theirs.coadd, ours.coadd);
}

describe.skipIf(!hasPrograms || !hasNetwork)(
  'a catalogue for SCAMP, PSFEx and SWarp (skipped where they are not installed)',
  () => {
    it('of a mosaic gives their solution, PSF and coadded image of Source Extractor’s own catalogue', async () => {
      copyFileSync('/usr/share/source-extractor/default.nnw', join(own, 'default.nnw'));
      const [theirs, ours] = await solveBoth(ownMosaic());
      expect(theirs.psf[0]!.accepted).toBeGreaterThan(20);
      expectSame(theirs, ours);
    });

    it.skipIf(!hasSharedCases)('of the mosaic of the cases, too', async () => {
      const [theirs, ours] = await solveBoth(caseMosaic());
      expectSame(theirs, ours);
      const right = rightAnswers('mosaic-ldac') as unknown as Record<string, { shape: number[] }>;
      expect([ours.coadd.height, ours.coadd.width]).toEqual(right['SWarp 2.41.5']!.shape);
    });
  },
);
