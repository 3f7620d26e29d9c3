import type { ImageCache } from './environment.ts';
import { EventHeap } from './heap.ts';
import type { Limits } from './limits.ts';

/** What can keep a task waiting. */
export type Bound = 'concurrency' | 'starts' | 'environments' | 's3 reads' | 's3 writes';

/**
 * A map's children as time goes by: which run, which environments are free, what keeps them
 * waiting.
 */
export class MapQueue {
  /** seconds */
  clock: number;
  /** seconds that the next task to start, or a task's end, waited for each */
  readonly waits: Record<Bound, number> = {
    concurrency: 0,
    starts: 0,
    environments: 0,
    's3 reads': 0,
    's3 writes': 0,
  };
  readonly #limits: Limits;
  readonly #running = new EventHeap<ImageCache>();
  readonly #idle: ImageCache[] = [];
  #nextStart: number;
  /** environments that may be made at once, and since when that is known */
  #allowance: number;
  #refilled: number;
  #readsDone: number;
  #writesDone: number;

  constructor(start: number, limits: Limits) {
    this.#limits = limits;
    this.clock = start;
    this.#nextStart = start;
    this.#allowance = limits.burst;
    this.#refilled = start;
    this.#readsDone = start;
    this.#writesDone = start;
  }

  /** Tasks under way. */
  get running(): number {
    return this.#running.size;
  }

  /**
   * Waits until the next task may start; answers a free environment, undefined where one has to be
   * made.
   */
  admit(): ImageCache | undefined {
    const { concurrency, environmentRate, startRate } = this.#limits;
    this.#advance(this.clock);
    if (this.#nextStart > this.clock) this.#wait('starts', this.#nextStart);
    while (this.#running.size >= concurrency) this.#wait('concurrency', this.#running.next);
    while (this.#idle.length === 0 && this.#allowance < 1 - 1e-9) {
      const made = this.clock + (1 - this.#allowance) / environmentRate;
      this.#wait('environments', Math.min(this.#running.next, made));
    }
    this.#nextStart = this.clock + 1 / startRate;
    const free = this.#idle.pop();
    if (!free) this.#allowance--;
    return free;
  }

  /**
   * Runs a task in an environment from `begin`; answers when it ends: at `alone`, when its own
   * seconds are over, and not before its last request is answered.
   */
  run(
    environment: ImageCache,
    begin: number,
    alone: number,
    { reads, writes }: { reads: number; writes: number },
  ): number {
    const { readRate, writeRate } = this.#limits;
    this.#readsDone = Math.max(this.#readsDone, begin) + reads / readRate;
    this.#writesDone = Math.max(this.#writesDone, begin) + writes / writeRate;
    const ends = Math.max(alone, this.#readsDone, this.#writesDone);
    if (ends > alone)
      this.waits[this.#readsDone > this.#writesDone ? 's3 reads' : 's3 writes'] += ends - alone;
    this.#running.put(ends, environment);
    return ends;
  }

  #wait(bound: Bound, to: number): void {
    this.waits[bound] += to - this.clock;
    this.#advance(to);
  }

  /** Lets time go by; what has ended by then frees its environment. */
  #advance(to: number): void {
    const { burst, environmentRate } = this.#limits;
    this.clock = Math.max(this.clock, to);
    while (this.#running.next <= this.clock) this.#idle.push(this.#running.take().value);
    if (burst !== Number.POSITIVE_INFINITY)
      this.#allowance = Math.min(
        burst,
        this.#allowance + (this.clock - this.#refilled) * environmentRate,
      );
    this.#refilled = this.clock;
  }
}
