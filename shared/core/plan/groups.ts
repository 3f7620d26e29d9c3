import { NumberList } from '../number-list.ts';
import type { PlanImage } from './sky-images.ts';

/**
 * Neighbours on the sky that one task compares: an image of a pair is read once for all its pairs
 * in the group.
 */
export interface OverlapGroup {
  /** places of the images whose own skies are measured: each image in one group */
  readonly members: number[];
  /**
   * [i, j] with i < j; i is a member, or one of the group before, where its members have too many
   * pairs for one task
   */
  readonly pairs: [number, number][];
}

/** Few enough for five minutes, and so many that most neighbours are in the group. */
const MAX_IMAGES = 32;
/** Pixels of all members: 128 MB as float32. */
const MAX_PIXELS = 2 ** 25;
/** Few enough for a minute: at a pole of 2MASS's, 311 scans meet within 8′. */
const MAX_PAIRS = 1024;
/** Pixels of all images that are read, members' own and their partners'. */
const MAX_READ = 2 ** 28;
/** Of fewer images than this group sizes allow, each worker would wait for the last. */
const MIN_GROUPS = 64;
const MIN_IMAGES = 4;

/** Images by their places. */
interface Images {
  readonly length: number;
  at(place: number): PlanImage | undefined;
}

/** Pairs in rising order. */
interface Pairs extends Iterable<[number, number]> {
  slice(from: number, to: number): [number, number][];
}

/**
 * All images that have a pair in groups of neighbours, along the nested cells of their centres, one
 * group after the other: they are never all in memory. `bands`: of how many bands like these there
 * are groups; so many may be small.
 */
export function* overlapGroups(images: Images, pairs: Pairs, bands = 1): Generator<OverlapGroup> {
  // The pairs of image i are those from firstOf[i] to firstOf[i + 1].
  const firstOf = new Int32Array(images.length + 1);
  const isPaired = new Uint8Array(images.length);
  for (const [i, j] of pairs) {
    firstOf[i + 1]!++;
    isPaired[i] = isPaired[j] = 1;
  }
  for (let i = 0; i < images.length; i++) firstOf[i + 1]! += firstOf[i]!;
  const paired = isPaired.reduce((sum, one) => sum + one, 0);
  const most = Math.min(MAX_IMAGES, Math.max(MIN_IMAGES, Math.ceil((paired * bands) / MIN_GROUPS)));

  for (const members of neighbours(along(images, isPaired), images, most)) {
    const all = members.flatMap((i) => pairs.slice(firstOf[i]!, firstOf[i + 1]!));
    const parts = [...cut(all, images)];
    yield { members, pairs: parts.length > 1 ? parts[0]! : all };
    for (const part of parts.slice(1)) yield { members: [], pairs: part };
  }
}

/** Places of the images that have a pair: by band, along the sky, in the order of the list. */
function* along(images: Images, isPaired: Uint8Array): Generator<number> {
  const byBand = new Map<string, NumberList>();
  for (const [place, isOne] of isPaired.entries()) {
    if (!isOne) continue;
    const { band, cell } = images.at(place)!;
    const keys = byBand.get(band) ?? new NumberList();
    byBand.set(band, keys);
    keys.push(cell * images.length + place);
  }
  for (const band of [...byBand.keys()].sort())
    for (const key of byBand.get(band)!.sorted()) yield key % images.length;
}

/** Images along the sky, in sets of one band. */
function* neighbours(along: Iterable<number>, images: Images, most: number): Generator<number[]> {
  let [set, pixels]: [number[], number] = [[], 0];
  for (const place of along) {
    const { band, width, height } = images.at(place)!;
    const isFull = set.length === most || pixels + width * height > MAX_PIXELS;
    if (set.length > 0 && (isFull || band !== images.at(set[0]!)!.band)) {
      yield set;
      [set, pixels] = [[], 0];
    }
    set.push(place);
    pixels += width * height;
  }
  if (set.length > 0) yield set;
}

/**
 * Pairs in parts that a task can compare: by their second images, so that each of these is read in
 * few parts.
 */
function* cut(pairs: readonly [number, number][], images: Images): Generator<[number, number][]> {
  const pixelsOf = (place: number): number => {
    const { width, height } = images.at(place)!;
    return width * height;
  };
  const bySecond = [...pairs].sort(([a, b], [c, d]) => b - d || a - c);
  let part: [number, number][] = [];
  let read = new Set<number>();
  let pixels = 0;
  for (const pair of bySecond) {
    const fresh = pair.filter((place) => !read.has(place));
    const more = fresh.reduce((sum, place) => sum + pixelsOf(place), 0);
    if (part.length === MAX_PAIRS || (part.length > 0 && pixels + more > MAX_READ)) {
      yield inOrder(part);
      [part, read, pixels] = [[], new Set(), 0];
    }
    part.push(pair);
    for (const place of pair) {
      if (read.has(place)) continue;
      read.add(place);
      pixels += pixelsOf(place);
    }
  }
  if (part.length > 0) yield inOrder(part);
}

const inOrder = (pairs: [number, number][]): [number, number][] =>
  pairs.sort(([a, b], [c, d]) => a - c || b - d);
