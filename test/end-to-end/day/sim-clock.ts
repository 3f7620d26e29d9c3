import type { Clock } from '../../../local/engine/clock.ts';

interface Timer {
  at: number;
  then: () => void;
}

/** A clock that jumps to the next thing that is waited for, when nothing is being done. */
export class SimClock implements Clock {
  /** milliseconds since 1970 */
  time: number;
  /** what is being done in no time of this clock */
  busy = 0;
  readonly #timers = new Set<Timer>();
  readonly #onTime: (time: number) => void;

  constructor(start: number, onTime: (time: number) => void) {
    this.time = start;
    this.#onTime = onTime;
  }

  /** timers that have not gone off */
  get waiting(): number {
    return this.#timers.size;
  }

  now(): Date {
    return new Date(this.time);
  }

  after(milliseconds: number, then: () => void): () => void {
    const timer = { at: this.time + milliseconds, then };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Resolves so many milliseconds later. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Does work that takes no time of this clock. */
  async atOnce<T>(work: () => Promise<T>): Promise<T> {
    this.busy++;
    return work().finally(() => this.busy--);
  }

  /** Lets time pass until nothing is waited for. */
  async runOut(): Promise<void> {
    for (;;) {
      for (let quiet = 0; quiet < 5; quiet = this.busy === 0 ? quiet + 1 : 0)
        await new Promise((resolve) => setImmediate(resolve));
      let next: Timer | undefined;
      for (const timer of this.#timers) if (!next || timer.at < next.at) next = timer;
      if (!next) return;
      this.#timers.delete(next);
      this.time = Math.max(this.time, next.at);
      this.#onTime(this.time);
      next.then();
    }
  }
}
