import { beforeAll, describe, expect, it } from 'vitest';
import {
  createImage,
  createLabels,
  createMask,
  type ExtractOptions,
  extract,
  isophotes,
  loadSep,
} from '../src/index.ts';
import { components } from './extract-twin.ts';
import { blobs } from './random.ts';

beforeAll(loadSep);

const [width, height] = [90, 70] as const;
const data = blobs(4, width, height, 25);
const options = { thresh: 1.5, filterKernel: null, minarea: 5, maxarea: 60 } as const;
const inOnePiece = { ...options, deblendCont: 1, clean: false } as const;

const mapOf = (more: ExtractOptions): number[] => [
  ...extract(createImage(width, height, data), { ...more, segmentationMap: true }).segmentation!,
];

describe('the map of objects', () => {
  it('has -1 with markDropped where groups are too small or too large, else 0', () => {
    const groups = components(width, height, (k) => data[k]! > options.thresh);
    const dropped = groups.filter(({ length }) => length < 5 || length > 60);
    expect(dropped.some(({ length }) => length > 60)).toBe(true);
    const marked = mapOf({ ...inOnePiece, markDropped: true });
    const places = marked.flatMap((number, at) => (number === -1 ? [at] : []));
    expect(places).toEqual(dropped.flat().sort((a, b) => a - b));
    expect(mapOf(inOnePiece)).toEqual(marked.map((number) => Math.max(number, 0)));
  });

  it('is the same in labels that are given, and no copy of it is made', () => {
    const labels = createLabels(width, height).data.fill(7);
    expect(labels).toHaveLength(width * height);
    const map = createLabels(width, height, labels);
    const { segmentation } = extract(createImage(width, height, data), {
      ...options,
      segmentationMap: map,
    });
    expect(segmentation).toBeUndefined();
    expect([...map.data]).toEqual(mapOf(options));
  });

  it('is numbered anew, but for 0 and -1', () => {
    const owners = Int32Array.from({ length: 75 }, (_, at) =>
      at > 20 && at < 60 ? 0 : (at % 4) - 1,
    );
    const map = createLabels(75, 1, owners);
    map.renumber(Int32Array.of(99, 2, 1));
    expect([...map.data]).toEqual([...owners].map((number) => [-1, 0, 2, 1][number + 1]));
  });

  it('tells which pixels were of objects that cleaning dropped', () => {
    const before = mapOf({ ...options, maxarea: 0, clean: false });
    const image = createImage(width, height, data);
    const more = { ...options, maxarea: 0, cleanMerge: true, segmentationMap: true };
    const { candidates, candidate, given } = extract(image, more);
    const isGone = (number: number) => number > 0 && candidates.heir[number - 1] !== number - 1;
    const places = before.flatMap((number, at) => (isGone(number) ? [at] : []));
    expect(places.length).toBeGreaterThan(0);
    expect([...given!]).toEqual(places);
    const stayed = [...candidates.heir].flatMap((heir, i) => (heir === i ? [i] : []));
    expect([...candidate]).toEqual(stayed);
  });
});

describe('the width of a core', () => {
  it('is that of the star below the level at which it saturates', () => {
    const side = 41;
    const [x, y, sigma, level] = [20.2, 19.8, 3, 4000];
    const star = Float32Array.from({ length: side * side }, (_, at) => {
      const square = ((at % side) - x) ** 2 + (Math.floor(at / side) - y) ** 2;
      return Math.min(level, 6000 * Math.exp(-square / (2 * sigma ** 2)));
    });
    const members = {
      labels: createLabels(
        side,
        side,
        Int32Array.from(star, (value) => (value > 10 ? 1 : 0)),
      ),
      numbers: [1],
      ...{ xmin: [0], xmax: [side - 1], ymin: [0], ymax: [side - 1] },
    };
    const full = Uint8Array.from(star, (value) => (value >= level ? 1 : 0));
    const widthOf = (saturated?: Uint8Array) =>
      isophotes(createImage(side, side, star), members, {
        threshold: 10,
        ellipses: { x: [x], y: [y], a: [sigma], b: [sigma] },
        ...(saturated ? { saturated: createMask(side, side, saturated) } : {}),
      }).fwhm[0]!;
    const right = 2 * Math.sqrt(2 * Math.log(2)) * sigma;
    expect(widthOf(full)).toBeCloseTo(right - 1 / (4 * right), 3);
    expect(widthOf()).toBeGreaterThan(1.1 * right);
  });
});
