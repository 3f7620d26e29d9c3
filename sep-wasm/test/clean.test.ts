import { beforeAll, expect, it } from 'vitest';
import { createImage, extract, loadSep, type Objects } from '../src/index.ts';
import { cleanTwin } from './extract-twin.ts';
import { blobs } from './random.ts';

beforeAll(loadSep);

const options = { thresh: 1.5, filterKernel: null, minarea: 5 } as const;

/** The margin that keepBrightest leaves, from a group's pixels in the order of Lutz's algorithm. */
function margin(values: number[], minarea: number, thresh: number): number {
  if (values.length < minarea) return 0;
  const heap = values.slice(0, minarea);
  if (values.length > minarea) heap.sort((p, q) => p - q);
  for (const value of values.slice(minarea + 1)) {
    if (value <= heap[0]!) continue;
    heap[0] = value;
    for (let i = 0; 2 * i + 1 < minarea; ) {
      let child = 2 * i + 1;
      if (child + 1 < minarea && heap[child]! > heap[child + 1]!) child++;
      if (heap[child]! > heap[i]!) break;
      [heap[i], heap[child]] = [heap[child]!, heap[i]!];
      i = child + 1;
    }
  }
  return heap[0]! - thresh;
}

/** Pixel lists in the order in which Lutz's scan joins them, pixel by pixel. */
function lutzOrder(width: number, inside: (k: number) => boolean, pixels: number[]): number[] {
  interface Group {
    list: number[];
    row: number;
    first: number;
  }
  const groups = new Map<number, Group>();
  const runs = new Map<number, number[]>();
  for (const k of pixels) {
    if (k % width > 0 && groups.has(k - 1)) continue;
    const [y, x] = [Math.floor(k / width), k % width];
    let end = x;
    while (end < width && inside(y * width + end)) end++;
    let group: Group | undefined;
    let from = x;
    let first = x;
    const merge = (early: Group, late: Group): Group => {
      early.list.push(...late.list);
      for (const p of late.list) groups.set(p, early);
      return early;
    };
    const append = (to: number) => {
      const piece: Group = { list: [], row: y, first: from };
      for (; from < to; from++) {
        piece.list.push(y * width + from);
        groups.set(y * width + from, piece);
      }
      group = group ? merge(group, piece) : piece;
    };
    for (const start of (runs.get(y - 1) ?? []).toSorted((p, q) => p - q)) {
      let stop = start;
      while (stop < width && inside((y - 1) * width + stop)) stop++;
      if (stop < x || start > end) continue;
      const touched = groups.get((y - 1) * width + start)!;
      if (touched === group) continue;
      if (touched.row === y) first = Math.min(first, touched.first);
      if (touched.row === y || touched.first !== start) {
        group = group ? merge(touched, group) : touched;
        continue;
      }
      if (Math.min(start, end) > from) append(Math.min(start, end));
      group = group ? merge(group, touched) : touched;
    }
    if (from < end) append(end);
    group!.row = y;
    group!.first = first;
    runs.set(y, [...(runs.get(y) ?? []), x]);
  }
  return groups.get(pixels[0]!)!.list;
}

/**
 * Height of a Gaussian of the object's flux: by moments, or by the areas where these make it
 * narrower.
 */
function amplitude(objects: Objects, i: number, values: number[]): number {
  const half = (objects.thresh[i]! + objects.peak[i]!) / 2;
  const between = values.filter((v) => v > objects.thresh[i]! && v <= half).length;
  const area = 2 * Math.PI * objects.a[i]! * objects.b[i]!;
  const log = Math.log(half / objects.thresh[i]!);
  return objects.cflux[i]! / (log > 0 ? Math.min(area, Math.max(between, 1) / log) : area);
}

it.each([1, 0.5, 2.5, 0.2])('keeps what judging all pairs keeps, beta %f', (cleanParam) => {
  let gone = 0;
  for (let seed = 1; seed < 16; seed++) {
    const [width, height] = [130, 110];
    const data = blobs(seed, width, height, 40).map((v, k) => (k % 5 === 0 ? v * 1.3 : v));
    const image = createImage(width, height, data);
    const all = extract(image, { ...options, deblendCont: 1, clean: false, segmentationMap: true });
    const kept = extract(image, { ...options, deblendCont: 1, cleanParam });
    image.free();
    const pixels = Array.from({ length: all.length }, () => [] as number[]);
    for (const [k, id] of all.segmentation!.entries()) if (id) pixels[id - 1]!.push(k);
    const ordered = pixels.map((list) =>
      lutzOrder(width, (k) => data[k]! > 1.5, list).map((k) => data[k]!),
    );
    const alive = cleanTwin(
      all,
      ordered.map((values) => margin(values, 5, 1.5)),
      ordered.map((values, i) => amplitude(all, i, values)),
      cleanParam,
    );
    const want = [...all.x].filter((_, i) => alive[i]);
    expect([...kept.x]).toEqual(want);
    gone += all.length - want.length;
  }
  expect(gone).toBeGreaterThan(20);
});

it('numbers the segmentation map by what is left', () => {
  const image = createImage(130, 110, blobs(4, 130, 110, 40));
  const objects = extract(image, { ...options, segmentationMap: true });
  image.free();
  const counted = new Int32Array(objects.length + 1);
  for (const id of objects.segmentation!) counted[id]!++;
  expect([...counted.subarray(1)]).toEqual([...objects.npix]);
});

it('with cleanMerge, what is dropped stays in the map as part of its heir', () => {
  const image = createImage(130, 110, blobs(7, 130, 110, 40));
  const all = extract(image, { ...options, clean: false, segmentationMap: true });
  const merged = extract(image, {
    ...options,
    cleanParam: 0.5,
    cleanMerge: true,
    segmentationMap: true,
  });
  image.free();
  expect(merged.length).toBeLessThan(all.length);
  expect(merged.candidates.length).toBe(all.length);
  const stayed = merged.candidates.heir.filter((heir, i) => heir === i);
  expect(stayed).toHaveLength(merged.length);
  const area = new Int32Array(merged.length);
  for (const [k, id] of merged.segmentation!.entries()) {
    expect(id > 0).toBe(all.segmentation![k]! > 0);
    if (id > 0) area[id - 1]!++;
  }
  expect(area).toEqual(merged.npix);
});

it('with maxarea, objects of more pixels are left out', () => {
  const image = createImage(130, 110, blobs(7, 130, 110, 40));
  const all = extract(image, { ...options, clean: false });
  const small = extract(image, { ...options, clean: false, maxarea: 60 });
  image.free();
  const kept = all.npix.filter((pixels) => pixels <= 60);
  expect(kept.length).toBeLessThan(all.length);
  expect(small.npix).toEqual(kept);
});
