import { Background, createImage, createMask, Image, loadSep } from 'sep-wasm';
import { beforeAll, expect, it } from 'vitest';
import { weigh } from '../../functions/detect-sources/weigh.ts';
import { seededRandom } from '../../shared/core/random.ts';

beforeAll(loadSep);

it('weights are scaled to the rms of the background wherever the memory has to grow', () => {
  const random = seededRandom(1);
  const pixels = Float32Array.from({ length: 64 * 64 }, () => random.normal());
  const held: Image[] = [];
  // each round leaves less of the memory free, so that it ends at every step once
  for (let round = 0; round < 40; round++) {
    const image = createImage(64, 64, pixels);
    const error = createImage(64, 64, new Float32Array(64 * 64).fill(7));
    const background = new Background(image);
    const errorFrom = { hdu: 1, name: 'HDU 1 (WHT,1)', kind: 'weight' } as const;
    const planes = {
      image,
      error,
      errorFrom,
      mask: createMask(64, 64),
      maskedPixels: 0,
      border: undefined,
    };
    const err = weigh({ ...planes, quality: undefined, free: () => {} }, background);
    expect((err as Image).data[0]).toBeCloseTo(background.globalrms, 5);
    for (const plane of [image, error, planes.mask]) plane.free();
    held.push(new Image(64, 100 + round));
  }
  for (const one of held) one.free();
});
