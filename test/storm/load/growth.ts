/** What a program holds at one moment. */
export interface Sample {
  /** lists that have ended by then, and those that have not */
  lists: number;
  waiting: number;
  /** megabytes of memory, of the program alone and with all its processes */
  memory: number;
  memoryOfAll: number;
  /** open files, sockets and pipes of all its processes */
  handles: number;
  processes: number;
  /** files and folders in its folder of temporary files */
  temporary: number;
  /** files with notes on objects, without one for each object */
  notes: number;
  /** notes on runs that were begun, beyond one for each list */
  executions: number;
}

/** What may be more at the end than in the beginning, by chance alone. */
const noise = {
  memory: 24,
  memoryOfAll: 4 * 128, // garbage of four processes, which V8 lets lie up to a first heap of 128 MB
  handles: 60,
  processes: 2,
  temporary: 2,
  notes: 40, // of objects that are being written
  executions: 2,
};

/** Megabytes that a list may need while it waits for its end: a busy machine has many. */
const WAITING_MB = 0.25;

/** Samples that a median is taken of, at either end. */
const ENDS = 6;

/** What is held of a kind, but for what waiting lists need. */
const heldOf = (sample: Sample, name: keyof typeof noise): number =>
  sample[name] - (name.startsWith('memory') ? WAITING_MB * sample.waiting : 0);

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * What grew, by its name: the median of the last sixth of the samples beside that of the second
 * sixth, when everything has been loaded and done some times, is more than noise.
 */
export function growthOf(samples: readonly Sample[]): Record<string, [number, number]> {
  const part = (n: number) =>
    samples.slice(
      Math.floor((n * samples.length) / ENDS),
      Math.floor(((n + 1) * samples.length) / ENDS),
    );
  const grown: Record<string, [number, number]> = {};
  for (const [name, chance] of Object.entries(noise)) {
    const [early, late] = [part(1), part(ENDS - 1)].map((some) =>
      median(some.map((sample) => heldOf(sample, name as keyof typeof noise))),
    ) as [number, number];
    if (!(late - early <= chance)) grown[name] = [early, late];
  }
  return grown;
}
