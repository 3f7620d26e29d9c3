import { ImageCache } from './environment.ts';
import type { Limits } from './limits.ts';
import { type Bound, MapQueue } from './map-queue.ts';
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
  const queue = new MapQueue(start, limits);
  const sum = { tasks: 0, work: 0, billed: 0, longest: 0, coldStarts: 0, peak: 0 };
  const traffic = { reads: 0, writes: 0, recorded: 0, bytesRead: 0, bytesWritten: 0 };
  let end = start;
  for (const task of tasks) {
    const warm = queue.admit();
    const environment = warm ?? new ImageCache();
    if (!warm) sum.coldStarts++;
    const { clock } = queue;
    const work = withMissing(task, environment, secondsOfImage);
    const begin = clock + (warm ? 0 : coldStart);
    const ends = queue.run(environment, begin, begin + invocation + work.seconds, work);
    timeline?.add(clock, ends);

    sum.tasks++;
    sum.work += work.seconds;
    sum.billed += ends - clock;
    sum.longest = Math.max(sum.longest, ends - clock);
    sum.peak = Math.max(sum.peak, queue.running);
    traffic.reads += work.reads;
    traffic.recorded += work.recorded;
    traffic.writes += work.writes;
    traffic.bytesRead += work.bytesRead;
    traffic.bytesWritten += work.bytesWritten;
    end = Math.max(end, ends);
  }
  return { start, end, waits: queue.waits, ...sum, ...traffic };
}

/** A task with the images that its environment does not hold. */
function withMissing(
  task: SimTask,
  environment: ImageCache,
  secondsOfImage: MapOptions['secondsOfImage'],
): Omit<SimTask, 'images'> {
  if (!task.images) return task;
  let { seconds, reads, recorded, bytesRead } = task;
  for (const image of environment.missing(task.images)) {
    seconds += secondsOfImage(image);
    reads += image.reads;
    recorded += image.reads;
    bytesRead += image.bytes;
  }
  return { ...task, seconds, reads, recorded, bytesRead };
}
