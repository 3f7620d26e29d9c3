// The kernels against brute force on random apertures: small, large, thin, over the edge, anywhere
// in a pixel.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createImage,
  fluxRadius,
  type Image,
  kronRadius,
  loadSep,
  sumCircann,
  sumCircle,
  sumEllipann,
  sumEllipse,
} from '../../src/index.ts';
import { winpos } from '../../src/photometry/window.ts';
import { farthest } from './truth.ts';
import {
  apertureSum,
  type Form,
  growthRadius,
  kronMoment,
  type Scene,
  windowedCentre,
} from './twins.ts';

let state = 99;
const random = (from: number, to: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return from + ((to - from) * state) / 2 ** 32;
};

const [WIDTH, HEIGHT] = [37, 29];
const scene: Scene = {
  width: WIDTH,
  height: HEIGHT,
  pixels: Float32Array.from({ length: WIDTH * HEIGHT }, (_, k) => {
    const [i, j] = [k % WIDTH, Math.floor(k / WIDTH)];
    return random(-3, 4) + 100 * Math.exp(-((i - 18) ** 2 + (j - 13) ** 2) / 30);
  }),
};
const forms: (Form & { r: number })[] = Array.from({ length: 60 }, () => {
  const a = random(0.3, 9);
  return {
    x: random(-4, WIDTH + 3),
    y: random(-4, HEIGHT + 3),
    a,
    b: a * random(0.05, 1),
    theta: random(-1.6, 1.6),
    r: random(0.1, 3),
  };
});
const column = (name: 'x' | 'y' | 'a' | 'b' | 'theta' | 'r') => forms.map((form) => form[name]);
const ones = forms.map((form) => ({ ...form, a: 1, b: 1 }));

let image: Image;
beforeAll(async () => {
  await loadSep();
  image = createImage(WIDTH, HEIGHT, scene.pixels);
});

const ellipses = [column('x'), column('y'), column('a'), column('b'), column('theta')] as const;

describe('sums', () => {
  it.each([1, 2, 5, 7])(
    'in ellipses are those of the slow twin with %i sub-pixels a side',
    (subpix) => {
      const want = forms.map((form) => apertureSum(scene, form, form.r, subpix));
      const got = sumEllipse(image, ...ellipses, column('r'), { subpix, err: 1 });
      // float64 sums in another order
      expect(
        farthest(
          got.flux,
          want.map(({ flux }) => flux),
          1,
        ),
      ).toBeLessThan(1e-11);
      expect(
        farthest(
          got.fluxerr.map((rms) => rms * rms),
          want.map(({ area }) => area),
          1,
        ),
      ).toBeLessThan(1e-11);
    },
  );

  /** x, y and radius of circles that lie in an image, or up to half a pixel over its edges. */
  const circles = (size: number, most: number, count: number) =>
    Array.from({ length: count }, () => {
      const r = random(0.4, most);
      const place = () => random(r - 0.99, size - r - 0.01);
      return { x: place(), y: place(), a: 1, b: 1, theta: 0, r };
    });

  it.each([
    [40, 12, 5, 60],
    [40, 12, 11, 60],
    [190, 88, 11, 5],
  ])('in circles inside %i pixels, of radii up to %i, too', (size, most, subpix, count) => {
    const pixels = Float32Array.from({ length: size * size }, () => random(-3, 4));
    const large = { width: size, height: size, pixels };
    const list = circles(size, most, count);
    const [x, y, r] = [
      list.map((one) => one.x),
      list.map((one) => one.y),
      list.map((one) => one.r),
    ];
    const want = list.map((one) => apertureSum(large, one, one.r, subpix).flux);
    const got = sumCircle(createImage(size, size, pixels), x, y, r, { subpix });
    expect(farthest(got.flux, want, 1)).toBeLessThan(1e-9);
  });

  it.each([1, 5])('are the same of an image that is known to be whole, %i sub-pixels', (subpix) => {
    const neighbours = { labels: undefined, fill: 'blank', isWhole: true } as const;
    const plain = sumEllipse(image, ...ellipses, column('r'), { subpix });
    const whole = sumEllipse(image, ...ellipses, column('r'), { subpix, neighbours });
    expect(whole).toEqual(plain);
  });

  it('in annuli are those of the slow twin', () => {
    const outer = column('r').map((r) => r * 1.7);
    const ring = forms.map(
      (form, k) =>
        apertureSum(scene, form, outer[k]!, 5).flux - apertureSum(scene, form, form.r, 5).flux,
    );
    expect(
      farthest(sumEllipann(image, ...ellipses, column('r'), outer).flux, ring, 1),
    ).toBeLessThan(1e-11);
    const circle = ones.map(
      (form, k) =>
        apertureSum(scene, form, outer[k]!, 5).flux - apertureSum(scene, form, form.r, 5).flux,
    );
    expect(
      farthest(sumCircann(image, column('x'), column('y'), column('r'), outer).flux, circle, 1),
    ).toBeLessThan(1e-11);
  });

  // n x n sampling of a rim of length l is off by some sqrt(l n) sub-pixels of n^2: under 0.002 of
  // a pixel for n = 40
  it('with exact overlap are the limit of many sub-pixels', () => {
    const flat: Scene = { ...scene, pixels: new Float32Array(WIDTH * HEIGHT).fill(1) };
    const plain = createImage(WIDTH, HEIGHT, flat.pixels);
    const few = [0, 7, 21, 33];
    const got = sumEllipse(plain, ...ellipses, column('r'), { subpix: 0 });
    for (const k of few) {
      const want = apertureSum(flat, forms[k]!, forms[k]!.r, 40).flux;
      expect(Math.abs(got.flux[k]! - want)).toBeLessThan(0.02);
    }
    const inside = sumEllipse(plain, [18.3], [14.2], 5, 2, 0.7, 1.9, { subpix: 0 });
    expect(inside.flux[0]).toBeCloseTo(Math.PI * 10 * 1.9 ** 2, 10);
    const tiny = sumEllipse(plain, [18.5], [14.5], 0.2, 0.1, 0.7, 1, { subpix: 0 });
    expect(tiny.flux[0]).toBeCloseTo(Math.PI * 0.02, 12);
  });
});

