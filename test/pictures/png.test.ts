import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { TilePicture } from '../../shared/core/pictures/tile-picture.ts';
import { encodeIndexedPng, encodePng } from '../../shared/pictures/png.ts';
import { seeded } from '../core/pictures/slow-twins.ts';

/** What libpng makes of it: RGBA. */
async function decode(
  png: Uint8Array,
): Promise<{ data: Uint8Array; width: number; height: number }> {
  const image = sharp(png, { failOn: 'warning' }).toColourspace('srgb').ensureAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** A sky of noise with a corner of no data, from `least` on. */
function noise(channels: 1 | 4, least: number, hole: number): TilePicture {
  const random = seeded(7);
  const [width, height] = [61, 37];
  const data = Uint8Array.from({ length: channels * width * height }, (_, i) =>
    channels === 4 && i % 4 === 3 ? 255 : least + Math.floor((256 - least) * random() ** 3),
  );
  for (let i = 0; i < hole; i++) data.fill(0, channels * i * width, channels * (i * width + hole));
  return { data, width, height, channels };
}

const rgba = ({ data, channels }: TilePicture): Uint8Array =>
  channels === 4
    ? data
    : Uint8Array.from({ length: 4 * data.length }, (_, i) => {
        const level = data[i >> 2]!;
        return i % 4 === 3 && level > 0 ? 255 : level;
      });

/** Bytes a pixel, and whether there is a transparent value: the colour type of IHDR, and tRNS. */
const kindOf = (png: Uint8Array): [type: number, key: boolean] => [
  png[25]!,
  Buffer.from(png).includes('tRNS'),
];

describe('a tile as PNG', () => {
  it.each([
    ['grey', noise(1, 1, 0), [0, false]],
    ['grey with holes', noise(1, 1, 9), [0, true]],
    ['colour', noise(4, 1, 0), [2, false]],
    ['colour with holes', noise(4, 1, 9), [2, true]],
    ['colour that is black somewhere', noise(4, 0, 0), [6, false]],
    ['colour that is black somewhere, with holes', noise(4, 0, 9), [6, false]],
    ['one pixel', { data: Uint8Array.of(0), width: 1, height: 1, channels: 1 }, [0, true]],
  ] as [string, TilePicture, [number, boolean]][])(
    '%s is what it was',
    async (_, picture, kind) => {
      const png = encodePng(picture);
      const { data, width, height } = await decode(png);
      expect([width, height]).toEqual([picture.width, picture.height]);
      expect(Buffer.compare(data, rgba(picture))).toBe(0);
      expect(kindOf(png)).toEqual(kind);
    },
  );

  it('keeps what is half transparent', async () => {
    const picture: TilePicture = {
      data: Uint8Array.of(9, 8, 7, 128),
      width: 1,
      height: 1,
      channels: 4,
    };
    expect([...(await decode(encodePng(picture))).data]).toEqual([9, 8, 7, 128]);
  });

  it('spends few bytes on nothing', () => {
    const empty: TilePicture = {
      data: new Uint8Array(512 * 512),
      width: 512,
      height: 512,
      channels: 1,
    };
    // A row is the filter, a zero and two runs of 258 and 253: four symbols of four bits or less.
    // Plus the parts around it.
    expect(encodePng(empty).length).toBeLessThan(512 * 2 + 200);
  });
});

it('of at most 256 colours: indices and a palette', async () => {
  const palette = Uint8Array.from({ length: 9 }, (_, i) => 28 * i);
  const rows = Uint8Array.of(0, 0, 1, 2, 0, 2, 1, 0);
  const png = await encodeIndexedPng(rows, 3, 2, palette);
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([3, 2, 3]);
  const indices = [0, 1, 2, 2, 1, 0];
  expect([...data]).toEqual(
    indices.flatMap((index) => [...palette.subarray(3 * index, 3 * index + 3)]),
  );
});
