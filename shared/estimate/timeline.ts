/** How many tasks were under way, averaged over equal steps of time. */
export interface Timeline {
  /** seconds of a step */
  readonly step: number;
  readonly running: readonly number[];
}

const MAX_POINTS = 512;

/**
 * Adds up when tasks run without knowing how long all will take: when the steps run out each two
 * become one.
 */
export class TimelineSum {
  #step = 1;
  #busy = new Float64Array(MAX_POINTS);
  #end = 0;

  add(start: number, end: number): void {
    while (end > this.#step * MAX_POINTS) this.#widen();
    this.#end = Math.max(this.#end, end);
    const last = Math.min(MAX_POINTS - 1, Math.floor(end / this.#step));
    for (let i = Math.floor(start / this.#step); i <= last; i++) {
      const inside = Math.min(end, (i + 1) * this.#step) - Math.max(start, i * this.#step);
      if (inside > 0) this.#busy[i]! += inside;
    }
  }

  #widen(): void {
    const busy = new Float64Array(MAX_POINTS);
    for (let i = 0; i < MAX_POINTS; i++) busy[i >> 1]! += this.#busy[i]!;
    this.#busy = busy;
    this.#step *= 2;
  }

  /** Of the steps up to the last end. */
  timeline(): Timeline {
    const steps = Math.ceil(this.#end / this.#step);
    return {
      step: this.#step,
      running: Array.from(this.#busy.subarray(0, steps), (busy) => busy / this.#step),
    };
  }
}
