import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSep } from 'sep-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { hasSourceExtractor } from './parity/compare-searches.ts';
import { readCatalogue } from './read-catalogue.ts';
import { runCase } from './run-case.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-flags-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const STARS = 16;
const ROOM = 30;
const SIGMA = 1.6;
const [width, height] = [120, STARS * ROOM];

/**
 * Stars whose ellipses of 6 axes come ever nearer to the left and the right edge, in steps smaller
 * than a pixel, each with a fainter neighbour that hides more or less of them.
 */
function nearEdges(): Float32Array {
  const noise = seededRandom(5);
  const pixels = new Float32Array(width * height).map(() => 0.05 * noise.normal());
  const add = (x: number, y: number, peak: number) => {
    for (let at = 0; at < pixels.length; at++) {
      const square = ((at % width) - x) ** 2 + (Math.floor(at / width) - y) ** 2;
      if (square < 200) pixels[at]! += peak * Math.exp(-square / (2 * SIGMA ** 2));
    }
  };
  for (let star = 0; star < STARS; star++) {
    const [x, y] = [7.6 + 0.23 * star, 15.3 + ROOM * star];
    add(x, y, 200);
    add(x + 9.5 + 0.6 * star, y + 2, 30);
    add(width - 1 - x, y, 200);
  }
  return pixels;
}

/** Without the bit of neighbours for blended ones, whose pixels are divided by dice there. */
const settled = (flags: ArrayLike<number>): number[] =>
  Array.from(flags, (flag) => (flag & BLENDED ? flag & ~BIASED : flag));
const [BIASED, BLENDED] = [1, 2];

beforeAll(async () => {
  await loadSep();
  const image = writeFits([writeImage(nearEdges(), [width, height])]);
  writeFileSync(join(folder, 'edges.fits'), image);
  const lines =
    'PARAMETERS_NAME t.param\nFILTER N\nBACK_TYPE MANUAL\nBACK_VALUE 0\nDETECT_THRESH 5';
  writeFileSync(join(folder, 't.sex'), `${lines}\nCATALOG_NAME t.cat\nCATALOG_TYPE FITS_1.0\n`);
});

describe.skipIf(!hasSourceExtractor)(
  'FLAGS follow what is asked for (skipped where source-extractor is not installed)',
  () => {
    it.each([
      '',
      'FLUX_AUTO',
      'FLUX_PETRO',
      'FLUX_GROWTH(3)',
      'FLUX_RADIUS',
      'FLUX_APER',
      'XWIN_IMAGE',
    ])('every source has those of Source Extractor beside [%s]', async (column) => {
      writeFileSync(join(folder, 't.param'), `NUMBER\nX_IMAGE\nY_IMAGE\nFLAGS\n${column}\n`);
      const args = ['edges.fits', '-c', 't.sex'];
      expect(spawnSync('source-extractor', args, { cwd: folder }).status).toBe(0);
      const theirs = await readCatalogue(join(folder, 't.cat'));
      const ours = await runCase(folder, args);
      expect(theirs.FLAGS!.length).toBeGreaterThan(2 * STARS);
      expect(settled(ours.columns.FLAGS!)).toEqual(settled(theirs.FLAGS!));
    });
  },
);
