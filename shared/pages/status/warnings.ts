/** Warnings of one kind. */
export interface WarningGroup {
  /** images that have it */
  readonly images: number;
  /** other tasks that have it: pieces of the sky */
  readonly tasks: number;
  /** one of them, as it stands in a record */
  readonly example: string;
}

/** What two warnings of one kind differ in: numbers, and names in quotes. */
const kindOf = (warning: string): string =>
  warning.replace(/'[^']*'|"[^"]*"/g, "''").replace(/[+-]?\d[\d.,]*(e[+-]?\d+)?/gi, '0');

/**
 * Warnings of tasks by kind, the most frequent first; a task that warns of one thing twice counts
 * once. `isOfImage`: it is about one image.
 */
export function groupWarnings(
  tasks: Iterable<{ readonly isOfImage: boolean; readonly texts: readonly string[] }>,
): WarningGroup[] {
  const groups = new Map<string, { images: number; tasks: number; example: string }>();
  for (const { isOfImage, texts } of tasks) {
    const kinds = new Map(texts.map((text) => [kindOf(text), text]));
    for (const [kind, example] of kinds) {
      const group = groups.get(kind) ?? { images: 0, tasks: 0, example };
      if (isOfImage) group.images++;
      else group.tasks++;
      groups.set(kind, group);
    }
  }
  const all = ({ images, tasks }: WarningGroup) => images + tasks;
  return [...groups.values()].sort((a, b) => all(b) - all(a) || (a.example < b.example ? -1 : 1));
}
