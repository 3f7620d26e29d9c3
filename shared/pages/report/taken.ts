import type { ReportNumbers, ReportTaken } from './input.ts';

/** A picture of the sky: how it is called, what was taken for it, and what its numbers mean. */
export interface TakenPicture {
  /** name of the image, and its line of the list */
  label: string;
  line: number;
  hdu: number;
  taken: ReportTaken;
  numbers: ReportNumbers;
}

/** Images of which the same was taken: the report says it once. */
export interface TakenGroup {
  pictures: number;
  /** the first of the list */
  first: TakenPicture;
  /** numbers of the HDUs that are the sky */
  hdus: Set<number>;
  /** least and most of the zero points */
  zeroPoints: [number, number] | null;
}

/** Groups that are kept apart. Beyond them stand headers that were made to be many. */
const MAX_GROUPS = 5_000;

/** What was taken of all images of a run, alike ones together. */
export class TakenGroups {
  readonly #groups = new Map<string, TakenGroup>();
  /** pictures of groups that are not kept */
  others = 0;

  add(picture: TakenPicture): void {
    const key = keyOf(picture);
    const { hdu, numbers } = picture;
    const known = this.#groups.get(key);
    if (!known && this.#groups.size === MAX_GROUPS) {
      this.others++;
      return;
    }
    const group = known ?? { pictures: 0, first: picture, hdus: new Set(), zeroPoints: null };
    this.#groups.set(key, group);
    group.pictures++;
    group.hdus.add(hdu);
    const { first } = group;
    if (picture.line < first.line || (picture.line === first.line && hdu < first.hdu))
      group.first = picture;
    const { zeroPoint } = numbers;
    if (zeroPoint !== null) {
      const [least, most] = group.zeroPoints ?? [zeroPoint, zeroPoint];
      group.zeroPoints = [Math.min(least, zeroPoint), Math.max(most, zeroPoint)];
    }
  }

  /** Adds groups of other pictures. */
  merge({ groups, others }: { groups: readonly TakenGroup[]; others: number }): void {
    this.others += others;
    for (const other of groups) {
      const key = keyOf(other.first);
      const known = this.#groups.get(key);
      if (known) mergeGroup(known, other);
      else if (this.#groups.size === MAX_GROUPS) this.others += other.pictures;
      else this.#groups.set(key, other);
    }
  }

  /** The largest first. */
  groups(): TakenGroup[] {
    return [...this.#groups.values()].sort(
      (a, b) => b.pictures - a.pictures || a.first.line - b.first.line,
    );
  }
}

function mergeGroup(group: TakenGroup, other: TakenGroup): void {
  group.pictures += other.pictures;
  for (const hdu of other.hdus) group.hdus.add(hdu);
  const [one, two] = [group.first, other.first];
  if (two.line < one.line || (two.line === one.line && two.hdu < one.hdu)) group.first = two;
  const [a, b] = [group.zeroPoints, other.zeroPoints];
  group.zeroPoints = a && b ? [Math.min(a[0], b[0]), Math.max(a[1], b[1])] : (a ?? b);
}

function keyOf({ label, taken, numbers }: TakenPicture): string {
  const { noise, quality, leftAlone } = taken;
  return JSON.stringify([
    planeName(taken.sky, label),
    noise && [planeName(noise.plane, label), noise.kind],
    quality && [planeName(quality.plane, label), quality.words],
    leftAlone.map((name) => planeName(name, label)),
    [numbers.band, numbers.bandFrom, numbers.unit, numbers.zeroPointSystem, numbers.zeroPointFrom],
  ]);
}

/**
 * What planes of many images have in their names: `SCI` of `HDU 1 (SCI,1)`, `CCD#` of `HDU 3
 * (CCD3,1)`, `HDU 0` where there is no name, and of a file beside the image its name with * for
 * what it has in common with the image's.
 */
export function planeName(plane: string, label: string): string {
  const extname = /^HDU \d+ \((.*),-?\d+\)$/.exec(plane)?.[1];
  if (extname !== undefined) return extname.replace(/\d+/g, '#');
  if (/^HDU \d+$/.test(plane)) return plane;
  let common = 0;
  while (common < label.length && label[common] === plane[common]) common++;
  while (common > 0 && /[._-]/.test(plane[common - 1]!)) common--;
  return `*${plane.slice(common)}`;
}
