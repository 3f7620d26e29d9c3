import { describe, expect, it } from 'vitest';
import { PackedImages } from '../../../shared/core/background/packed-images.ts';
import { Pairs } from '../../../shared/core/background/pairs.ts';
import { solveBackground } from '../../../shared/core/background/solve.ts';
import { describedImages, madeSurvey, sumsOf } from './made-survey.ts';

const images = madeSurvey(3, 5).map((image, place) => ({ ...image, name: String(place) }));
const sums = sumsOf(images);
const described = describedImages(images);

/** Without the sky of image 4. */
const some = described.map((image, place) => (place === 4 ? { ...image, sky: undefined } : image));

function packed(from: typeof described): PackedImages {
  const into = new PackedImages();
  for (const image of from) into.add(image);
  for (const [place, { sky }] of from.entries()) if (sky) into.setSky(place, sky);
  return into;
}

function pairs(): Pairs {
  const all = new Pairs(images.length, Number);
  for (const one of sums) all.add(one);
  return all;
}

describe('PackedImages', () => {
  it('are the images added, with what is known of them', () => {
    const bands = [...some, { ...described[0]!, name: '9', band: 'H', frame: undefined }];
    const found = packed(bands);
    expect(found.length).toBe(10);
    expect(bands.map((_, place) => found.at(place))).toEqual(bands);
  });

  it('hold more than are stored together', () => {
    const many = new PackedImages();
    for (let width = 1; width <= 20_000; width++)
      many.add({ band: 'Ks', width, height: 2 * width });
    for (const place of [0, 8191, 8192, 19_999]) {
      expect(many.at(place)).toMatchObject({
        name: `${place}`,
        width: place + 1,
        height: 2 * place + 2,
      });
    }
  });

  it('refuse the sky of an image that is not there', () => {
    expect(() => packed(some).setSky(9, described[0]!.sky!)).toThrow(RangeError);
  });

  it.each([described, some])(
    'have the background of the same images in an array, to the last bit',
    (...all) => {
      expect(solveBackground(packed(all), pairs())).toEqual(solveBackground(all, pairs()));
    },
  );
});

describe('Pairs', () => {
  it.each(['9', '-1', '0.5', 'a'])('refuse %s as one of 9 images', (name) => {
    expect(() => pairs().add({ ...sums[0]!, j: name })).toThrow(RangeError);
  });
});
