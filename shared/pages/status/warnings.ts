/** Warnings of one kind. */
export interface WarningGroup {
  /** tasks that have it */
  readonly tasks: number;
  /** one of them, as it stands in a record */
  readonly example: string;
}

/** What two warnings of one kind differ in: numbers, and names in quotes. */
const kindOf = (warning: string): string =>
  warning.replace(/'[^']*'|"[^"]*"/g, "''").replace(/[+-]?\d[\d.,]*(e[+-]?\d+)?/gi, '0');

/** Warnings of tasks by kind, the most frequent first; a task that warns of one thing twice counts once. */
export function groupWarnings(tasks: Iterable<{ readonly texts: readonly string[] }>): WarningGroup[] {
  const groups = new Map<string, { tasks: number; example: string }>();
  for (const { texts } of tasks) {
    const kinds = new Map(texts.map((text) => [kindOf(text), text]));
    for (const [kind, example] of kinds) {
      const group = groups.get(kind) ?? { tasks: 0, example };
      group.tasks++;
      groups.set(kind, group);
    }
  }
  return [...groups.values()].sort((a, b) => b.tasks - a.tasks || (a.example < b.example ? -1 : 1));
}
