import { lonLatToHealpix } from '../healpix/pixel.ts';
import type { ImageOutline } from './image-outline.ts';

/** Neighbours on the sky that one task compares: an image of a pair is read once for all its pairs in the group. */
export interface OverlapGroup {
  /** places of the images whose pairs these are, and whose own skies are measured: each image in one group */
  readonly members: number[];
  /** [i, j] with i < j; i is a member */
  readonly pairs: [number, number][];
}

/** Few enough for five minutes, and so many that most neighbours are in the group. */
const MOST_IMAGES = 32;
/** Pixels of all members: 128 MB as float32. */
const MOST_PIXELS = 2 ** 25;
/** Of fewer images than this group sizes allow, each worker would wait for the last. */
const LEAST_GROUPS = 64;
const LEAST_IMAGES = 4;
/** HEALPix order by which images are neighbours: cells of 0.9'. */
const ORDER = 12;

/** All images that have a pair in groups of neighbours, along the nested cells of their centres. */
export function overlapGroups(
  images: readonly ImageOutline[],
  pairs: readonly (readonly [number, number])[],
): OverlapGroup[] {
  const pairsOf = new Map<number, [number, number][]>();
  for (const [i, j] of pairs) {
    const held = pairsOf.get(i);
    if (held) held.push([i, j]);
    else pairsOf.set(i, [[i, j]]);
    if (!pairsOf.has(j)) pairsOf.set(j, []);
  }
  const along = [...pairsOf.keys()]
    .map((place) => {
      const { band, centre } = images[place]!;
      return { place, band, cell: lonLatToHealpix(ORDER, centre.ra, centre.dec) };
    })
    .sort((a, b) => (a.band < b.band ? -1 : a.band > b.band ? 1 : a.cell - b.cell || a.place - b.place));
  const most = Math.min(MOST_IMAGES, Math.max(LEAST_IMAGES, Math.ceil(along.length / LEAST_GROUPS)));

  const groups: OverlapGroup[] = [];
  let [band, pixels]: [string | undefined, number] = [undefined, 0];
  for (const one of along) {
    const { width, height } = images[one.place]!;
    let group = groups.at(-1);
    pixels += width * height;
    if (!group || one.band !== band || group.members.length === most || pixels > MOST_PIXELS) {
      group = { members: [], pairs: [] };
      groups.push(group);
      pixels = width * height;
      band = one.band;
    }
    group.members.push(one.place);
    group.pairs.push(...pairsOf.get(one.place)!);
  }
  return groups;
}
