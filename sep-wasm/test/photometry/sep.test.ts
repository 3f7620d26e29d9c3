// Every answer that SEP gave on the synthetic image, with integer and half-integer centres and
// radii (where sub-pixels
// lie exactly on rims), edges, error maps, masks and segmentation maps.
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
import { errors, HEIGHT, mask, pixels, segments, WIDTH } from './synthetic.ts';
import { farthest, numbers, truth } from './truth.ts';

interface Answer {
  call: string;
  args: [number, number | number[]];
  options: {
    err?: number | 'map';
    var?: number | 'map';
    gain?: number;
    mask?: boolean;
    ids?: 1 | -1;
    bkgann?: [number, number];
    subpix?: number;
    normflux?: number;
  };
  result: (number | null)[][];
}

const answers = truth('synthetic.json.gz') as Record<
  'x' | 'y' | 'a' | 'b' | 'theta',
  (number | null)[]
> & {
  sum: number;
  answers: Answer[];
};
const [x, y] = [numbers(answers.x), numbers(answers.y)];
const [a, b, theta] = [numbers(answers.a), numbers(answers.b), numbers(answers.theta)];

let image: Image;
let map: Image;
/** the same image with NaN for masked pixels */
let holed: Image;

beforeAll(async () => {
  await loadSep();
  const values = pixels(x, y);
  image = createImage(WIDTH, HEIGHT, values);
  map = createImage(WIDTH, HEIGHT, errors());
  const bad = mask();
  holed = createImage(
    WIDTH,
    HEIGHT,
    values.map((value, k) => (bad[k] ? Number.NaN : value)),
  );
});

/** The columns of our answer, in the order of SEP's. */
function ask(
  on: Image,
  { call, args: [r, r2], options }: Answer,
  bad: Uint8Array | undefined,
): ArrayLike<number>[] {
  const ids = Int32Array.from(x, (_, k) => (1 + (k % 2)) * (options.ids ?? 1));
  const field = {
    ...(bad ? { mask: bad } : {}),
    ...(options.ids ? { segmentation: { map: segments(), ids } } : {}),
  };
  const noise = {
    ...(options.err === undefined ? {} : { err: options.err === 'map' ? map : options.err }),
    ...(options.var === undefined ? {} : { var: options.var === 'map' ? map : options.var }),
    ...(options.gain === undefined ? {} : { gain: options.gain }),
  };
  const subpix = options.subpix === undefined ? {} : { subpix: options.subpix };
  const all = { ...field, ...noise, ...subpix };
  const annulus = options.bkgann ? { bkgann: options.bkgann } : {};
  switch (call) {
    case 'sumCircle':
      return Object.values(sumCircle(on, x, y, r, { ...all, ...annulus }));
    case 'sumEllipse':
      return Object.values(sumEllipse(on, x, y, a, b, theta, r, { ...all, ...annulus }));
    case 'sumCircann':
      return Object.values(sumCircann(on, x, y, r, r2 as number, all));
    case 'sumEllipann':
      return Object.values(sumEllipann(on, x, y, a, b, theta, r, r2 as number, all));
    case 'kronRadius':
      return Object.values(kronRadius(on, x, y, a, b, theta, r, field));
    case 'fluxRadius': {
      const total = options.normflux === undefined ? {} : { normflux: options.normflux };
      return Object.values(
        fluxRadius(on, x, y, r, r2 as number[], { ...field, ...subpix, ...total }),
      );
    }
    case 'winpos':
      return Object.values(winpos(on, x, y, r, { ...field, ...subpix }));
    default:
      throw new Error(call);
  }
}

// Float64 sums in another order: 1e-12 leaves room for sums that nearly cancel. SEP keeps the
// error, or its square, in
// float32 (1.2e-7). A windowed centre ends 16 steps of 2 sum/sum at most, which blow roundings up
// where the light is nearly 0.
function check(answer: Answer, got: ArrayLike<number>[]) {
  const want = answer.result.map(numbers);
  expect(got.length).toBe(want.length);
  const last = want.length - 1;
  expect(Array.from(got[last]!)).toEqual(Array.from(want[last]!));
  const tolerance = { winpos: 1e-9, fluxRadius: 1e-10 }[answer.call] ?? 1e-11;
  expect(farthest(got[0]!, want[0]!, 1)).toBeLessThan(tolerance);
  // SEP leaves the missing area out of the error of an ellipse's local background, but not out of a
  // circle's
  if (answer.call === 'sumEllipse' && answer.options.bkgann && answer.options.mask) return;
  if (last === 2)
    expect(farthest(got[1]!, want[1]!, 1)).toBeLessThan(answer.call === 'winpos' ? 1e-9 : 3e-7);
}

it('makes the image that SEP saw', () => {
  expect(pixels(x, y).reduce((sum, value) => sum + value, 0)).toBe(answers.sum);
});

describe.each([...new Set(answers.answers.map(({ call }) => call))])(
  "gives SEP's answers for %s",
  (name) => {
    const cases = answers.answers.filter(({ call }) => call === name);

    it.each(
      cases.map((answer) => [JSON.stringify([answer.args, answer.options]), answer] as const),
    )('%s', (_, answer) =>
      check(answer, ask(image, answer, answer.options.mask ? mask() : undefined)),
    );

    it('takes NaN for a mask', () => {
      const masked = cases.filter(({ options }) => options.mask && !options.ids);
      expect(masked.length).toBeGreaterThan(0);
      for (const answer of masked) check(answer, ask(holed, answer, undefined));
    });
  },
);