it('Kron radii are those of the slow twin', () => {
  const want = forms.map((form) => kronMoment(scene, form, 2.5));
  const got = kronRadius(image, ...ellipses, 2.5);
  // where both sums are negative the quotient is positive: those are flagged, as are ellipses
  // without a pixel
  const sound = forms.flatMap((_, k) => (got.flag[k]! & (128 | 64) ? [] : [k]));
  expect(sound.length).toBeGreaterThan(30);
  expect(
    farthest(
      sound.map((k) => got.radius[k]!),
      sound.map((k) => want[k]!),
      1,
    ),
  ).toBeLessThan(1e-10);
});

describe('flux radii', () => {
  it.each([1, 2, 5])('are those of the slow twin with %i sub-pixels a side', (subpix) => {
    const total = forms.map(() => random(1, 3000));
    const reach = column('a').map((a) => 2.3 * a);
    const got = fluxRadius(image, column('x'), column('y'), reach, [0.2, 0.9], {
      normflux: total,
      subpix,
    });
    const want = forms.flatMap((form, k) =>
      [0.2, 0.9].map((part) => growthRadius(scene, form, reach[k]!, part * total[k]!, subpix)),
    );
    expect(farthest(got.radius, want, 1)).toBeLessThan(1e-9);
  });

  it('are those of the slow twin where curves fall on their way', () => {
    const places = Array.from({ length: 200 }, () => ({
      ...{ x: random(7, WIDTH - 8), y: random(7, HEIGHT - 8), a: 1, b: 1, theta: 0 },
      total: random(1, 200),
    }));
    const parts = [0.1, 0.5, 0.5, 1.5];
    const [x, y] = [places.map((place) => place.x), places.map((place) => place.y)];
    const normflux = places.map(({ total }) => total);
    const got = fluxRadius(image, x, y, 6.4, parts, { normflux });
    const want = places.flatMap((place) =>
      parts.map((part) => growthRadius(scene, place, 6.4, part * place.total, 5)),
    );
    expect(farthest(got.radius, want, 1)).toBeLessThan(1e-9);
  });

  it('are the same whether or not the whole curve is gathered', () => {
    // rings of a tenth of a pixel around whole pixels: sub-pixels of a fifth lie on their edges
    const places = Array.from({ length: 500 }, () => [
      Math.round(random(7, WIDTH - 8)),
      Math.round(random(7, HEIGHT - 8)),
      random(1, 200),
    ]);
    const [x = [], y = [], normflux = []] = [0, 1, 2].map((k) => places.map((one) => one[k]!));
    const options = { normflux, signed: true };
    const searched = fluxRadius(image, x, y, 6.4, [0.1, 0.5, 1.5], options).radius;
    // a flux below 0 is looked for along the curve
    const gathered = fluxRadius(image, x, y, 6.4, [-9, 0.1, 0.5, 1.5], options).radius;
    const without = gathered.filter((_, k) => k % 4 > 0);
    expect(farthest(searched, [...without], 1)).toBeLessThan(1e-12);
  });
});

// steps of 2 sum / sum blow roundings up where the light nearly cancels: 1e-8 px against a last
// step of 2e-4
it.each([1, 4])(
  'windowed centres are those of the slow twin with %i sub-pixels a side',
  (subpix) => {
    const sigma = column('r').map((r) => Math.max(r, 0.43));
    const got = winpos(image, column('x'), column('y'), sigma, { subpix });
    const want = forms.map((form, k) => windowedCentre(scene, form, sigma[k]!, subpix));
    expect(
      farthest(
        got.x,
        want.map(([x]) => x),
        1,
      ),
    ).toBeLessThan(1e-8);
    expect(
      farthest(
        got.y,
        want.map(([, y]) => y),
        1,
      ),
    ).toBeLessThan(1e-8);
  },
);
