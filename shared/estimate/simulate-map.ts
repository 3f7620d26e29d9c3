import { ImageCache } from './environment.ts';
import { EventHeap } from './heap.ts';
import type { Limits } from './limits.ts';
import type { TimelineSum } from './timeline.ts';
import type { ImageUse } from './work.ts';

/** A task as a machine does it: seconds without waiting for others. */
export interface SimTask {
  readonly seconds: number;
  /** all requests; of them those that the task's record counts */
  readonly reads: number;
  readonly writes: number;
  readonly recorded: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly images?: readonly ImageUse[];
}

/** What can keep a task waiting. */
export type Bound = 'concurrency' | 'starts' | 'environments' | 's3 reads' | 's3 writes';

/** What came of a map. Seconds and bytes are sums over its tasks. */
export interface MapOutcome {
  readonly tasks: number;
  readonly start: number;
  readonly end: number;
  /** of the tasks themselves, as drawn */
  readonly work: number;
  /** from their start to their end, and the start of environments: what Lambda bills */
  readonly billed: number;
  readonly longest: number;
  readonly coldStarts: number;
  readonly peak: number;
  readonly reads: number;
  readonly writes: number;
  /** requests that the tasks' records count */
  readonly recorded: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** seconds that the next task to start, or a task's end, waited for each */
  readonly waits: Readonly<Record<Bound, number>>;
}

/** When a map starts, and within which limits its tasks run. */
export interface MapOptions {
  readonly start: number;
  readonly limits: Limits;
  readonly coldStart: number;
  /** seconds of an invocation beside its task */
  readonly invocation: number;
  /** seconds of an image that has to be read */
  readonly secondsOfImage: (image: ImageUse) => number;
  readonly timeline?: TimelineSum;
}

/**
 * One Distributed Map, event by event: children start in the order of their list, at the Map's
 * rate, when there is a place and an environment for them; those made anew take a cold start. S3
 * answers the requests of all in turn at the rate of the prefix, so that a task ends when its own
 * last request is answered, and not before its own seconds.
 */
export function simulateMap(tasks: Iterable<SimTask>, options: MapOptions): MapOutcome {
  const { start, limits, coldStart, invocation, secondsOfImage, timeline } = options;
  const running = new EventHeap<ImageCache>();
  const idle: ImageCache[] = [];
  const waits: Record<Bound, number> = {
    concurrency: 0,
    starts: 0,
    environments: 0,
    's3 reads': 0,
    's3 writes': 0,
  };
  const sum = { tasks: 0, work: 0, billed: 0, longest: 0, coldStarts: 0, peak: 0 };
  const traffic = { reads: 0, writes: 0, recorded: 0, bytesRead: 0, bytesWritten: 0 };
  let clock = start;
  let end = start;
  let nextStart = start;
  let allowance = limits.burst;
  let refilled = start;
  let [readsDone, writesDone] = [start, start];

  /** Lets time go by; what has ended by then frees its environment. */
  const advance = (to: number): void => {
    clock = Math.max(clock, to);
    while (running.next <= clock) idle.push(running.take().value);
    if (limits.burst !== Number.POSITIVE_INFINITY)
      allowance = Math.min(limits.burst, allowance + (clock - refilled) * limits.environmentRate);
    refilled = clock;
  };
  const wait = (bound: Bound, to: number): void => {
    waits[bound] += to - clock;
    advance(to);
  };

  for (const task of tasks) {
    advance(clock);
    if (nextStart > clock) wait('starts', nextStart);
    while (running.size >= limits.concurrency) wait('concurrency', running.next);
    while (idle.length === 0 && allowance < 1 - 1e-9) {
      wait(
        'environments',
        Math.min(running.next, clock + (1 - allowance) / limits.environmentRate),
      );
    }
    nextStart = clock + 1 / limits.startRate;

    const warm = idle.pop();
    const environment = warm ?? new ImageCache();
    const init = warm ? 0 : coldStart;
    if (!warm) {
      allowance--;
      sum.coldStarts++;
    }
    let { seconds, reads, recorded, bytesRead } = task;
    for (const image of task.images ? environment.missing(task.images) : []) {
      seconds += secondsOfImage(image);
      reads += image.reads;
      recorded += image.reads;
      bytesRead += image.bytes;
    }
    const begin = clock + init;
    const alone = begin + invocation + seconds;
    readsDone = Math.max(readsDone, begin) + reads / limits.readRate;
    writesDone = Math.max(writesDone, begin) + task.writes / limits.writeRate;
    const ends = Math.max(alone, readsDone, writesDone);
    if (ends > alone) waits[readsDone > writesDone ? 's3 reads' : 's3 writes'] += ends - alone;
    running.put(ends, environment);
    timeline?.add(clock, ends);

    sum.tasks++;
    sum.work += seconds;
    sum.billed += ends - clock;
    sum.longest = Math.max(sum.longest, ends - clock);
    sum.peak = Math.max(sum.peak, running.size);
    traffic.reads += reads;
    traffic.recorded += recorded;
    traffic.writes += task.writes;
    traffic.bytesRead += bytesRead;
    traffic.bytesWritten += task.bytesWritten;
    end = Math.max(end, ends);
  }
  return { start, end, waits, ...sum, ...traffic };
}
