/** Questions of one worker under way at once: at first, and at most. */
const FIRST_WINDOW = 4;
const LARGEST_WINDOW = 16;

/** How a question ended: busy is a host that is asked for too much, broken one that failed. */
export type HostOutcome = 'good' | 'busy' | 'broken';

/** What a worker knows of a host. */
export class Host {
  good = 0;
  busy = 0;
  notBefore = 0;
  /** turns that are taken: the first one's time, ms between them, how many */
  from = 0;
  interval = 0;
  left = 0;
  /** questions that may be under way, and those that are */
  window = FIRST_WINDOW;
  underWay = 0;
  readonly waiting: (() => void)[] = [];
  turn: Promise<unknown> = Promise.resolve();

  async enter(): Promise<void> {
    if (this.underWay >= Math.floor(this.window))
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.underWay++;
  }

  leave(): void {
    this.underWay--;
    if (this.underWay < Math.floor(this.window)) this.waiting.shift()?.();
  }

  /** Counts what came of a question, and lets the next one in. */
  report(outcome: HostOutcome, retryAfterMs: number): void {
    if (outcome === 'good') {
      this.good++;
      this.window = Math.min(LARGEST_WINDOW, this.window + 1 / this.window);
    } else if (outcome === 'busy') {
      this.busy++;
      this.window = Math.max(1, this.window / 2);
      this.notBefore = Math.max(this.notBefore, Date.now() + retryAfterMs);
      this.left = 0; // taken at a pace that was too fast
    }
    this.leave();
  }
}
