import { expect, it } from 'vitest';
import { fineNotes, gridSpecOf } from '../../functions/plan-mosaics/decide-grid.ts';
import { mosaicParametersSchema } from '../../shared/contracts/mosaics/parameters.ts';
import { outline, skyImages } from '../core/plan/outlines.ts';

const skyOf = (...scales: number[]) =>
  skyImages(
    scales.map((scale) => {
      const side = Math.round(200 / scale);
      return outline({ ra: 10, dec: 10, width: side, height: side, scale });
    }),
  );
const widthOf = (...scales: number[]): number => {
  const spec = gridSpecOf(skyOf(...scales), mosaicParametersSchema.parse({}));
  return spec.kind === 'image' ? spec.width : Number.NaN;
};

it('one image with much finer pixels makes no mosaic of all finer, and is named in a note', () => {
  expect(widthOf(1, 1, 1)).toBe(200);
  expect(widthOf(1, 1, 1, 0.025)).toBe(200);
  expect(fineNotes(skyOf(1, 1, 1, 0.025))).toEqual([
    '1 of 4 images have much finer pixels than most: the mosaic has pixels of 1 arcsec. --scale 0.025s shows all that they have',
  ]);
});

it('one that is a little finer, or half of the images, decide its pixels', () => {
  expect(widthOf(1, 1, 1, 0.5)).toBe(400);
  expect(widthOf(1, 0.025)).toBe(8000);
  expect(fineNotes(skyOf(1, 1, 1, 0.5))).toEqual([]);
});
