import { describe, expect, it } from 'vitest';
import { imageFrame, imageSky } from '../../../shared/core/overlaps/image-sky.ts';
import { toRadians } from '../../../shared/core/sphere/angle.ts';
import { made, normal, tanWcs } from './made-images.ts';

const SIZE = 256;

describe('imageSky', () => {
  it('finds the sky under stars, as exactly as noise allows', () => {
    const noise = normal(9);
    const image = made('i', tanWcs(10, 10, SIZE), SIZE, (x, y) => {
      const star = x % 32 < 4 && y % 32 < 4 ? 500 : 0;
      return 600 + 8 * ((x - 127.5) / SIZE) - 3 * ((y - 127.5) / SIZE) + star + 4 * noise();
    });
    const sky = imageSky(image)!;
    const sigma = 4 / SIZE;
    expect(Math.abs(sky.plane[0] - 600)).toBeLessThan(4 * sigma);
    expect(Math.abs(sky.plane[1] - 8)).toBeLessThan(4 * Math.sqrt(12) * sigma);
    expect(Math.abs(sky.plane[2] + 3)).toBeLessThan(4 * Math.sqrt(12) * sigma);
    // 1.6 % of the pixels are stars, 1.2 % of normal deviates are beyond 2.5 σ.
    expect(sky.count / SIZE ** 2).toBeGreaterThan(0.96);
    expect(sky.count / SIZE ** 2).toBeLessThan(0.985);
  });

  it('is undefined without pixels to speak of', () => {
    const wcs = tanWcs(10, 10, SIZE);
    expect(imageSky(made('i', wcs, SIZE, () => Number.NaN))).toBeUndefined();
    expect(
      imageSky(made('i', wcs, SIZE, (x, y) => (x < 20 && y < 200 ? 1 : Number.NaN))),
    ).toBeUndefined();
  });

  it('knows which rows it has', () => {
    const image = made('i', tanWcs(10, 10, SIZE), SIZE, (_, y) => y);
    const rows = { ...image, firstRow: 56, pixels: image.pixels.slice(56 * SIZE) };
    expect(imageSky(rows)!.plane[0]).toBeCloseTo(127.5, 9);
    expect(imageSky(rows)!.plane[2]).toBeCloseTo(SIZE, 9);
  });
});

describe('imageFrame', () => {
  it('says where the pixels are', () => {
    const wcs = tanWcs(123, 45, SIZE, 20);
    const { centre, across, up } = imageFrame({ wcs, width: SIZE, height: SIZE })!;
    const [ra, dec] = wcs
      .pixelToIcrs(127.5 + 0.3 * SIZE, 127.5 - 0.4 * SIZE)
      .map((angle) => toRadians(angle));
    const truth = [Math.cos(dec!) * Math.cos(ra!), Math.cos(dec!) * Math.sin(ra!), Math.sin(dec!)];
    // A chord of 256 arcsec is off the sphere by (128 arcsec)²/2 = 2e-7.
    for (let k = 0; k < 3; k++) {
      expect(Math.abs(centre[k]! + 0.3 * across[k]! - 0.4 * up[k]! - truth[k]!)).toBeLessThan(2e-7);
    }
  });
});
