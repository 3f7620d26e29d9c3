import { UnionFind } from '../union-find.ts';
import type { ConnectedImages } from './groups.ts';
import { type Pairs, planeDifference } from './pairs.ts';

/** Pairs of less trust than this (seams of 6 σ and more) connect nothing. */
const TRUSTED = 0.1;
/** Images that may have been cut off together: more are not cut off by chance. */
const MOST = 32;
/** σ within which two pairs say the same. */
const SAME = 2;

/** A solution, and what is believed of its pairs. */
export interface Believed {
  readonly pairs: Pairs;
  readonly group: ConnectedImages;
  /** of all pairs */
  readonly trust: Float64Array;
  /** the variance of the seam of a pair that is right */
  readonly expected: (pair: number) => number;
  /** three numbers an image, of the group */
  readonly planes: Float64Array;
}

/** A pair that leads out of some images, and by how much these would have to rise for it. */
interface Outer {
  readonly rise: number;
  readonly variance: number;
  readonly samples: number;
}

/**
 * Weights that let go of wrong pairs may let go of right ones too: where two wrong pairs of many
 * samples outweigh all others of an image, or of a few that hang together, these come to a level
 * that hardly any of their pairs confirms, and no later weights bring them back. Such images are
 * put where most of their pairs agree (a consensus: Fischler & Bolles 1981): wrong pairs agree with
 * nothing. Changes the planes' levels; how many such sets of images were moved.
 */
export function rejoin(believed: Believed): number {
  let moved = 0;
  for (const { images, pairs } of doubtful(believed)) {
    const rise = consensus(outerPairs(believed, new Set(images), pairs));
    if (rise === undefined) continue;
    for (const image of images) believed.planes[3 * image] = believed.planes[3 * image]! + rise;
    moved++;
  }
  return moved;
}

/** Images that are put in their place together, and their pairs, by their places in the group. */
interface Part {
  readonly images: number[];
  readonly pairs: number[];
}

/**
 * Few images each that no trusted pair connects with others; and each single one most of whose
 * pairs are not trusted.
 */
function doubtful({ group, trust }: Believed): Iterable<Part> {
  const { images, pairs, i, j } = group;
  const found = new UnionFind(images.length);
  // Of each image its pairs less twice those let go.
  const balance = new Int32Array(images.length);
  for (let k = 0; k < pairs.length; k++) {
    const isTrusted = trust[pairs[k]!]! >= TRUSTED;
    for (const image of [i[k]!, j[k]!]) balance[image]! += isTrusted ? 1 : -1;
    if (isTrusted) found.join(i[k]!, j[k]!);
  }
  const size = new Int32Array(images.length);
  for (let image = 0; image < images.length; image++) size[found.rootOf(image)]!++;
  const parts = new Map<number, Part>();
  const partOf = (image: number): Part | undefined => {
    const root = found.rootOf(image);
    const isCutOff = size[root]! <= MOST && 2 * size[root]! < images.length;
    if (!isCutOff && balance[image]! >= 0) return undefined;
    const key = isCutOff ? root : images.length + image;
    const part = parts.get(key) ?? { images: [], pairs: [] };
    parts.set(key, part);
    return part;
  };
  for (let image = 0; image < images.length; image++) partOf(image)?.images.push(image);
  if (parts.size === 0) return [];
  for (let k = 0; k < pairs.length; k++) {
    const [first, second] = [partOf(i[k]!), partOf(j[k]!)];
    first?.pairs.push(k);
    if (second !== first) second?.pairs.push(k);
  }
  return parts.values();
}

function outerPairs(
  { pairs, group, expected, planes }: Believed,
  images: ReadonlySet<number>,
  own: readonly number[],
): Outer[] {
  const t = new Float64Array(5);
  const product = new Float64Array(5);
  return own.flatMap((k) => {
    const [i, j, pair] = [group.i[k]!, group.j[k]!, group.pairs[k]!];
    if (images.has(i) === images.has(j)) return [];
    planeDifference(planes, i, j, t);
    pairs.multiply(pair, t, product);
    const samples = pairs.samples(pair);
    const left = (pairs.differences(pair)[0]! - product[0]!) / samples;
    return [{ rise: images.has(i) ? left : -left, variance: expected(pair), samples }];
  });
}

/** By how much most pairs say that they rise; undefined where they say nothing better than 0. */
function consensus(outer: readonly Outer[]): number | undefined {
  const agreeing = ({ rise, variance }: Pick<Outer, 'rise' | 'variance'>): Outer[] =>
    outer.filter((other) => (other.rise - rise) ** 2 <= SAME ** 2 * (other.variance + variance));
  let best = agreeing({ rise: 0, variance: 0 });
  let rise: number | undefined;
  for (const one of outer) {
    const here = agreeing(one);
    if (here.length < 2 || here.length <= best.length) continue;
    best = here;
    const samples = here.reduce((sum, pair) => sum + pair.samples, 0);
    rise = here.reduce((sum, pair) => sum + pair.samples * pair.rise, 0) / samples;
  }
  return rise;
}
