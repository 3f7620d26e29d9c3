import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { planeDifference } from '../../../shared/core/background/pairs.ts';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readFloat32 } from '../../../shared/core/fits/image.ts';
import type { ImageRows } from '../../../shared/core/overlaps/image.ts';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import { hasSharedData, sharedData } from '../../shared-data.ts';
import montage from '../../truth/background/m17.json' with { type: 'json' };
import { describedImages, pairsOf, solved, sumsOf } from './made-survey.ts';

async function tile(file: string): Promise<ImageRows> {
  const hdu = await (await openFits(memorySource(gunzipSync(readFileSync(sharedData(file)))))).hdu(
    0,
  );
  const { data, width, height } = await readFloat32(hdu);
  return { name: file, width, height, wcs: parseWcs(hdu.header)!, pixels: data, firstRow: 0 };
}

// Seams: rms over all samples of all overlaps of what differs between two images and is not noise,
// ADU.
describe.skipIf(!hasSharedData)('eight 2MASS tiles of M17 (../shared/data)', () => {
  it('have smaller seams than after Montage', async () => {
    const images = await Promise.all(montage.map(({ file }) => tile(file)));
    const pairs = pairsOf(images, sumsOf(images));
    const seam = (planes: readonly (readonly number[])[]): number => {
      const t = new Float64Array(5);
      let [sum, samples] = [0, 0];
      for (let pair = 0; pair < pairs.count; pair++) {
        planeDifference(Float64Array.from(planes.flat()), pairs.i(pair), pairs.j(pair), t);
        sum += pairs.seamSquare(pair, t) * pairs.samples(pair);
        samples += pairs.samples(pair);
      }
      return Math.sqrt(sum / samples);
    };
    const { planes, groups } = solved(describedImages(images), pairs);
    expect(pairs.count).toBe(13);
    expect(groups).toMatchObject([{ images: 8, pairs: 13 }]);
    const ours = seam(planes);
    const theirs = seam(montage.map(({ plane }) => plane));
    const none = seam(planes.map(() => [0, 0, 0]));
    // That Montage's planes are read aright: they take nine tenths and more of the differences
    // away.
    expect(theirs).toBeLessThan(none / 10);
    expect(ours).toBeLessThan(theirs);
  });
});
