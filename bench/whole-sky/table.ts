/** One stage at one size, in a process of its own. */
export interface WholeSkyRow {
  /** its name in `stages` */
  stage: string;
  /** lines or images */
  size: number;
  /**
   * seconds of CPU, and the peak of memory, MiB: the program's own and what makes the data included
   */
  cpu: number;
  memory: number;
  /** what came of it: numbers by what they are of */
  came: Record<string, number>;
}

const grouped = (value: number): string => value.toLocaleString('en-US');

/** The table of docs/scaling.md: by stage, then by size. */
export function wholeSkyTable(measured: readonly WholeSkyRow[]): string {
  const rows = measured.map(
    ({ stage, size, cpu, memory, came }) =>
      `| ${stage} | ${grouped(size)} | ${grouped(cpu)} | ${Math.round((1e6 * cpu) / size)} | ${grouped(memory)} | ${Object.entries(
        came,
      )
        .map(([what, value]) => `${grouped(value)} ${what}`)
        .join(', ')} |`,
  );
  return [
    '| | lines or images | CPU, s | of each, µs | peak of memory, MiB | what came of it |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
