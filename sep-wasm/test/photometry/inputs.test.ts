// What comes in wrong, empty, or out of the image.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  APER_ALLMASKED,
  APER_HASMASKED,
  APER_NONPOSITIVE,
  APER_TRUNC,
  apertureFlagsToSExtractor,
  createImage,
  fluxRadius,
  type Image,
  kronRadius,
  loadSep,
  sumAuto,
  sumCircann,
  sumCircle,
  sumEllipann,
  sumEllipse,
} from '../../src/index.ts';
import { kernels } from '../../src/memory.ts';
import { winpos } from '../../src/photometry/window.ts';

let image: Image;
beforeAll(async () => {
  await loadSep();
  image = createImage(20, 10, new Float32Array(200).fill(1));
});

it('refuses, by name, what cannot be measured', () => {
  const one = [5];
  expect(() => sumCircle(image, one, one, -1)).toThrow(/radius of source 0 is negative/);
  expect(() => sumCircle(image, [1, 2], one, 1)).toThrow(/1 values of y for 2 sources/);
  expect(() => sumCircle(image, one, one, 1, { subpix: 1.5 })).toThrow(RangeError);
  expect(() => sumCircle(image, one, one, 1, { err: 1, var: 1 })).toThrow(/err or var/);
  expect(() => sumCircle(image, one, one, 1, { gain: -1 })).toThrow(/gain/);
  expect(() => sumCircle(image, one, one, 1, { err: createImage(3, 3) })).toThrow(/error map/);
  expect(() => sumCircle(image, one, one, 1, { mask: new Uint8Array(3) })).toThrow(/mask/);
  const map = new Int32Array(200);
  expect(() => sumCircle(image, one, one, 1, { segmentation: { map, ids: [] } })).toThrow(/ids/);
  expect(() => sumEllipse(image, one, one, 2, -1, 0)).toThrow(/b of source 0/);
  expect(() => fluxRadius(image, one, one, 5, 0.5, { subpix: 0 })).toThrow(/subpix/);
});

it('refuses rings whose outer radius is inside the inner one, as sep does', () => {
  const one = [5];
  const isInside = /of source 0: 5 is inside 9/;
  expect(() => sumCircann(image, one, one, 9, 5)).toThrow(isInside);
  expect(() => sumEllipann(image, one, one, 2, 1, 0, 9, 5)).toThrow(isInside);
  expect(() => sumCircle(image, one, one, 2, { bkgann: [9, 5] })).toThrow(isInside);
  expect(() => sumEllipse(image, one, one, 2, 1, 0, 1, { bkgann: [9, 5] })).toThrow(isInside);
  expect(sumCircann(image, one, one, 5, 5).flux[0]).toBe(0);
});

it('leaves nothing behind in memory, also after a refusal', () => {
  const before = kernels().memoryInUse();
  sumCircle(image, [5], [5], 3, { mask: new Uint8Array(200) });
  expect(() => sumCircle(image, [5], [5, 6], 3)).toThrow();
  expect(kernels().memoryInUse()).toBe(before);
});

it('takes an empty catalogue', () => {
  expect(sumCircle(image, [], [], 3).flux.length).toBe(0);
  expect(sumAuto(image, { x: [], y: [], a: [], b: [], theta: [] }).flux.length).toBe(0);
  expect(fluxRadius(image, [], [], 3, 0.5).radius.length).toBe(0);
  expect(winpos(image, [], [], 3).x.length).toBe(0);
});

describe('sources that are none', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    '%d as a position gives NaN and a flag',
    (bad) => {
      const { flux, fluxerr, flag } = sumCircle(image, [bad, 5], [5, 5], 2, { err: 1 });
      expect([flux[0], fluxerr[0], flag[0]]).toEqual([Number.NaN, Number.NaN, APER_TRUNC]);
      expect(flag[1]).toBe(0);
      expect(kronRadius(image, [bad], [5], 2, 1, 0).radius[0]).toBeNaN();
      expect(fluxRadius(image, [bad], [5], 5, 0.5).radius[0]).toBeNaN();
      expect(winpos(image, [bad], [5], 2)).toMatchObject({ x: { 0: bad }, y: { 0: 5 } });
    },
  );

  it('far outside the image', () => {
    for (const x of [-50, 1e9, -1e300]) {
      expect(sumCircle(image, [x], [5], 3)).toMatchObject({
        flux: { 0: 0 },
        flag: { 0: APER_TRUNC },
      });
      expect(kronRadius(image, [x], [5], 2, 1, 0).flag[0]).toBe(APER_TRUNC | APER_ALLMASKED);
      expect(fluxRadius(image, [x], [5], 3, 0.5).radius[0]).toBe(0);
      expect(winpos(image, [x], [5], 2).x[0]).toBe(x);
    }
  });

  it('with an aperture larger than any image', () => {
    const { flux, flag } = sumCircle(image, [5], [5], 1e9);
    expect([flux[0], flag[0]]).toEqual([200, APER_TRUNC]);
  });

  it('of no size have no flux', () => {
    expect(sumCircle(image, [5], [5], 0).flux[0]).toBe(0);
    expect(sumEllipse(image, [5], [5], 1, 0, 0, 3).flux[0]).toBe(0);
    expect(kronRadius(image, [5], [5], 0, 0, 0)).toMatchObject({
      radius: { 0: 0 },
      flag: { 0: APER_ALLMASKED },
    });
    expect(fluxRadius(image, [5], [5], 0, 0.5).radius[0]).toBe(0);
  });
});

it('gives NaN where every pixel is missing', () => {
  const nothing = createImage(20, 10, new Float32Array(200).fill(Number.NaN));
  const { flux, fluxerr, flag } = sumCircle(nothing, [5], [5], 2, { err: 1 });
  expect([flux[0], fluxerr[0], flag[0]]).toEqual([Number.NaN, Number.NaN, APER_HASMASKED]);
  expect(kronRadius(nothing, [5], [5], 1, 1, 0, 2).flag[0]).toBe(APER_ALLMASKED | APER_HASMASKED);
  expect(winpos(nothing, [5], [5], 1)).toMatchObject({ x: { 0: 5 }, flag: { 0: APER_HASMASKED } });
  nothing.free();
});

it('flags a Kron radius that is not positive and falls back to the least scale', () => {
  const negative = createImage(20, 10, new Float32Array(200).fill(-1));
  const auto = sumAuto(negative, { x: [9], y: [5], a: [1], b: [1], theta: [0] }, { minRadius: 2 });
  expect(auto).toMatchObject({ kronRadius: { 0: 2 }, flag: { 0: APER_NONPOSITIVE | APER_TRUNC } });
  // whole pixels: the 9 with centres nearer than 2
  expect(auto.flux[0]).toBe(-9);
  negative.free();
});

it('maps flags to SExtractor 16, aperture data incomplete', () => {
  expect(
    [APER_TRUNC, APER_HASMASKED, APER_ALLMASKED | APER_HASMASKED].map(apertureFlagsToSExtractor),
  ).toEqual([16, 16, 16]);
  expect([0, APER_NONPOSITIVE].map(apertureFlagsToSExtractor)).toEqual([0, 0]);
});
