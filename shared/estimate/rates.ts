import { type Amounts, type Driver, drivers, type StageName } from './work.ts';

/**
 * What one stage's work takes of one core of the machine that was measured: seconds of CPU, which
 * other work beside it hardly changes.
 */
export interface StageRates {
  /** seconds of one unit of each driver */
  readonly seconds: Amounts;
  /** standard deviation of ln(seconds / predicted) over the tasks measured */
  readonly spread: number;
  /** the same of tasks that fit stars, which take longer and differ less */
  readonly spreadOfStars?: number | undefined;
  /** tasks that were measured */
  readonly measured: number;
  /**
   * of a reduce, which may hold something of all that it goes through: bytes of memory of one unit
   * of each driver
   */
  readonly memory?: Amounts;
}

/**
 * Bytes of a 512 × 512 tile where every pixel has a value: as FITS, as PNG in grey and in colour.
 */
export interface TileBytes {
  readonly fits: number;
  readonly grey: number;
  readonly colour: number;
}

/** `bench/rates.json`. */
export interface Rates {
  /** day of the measurement */
  readonly date: string;
  /** what it was measured on, in words */
  readonly machine: string;
  /** seconds to start a function's process, until its handler is called */
  readonly coldStart: Readonly<Partial<Record<StageName, number>>>;
  /** seconds of an invocation beside its task's record: the event, the plan read, the answer */
  readonly invocation: number;
  readonly tileBytes: TileBytes;
  readonly stages: Readonly<Partial<Record<StageName, StageRates>>>;
}

/**
 * Seconds of some work by a stage's rates. Throws RangeError where nothing was measured for a
 * driver that the work has.
 */
export function secondsOf(rates: Rates, stage: StageName, amounts: Amounts): number {
  const known = rates.stages[stage];
  if (!known) throw new RangeError(`no rates were measured for ${stage}`);
  let seconds = 0;
  for (const driver of drivers) {
    const amount = amounts[driver];
    if (!amount) continue;
    const rate = known.seconds[driver];
    if (rate === undefined) throw new RangeError(`no rate was measured for ${stage} by ${driver}`);
    seconds += amount * rate;
  }
  return seconds;
}

/** Bytes of memory that a reduce needs for some work; undefined where they were not measured. */
export function memoryOf(rates: Rates, stage: StageName, amounts: Amounts): number | undefined {
  const memory = rates.stages[stage]?.memory;
  return (
    memory &&
    drivers.reduce((sum, driver) => sum + (amounts[driver] ?? 0) * (memory[driver] ?? 0), 0)
  );
}

/** Work of one task that took so many seconds. */
export interface MeasuredTask {
  readonly amounts: Amounts;
  readonly seconds: number;
}

/** Seconds that a clock may be wrong by. */
const TICK = 0.005;
const PASSES = 4;
const ROUNDS = 500;

/**
 * Rates that fit measured tasks best: least squares with no rate below 0. A task's variance is
 * taken to grow with its predicted seconds, so that the sum of the predictions is that of the
 * measurements, whatever their sizes (quasi-likelihood with an identity link, McCullagh & Nelder
 * 1989, ch. 9). Drivers that no task has are absent. `tick`: below it a task's scatter is the
 * measurement's.
 */
export function fitRates(tasks: readonly MeasuredTask[], tick = TICK): StageRates {
  const used = drivers.filter((driver) => tasks.some(({ amounts }) => amounts[driver]));
  let predicted = tasks.map(({ seconds }) => seconds);
  let rates = used.map(() => 0);
  for (let pass = 0; pass < PASSES; pass++) {
    const weights = predicted.map((seconds) => 1 / Math.sqrt(seconds + tick));
    rates = leastSquares(
      used.map((driver) => tasks.map(({ amounts }, i) => (amounts[driver] ?? 0) * weights[i]!)),
      tasks.map(({ seconds }, i) => seconds * weights[i]!),
    );
    predicted = tasks.map(({ amounts }) =>
      used.reduce((sum, driver, k) => sum + (amounts[driver] ?? 0) * rates[k]!, 0),
    );
  }
  const logs = tasks.map(({ seconds }, i) => Math.log((seconds + tick) / (predicted[i]! + tick)));
  const seconds: Partial<Record<Driver, number>> = {};
  for (const [k, driver] of used.entries()) seconds[driver] = Number(rates[k]!.toPrecision(4));
  return { seconds, spread: Number(deviationOf(logs).toPrecision(3)), measured: tasks.length };
}

/**
 * Non-negative coefficients of the columns nearest to the target: coordinate descent, of which this
 * convex problem has one end.
 */
function leastSquares(columns: readonly number[][], target: readonly number[]): number[] {
  const found = columns.map(() => 0);
  const left = [...target];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [k, column] of columns.entries()) {
      let [along, square] = [0, 0];
      for (const [i, value] of column.entries()) {
        along += value * left[i]!;
        square += value * value;
      }
      const change = Math.max(0, found[k]! + along / square) - found[k]!;
      if (change === 0) continue;
      found[k]! += change;
      for (const [i, value] of column.entries()) left[i]! -= change * value;
    }
  }
  return found;
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
