import { setTimeout } from 'node:timers/promises';
import { StoreError } from './errors.ts';
import { Host, type HostOutcome } from './pace-host.ts';
import { adapted, firstPace, type PaceState, reserved } from './pace-state.ts';
import type { Store } from './store.ts';
import { joinUrl } from './url.ts';

/** Asks for leave before each request to a host, and learns how it ended. */
export interface HostPace {
  /** Waits for the host's turn. Throws StoreUnavailable where that would take long. */
  leave(url: URL, asked: string): Promise<void>;
  report(url: URL, outcome: HostOutcome, retryAfterMs?: number): void;
}

/** A longer wait is the state machine's: a function that waits costs money. */
const LONGEST_WAIT_MS = 20_000;
/** Turns are taken for so long ahead, so that the state is not looked at for each question. */
const AHEAD_MS = 500;
const MOST_AHEAD = 8;
/**
 * One token bucket per host for all workers of a run: its state is an object under the run that
 * each replaces only where it is still what it read. The pace follows the host: faster with every
 * good answer, half as fast when it is busy or silent, and never before its Retry-After is over;
 * the number of questions of one worker under way does the same. A fault of the host (an error 500,
 * a connection that breaks) says nothing of its pace.
 */
export class SharedPace implements HostPace {
  readonly #store: Store;
  readonly #folder: string;
  readonly #hosts = new Map<string, Host>();

  constructor(store: Store, folder: string) {
    this.#store = store;
    this.#folder = folder;
  }

  async leave(url: URL, asked: string): Promise<void> {
    const host = this.#hostOf(url);
    await host.enter();
    try {
      const turn = host.turn.then(() => this.#nextTurn(host, url, asked));
      host.turn = turn.catch(() => undefined);
      await setTimeout(Math.max(0, (await turn) - Date.now()));
    } catch (error) {
      host.leave();
      throw error;
    }
  }

  report(url: URL, outcome: HostOutcome, retryAfterMs = 0): void {
    this.#hostOf(url).report(outcome, retryAfterMs);
  }

  #hostOf(url: URL): Host {
    let host = this.#hosts.get(url.host);
    if (!host) {
      host = new Host();
      this.#hosts.set(url.host, host);
    }
    return host;
  }

  async #nextTurn(host: Host, url: URL, asked: string): Promise<number> {
    if (host.left === 0) await this.#take(host, url, asked);
    host.left--;
    const time = host.from;
    host.from += host.interval;
    return time;
  }

  /** Takes turns of the bucket, and puts into it what was seen. */
  async #take(host: Host, url: URL, asked: string): Promise<void> {
    const key = joinUrl(this.#folder, `${url.host.replace(/[^\w.-]/g, '_')}.json`);
    for (let attempt = 1; ; attempt++) {
      const { state, etag } = await this.#read(key);
      const now = Date.now();
      const { good, busy, notBefore } = host;
      const seen = adapted(state ?? firstPace(now), { good, busy, notBefore }, now);
      const wait = seen.next - now;
      const count = Math.max(1, Math.min(MOST_AHEAD, Math.floor(AHEAD_MS / seen.interval)));
      const { from, state: after } = reserved(seen, wait > LONGEST_WAIT_MS ? 0 : count, now);
      const written = await this.#store.putIfUnchanged(key, JSON.stringify(after), etag);
      if (written === undefined && attempt < 100) {
        await setTimeout(5 * Math.random() * Math.min(attempt, 10));
        continue;
      }
      Object.assign(host, { good: 0, busy: 0, from, interval: seen.interval, left: count });
      if (wait <= LONGEST_WAIT_MS) return;
      host.left = 0;
      throw new StoreError(
        'StoreUnavailable',
        `${url.host} is not to be asked for ${Math.ceil(wait / 1000)} s, so ${asked} waits: it is tried again later.`,
        asked,
        'getRange',
      );
    }
  }

  async #read(key: string): Promise<{ state: PaceState | undefined; etag: string | undefined }> {
    const head = await this.#store.head(key);
    if (!head) return { state: undefined, etag: undefined };
    try {
      const text = new TextDecoder().decode(await this.#store.get(key, head.etag));
      const { next, interval, slowed } = JSON.parse(text) as Partial<PaceState>;
      const state = { next: Number(next), interval: Number(interval), slowed: Number(slowed) };
      const isWhole = Object.values(state).every(Number.isFinite) && state.interval > 0;
      return { state: isWhole ? state : undefined, etag: head.etag };
    } catch (error) {
      // replaced or removed between the two reads
      const isOld = error instanceof StoreError && ['Changed', 'NoSuchObject'].includes(error.name);
      if (isOld || error instanceof SyntaxError) return { state: undefined, etag: head.etag };
      throw error;
    }
  }
}
