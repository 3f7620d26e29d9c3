import { spawnSync } from 'node:child_process';

/** Seconds of one run of a contender; undefined when it is not installed here. */
export type Contender = () => Promise<number | undefined> | number | undefined;

export interface Comparison {
  ours: Spread;
  /** undefined when it is not installed */
  theirs: Spread | undefined;
  /** median of theirs / ours, run by run */
  ratio: number | undefined;
}

export interface Spread {
  median: number;
  least: number;
  most: number;
}

/** Runs two contenders in turn, after a first time that warms both up. */
export async function compare(runs: number, ours: Contender, theirs: Contender): Promise<Comparison> {
  const [mine, others]: [number[], number[]] = [[], []];
  for (let run = 0; run <= runs; run++) {
    const seconds = await ours();
    const other = await theirs();
    if (run === 0) continue;
    mine.push(seconds!);
    if (other !== undefined) others.push(other);
  }
  return {
    ours: spreadOf(mine),
    theirs: others.length > 0 ? spreadOf(others) : undefined,
    ratio: others.length > 0 ? spreadOf(others.map((seconds, i) => seconds / mine[i]!)).median : undefined,
  };
}

const spreadOf = (values: number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)]!, least: sorted[0]!, most: sorted.at(-1)! };
};

/** Seconds of a whole process; undefined when it is not installed. Throws with its words when it fails. */
export function secondsOf(command: string, args: string[], cwd?: string): number | undefined {
  const begin = performance.now();
  const { error, status, stderr, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    ...(cwd ? { cwd } : {}),
  });
  if (error) return undefined;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`);
  return (performance.now() - begin) / 1000;
}

/** A contest as lines of a table. */
export function shownComparison(title: string, other: string, { ours, theirs, ratio }: Comparison): string {
  const one = ({ median, least, most }: Spread) =>
    `${median.toFixed(2)} s (${least.toFixed(2)} to ${most.toFixed(2)})`;
  return [
    title,
    `  starfan ${one(ours)}`,
    theirs ? `  ${other} ${one(theirs)}` : `  ${other}: not installed, not compared`,
    ...(ratio === undefined ? [] : [`  ratio theirs / ours ${ratio.toFixed(2)}`]),
  ].join('\n');
}
