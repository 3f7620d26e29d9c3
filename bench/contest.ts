import { spawnSync } from 'node:child_process';

/** A match between Starfan and a program that is not ours, or a time that is to be kept. */
export interface Contest {
  /** what `--only` takes */
  name: string;
  /** the work, for a table */
  work: string;
  /** ratio theirs / ours, or seconds of ours */
  target: { ratio: number } | { seconds: number };
  /** what is timed on our side, and all that is made in that time */
  ours: string;
  /** the same of the peer */
  theirs?: string;
  /**
   * Makes the inputs in a folder of its own. Throws Absent when something is not installed here or
   * not there.
   */
  open(folder: string): Promise<Arena>;
}

/** A contest with its inputs. Seconds; what the first round measures is not counted. */
export interface Arena {
  ours(): Promise<number>;
  theirs?(): Promise<number>;
  /** other figures of our side in the last round, seconds or as their name says */
  beside?(): Record<string, number>;
  close?(): Promise<void>;
}

/** What a contest needs is not here. */
export class Absent extends Error {
  override readonly name = 'Absent';
}

/** The median of measurements, and the least and greatest of them. */
export interface RatioSpread {
  median: number;
  least: number;
  most: number;
}

/** What came of a contest. */
export interface ContestOutcome {
  work: string;
  target: Contest['target'];
  oursIs: string;
  theirsIs?: string;
  runs: number;
  ours: RatioSpread;
  theirs?: RatioSpread;
  /** theirs / ours, run by run */
  ratio?: RatioSpread;
  beside?: Record<string, RatioSpread>;
}

/** Runs both sides in turn, after a first time that warms both up. */
export async function hold(contest: Contest, arena: Arena, runs: number): Promise<ContestOutcome> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  const beside: Record<string, number[]> = {};
  for (let run = 0; run <= runs; run++) {
    written();
    const mine = await arena.ours();
    written();
    const other = await arena.theirs?.();
    if (run === 0) continue;
    ours.push(mine);
    if (other !== undefined) theirs.push(other);
    for (const [name, value] of Object.entries(arena.beside?.() ?? {})) {
      beside[name] ??= [];
      beside[name].push(value);
    }
  }
  return {
    work: contest.work,
    target: contest.target,
    oursIs: contest.ours,
    ...(contest.theirs ? { theirsIs: contest.theirs } : {}),
    runs,
    ours: spreadOf(ours),
    ...(theirs.length > 0
      ? {
          theirs: spreadOf(theirs),
          ratio: spreadOf(theirs.map((seconds, i) => seconds / ours[i]!)),
        }
      : {}),
    ...(Object.keys(beside).length > 0
      ? {
          beside: Object.fromEntries(
            Object.entries(beside).map(([name, values]) => [name, spreadOf(values)]),
          ),
        }
      : {}),
  };
}

/** What one side wrote reaches the disk before the other's time begins. */
const written = () => spawnSync('sync');

/** Median, least and greatest of at least one number. */
export function spreadOf(values: readonly number[]): RatioSpread {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  const round = (value: number) => Number(value.toPrecision(5));
  return { median: round((low + high) / 2), least: round(sorted[0]!), most: round(sorted.at(-1)!) };
}

/** Whether the target was met; undefined without a peer to compare with. */
export function isMet({ target, ours, ratio }: ContestOutcome): boolean | undefined {
  if ('seconds' in target) return ours.median < target.seconds;
  return ratio && ratio.median >= target.ratio;
}
