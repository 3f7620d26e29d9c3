import type { PlanImage } from './sky-images.ts';

/**
 * Neighbours on the sky that one task compares: an image of a pair is read once for all its pairs
 * in the group.
 */
export interface OverlapGroup {
  /**
   * places of the images whose pairs these are, and whose own skies are measured: each image in one
   * group
   */
  readonly members: number[];
  /** [i, j] with i < j; i is a member */
  readonly pairs: [number, number][];
}

/** Few enough for five minutes, and so many that most neighbours are in the group. */
const MAX_IMAGES = 32;
/** Pixels of all members: 128 MB as float32. */
const MAX_PIXELS = 2 ** 25;
/** Of fewer images than this group sizes allow, each worker would wait for the last. */
const MIN_GROUPS = 64;
const MIN_IMAGES = 4;

/**
 * All images that have a pair in groups of neighbours, along the nested cells of their centres.
 * `pairs` in rising order.
 */
export function overlapGroups(
  images: readonly PlanImage[],
  pairs: readonly [number, number][],
): OverlapGroup[] {
  // The pairs of image i are those from firstOf[i] to firstOf[i + 1].
  const firstOf = new Int32Array(images.length + 1);
  const isPaired = new Uint8Array(images.length);
  for (const [i, j] of pairs) {
    firstOf[i + 1]!++;
    isPaired[i] = isPaired[j] = 1;
  }
  for (let i = 0; i < images.length; i++) firstOf[i + 1]! += firstOf[i]!;
  const along = [...images.keys()]
    .filter((place) => isPaired[place])
    .sort((p, q) => {
      const [a, b] = [images[p]!, images[q]!];
      return a.band < b.band ? -1 : a.band > b.band ? 1 : a.cell - b.cell || p - q;
    });
  const most = Math.min(MAX_IMAGES, Math.max(MIN_IMAGES, Math.ceil(along.length / MIN_GROUPS)));

  const groups: OverlapGroup[] = [];
  let [last, pixels]: [string | undefined, number] = [undefined, 0];
  for (const place of along) {
    const { band, width, height } = images[place]!;
    let group = groups.at(-1);
    pixels += width * height;
    if (!group || band !== last || group.members.length === most || pixels > MAX_PIXELS) {
      group = { members: [], pairs: [] };
      groups.push(group);
      pixels = width * height;
      last = band;
    }
    group.members.push(place);
    for (let pair = firstOf[place]!; pair < firstOf[place + 1]!; pair++)
      group.pairs.push(pairs[pair]!);
  }
  return groups;
}
