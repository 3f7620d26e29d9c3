import { describe, expect, it } from 'vitest';
import { type ImageLayout, imageAround } from '../../../shared/core/grids/one-image.ts';
import { refuseOddImages } from '../../../shared/core/mosaics/odd-images.ts';
import type { ImageOutline } from '../../../shared/core/plan/image-outline.ts';
import { outline, skyImages } from '../plan/outlines.ts';

const layout: ImageLayout = { projection: 'TAN', frame: 'icrs', rotate: 0 };
const MOST = 2 ** 31;
const field = (ra: number, dec = 10): ImageOutline[] =>
  [0, 0.02, 0.04].map((east) => outline({ ra: ra + east, dec, width: 200, height: 200 }));
const good = field(10);
/** One whose border does not tell where it lies: its cells do. */
const wide: ImageOutline = { ...good[0]!, cells: { order: 0, cells: [0, 4, 8] } };

/** Places of the images that are taken out, and the mosaic of the others. */
function taken(images: readonly ImageOutline[], asked: Partial<ImageLayout> = {}) {
  const sky = skyImages(images);
  refuseOddImages(sky, { ...layout, ...asked }, MOST);
  const left = images.map((_, place) => place).filter((place) => sky.outlines.has(place));
  const points = left.flatMap((place) => sky.outlines.at(place)!.points);
  const finest = Math.min(...left.map((place) => images[place]!.pixelScale));
  const grid = left.length > 0 && imageAround(points, finest, { ...layout, ...asked });
  return { refused: sky.refused.map(({ image }) => image), grid, sky };
}
const alone = taken(good);

describe("one image's header decides nothing for the others of a mosaic", () => {
  it.each([
    ['a billion times finer', outline({ ra: 10, dec: 10, scale: 1e-9 }), 'times finer'],
    ['200 times coarser', outline({ ra: 10, dec: 10, scale: 200 }), 'times coarser'],
    [
      '5 degrees away',
      outline({ ra: 14, dec: 14, width: 200, height: 200 }),
      'degrees from the middle',
    ],
    ['on the other side of the sky', outline({ ra: 190, dec: -10 }), 'degrees from the middle'],
    ['at the pole', outline({ ra: 0, dec: 90 }), 'degrees from the middle'],
    ['all over the sky', wide, 'covers so much of the sky'],
  ])('one %s is left out, first or last', (_, odd, words) => {
    expect(alone.refused).toEqual([]);
    for (const [list, place] of [
      [[...good, odd], 3],
      [[odd, ...good], 0],
    ] as const) {
      const { refused, grid, sky } = taken(list);
      expect(refused).toEqual([place]);
      expect(sky.refused[0]?.message).toContain(words);
      expect(grid).toEqual(alone.grid);
    }
  });

  it('of no image at all nothing is left out', () => {
    expect(taken([]).refused).toEqual([]);
  });

  it('of two fields far apart the one with fewer images is left out; of equal ones none', () => {
    expect(taken([...field(100), ...good.slice(1)]).refused).toEqual([3, 4]);
    expect(taken([...field(100), ...good]).refused).toEqual([]);
    expect(taken([good[0]!, outline({ ra: 190, dec: -10 })]).refused).toEqual([]);
  });

  it('what the layout says no image decides', () => {
    const fine = outline({ ra: 10, dec: 10, width: 64, height: 64, scale: 1e-9 });
    const far = outline({ ra: 15, dec: 10, width: 200, height: 200 });
    expect(taken([...good, fine], { scale: 1 }).refused).toEqual([]);
    const whole = { centre: [10, 10], size: { degrees: [1, 1] } } as const;
    expect(taken([...good, far, wide], whole).refused).toEqual([]);
  });

  it('neighbouring fields, and pixels of 90 times another size, are one mosaic', () => {
    expect(taken([...good, ...field(10.5)]).refused).toEqual([]);
    const fine = outline({ ra: 10.02, dec: 10, width: 64, height: 64, scale: 1 / 90 });
    expect(taken([...good, fine]).refused).toEqual([]);
  });
});

it('the order of the images, and one among them, do not move the mosaic around them', () => {
  const { grid } = alone;
  const among = outline({ ra: 10.013, dec: 9.995, width: 64, height: 64 });
  expect(taken([...good].reverse()).grid).toEqual(grid);
  expect(taken([among, ...good]).grid).toEqual(grid);
});
