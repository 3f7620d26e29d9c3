/** Warnings of one kind. */
export interface WarningGroup {
  /** images that have it */
  readonly images: number;
  /** other tasks that have it: pieces of the sky */
  readonly tasks: number;
  /** one of them, as it stands in a record */
  readonly example: string;
}

/** Warnings of one kind in the record of one task. */
export interface TaskWarning {
  /** images that have it: of a task of many lines so many of them */
  readonly images: number;
  readonly example: string;
}

/** Kinds of a task that are kept: a run may have a million tasks. */
const MAX_KINDS = 10;

/**
 * What two warnings of one kind differ in: the image, its HDU, files, numbers, and names in quotes.
 */
const kindOf = (warning: string): string =>
  splitImage(warning)
    .text.replace(/\bHDU \d+( \([^)]*\))?/g, 'HDU')
    .replace(/'[^']*'|"[^"]*"/g, "''")
    .replace(/[^\s'"()]+\.(fits?|fts)\b[^\s,:;]*/gi, 'FILE')
    .replace(/[+-]?\d[\d.,]*(e[+-]?\d+)?/gi, '0');

/** A task of many lines says before each warning which image it is of: `j94f05bgq_flt: …`. */
function splitImage(warning: string): { image: string; text: string } {
  const [, image = '', text = warning] = /^([\w.+-]+): (.*)$/s.exec(warning) ?? [];
  return { image, text };
}

/** A task's warnings by kind, in their order. */
export function warningKinds(warnings: readonly string[]): TaskWarning[] {
  const kinds = new Map<string, { images: Set<string>; example: string }>();
  for (const example of warnings) {
    const kind = kindOf(example);
    if (!kinds.has(kind) && kinds.size === MAX_KINDS) continue;
    const known = kinds.get(kind) ?? { images: new Set(), example };
    kinds.set(kind, known);
    known.images.add(splitImage(example).image);
  }
  return [...kinds.values()].map(({ images, example }) => ({ images: images.size, example }));
}

/**
 * Warnings of tasks by kind, the most frequent first; an image that has one twice counts once.
 * `isOfImage`: the tasks are about images.
 */
export function groupWarnings(
  tasks: Iterable<{ readonly isOfImage: boolean; readonly warned: readonly TaskWarning[] }>,
): WarningGroup[] {
  const groups = new Map<string, { images: number; tasks: number; example: string }>();
  for (const { isOfImage, warned } of tasks) {
    for (const { images, example } of warned) {
      const kind = kindOf(example);
      const group = groups.get(kind) ?? { images: 0, tasks: 0, example };
      if (isOfImage) group.images += images;
      else group.tasks++;
      groups.set(kind, group);
    }
  }
  const all = ({ images, tasks }: WarningGroup) => images + tasks;
  return [...groups.values()].sort((a, b) => all(b) - all(a) || (a.example < b.example ? -1 : 1));
}
