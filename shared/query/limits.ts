import type { DuckDBConnection } from '@duckdb/node-api';
import { refused } from '../core/query/refuse.ts';

/** What one query may take. */
export interface QueryLimits {
  readonly seconds: number;
  /** of the tables, from disk or S3 */
  readonly bytesRead: number;
  /** of the answer, and its bytes: 8 a number, and those of its text */
  readonly rows: number;
  readonly answer: number;
  /** of DuckDB's tables and sorts, in memory */
  readonly memory: number;
  /** of this process beyond what it had before; what DuckDB does not count is stopped there */
  readonly process: number;
  /** of what DuckDB puts on disk where memory does not suffice */
  readonly spilled: number;
}

/** Bytes. */
export const MIB = 2 ** 20;

/**
 * What a query may take on a laptop, or in a function of 1 GB: with the start of a program it ends
 * within 60 s.
 */
export const usualLimits: QueryLimits = {
  seconds: 45,
  bytesRead: 4096 * MIB,
  rows: 10_000_000,
  answer: 2048 * MIB,
  memory: 256 * MIB,
  process: 512 * MIB,
  spilled: 2048 * MIB,
};

/** How long a stopped query may take to end, before it is left, ms. */
const GRACE_MS = 3_000;
/** How often the memory is looked at, ms. */
const LOOK_MS = 50;

/** Under which a query is answered. */
export interface Conditions {
  readonly limits: QueryLimits;
  /** called where DuckDB goes on though it was stopped: the process must end */
  readonly leave: (reason: Error) => void;
  /** stops it */
  readonly signal?: AbortSignal | undefined;
}

/** Holds a query to its time, from its first word to the end of its answer, and to its memory. */
export class Watch {
  readonly #limits: QueryLimits;
  readonly #connection: DuckDBConnection;
  readonly #before = process.memoryUsage.rss();
  readonly #leave: Conditions['leave'];
  readonly #signal: AbortSignal | undefined;
  readonly #end: number;

  constructor(connection: DuckDBConnection, { limits, leave, signal }: Conditions) {
    this.#connection = connection;
    this.#limits = limits;
    this.#leave = leave;
    this.#signal = signal;
    this.#end = performance.now() + limits.seconds * 1000;
  }

  /**
   * Waits for DuckDB. Throws RefusedQuery where it takes too much, or does not answer, and the
   * signal's reason where it is stopped.
   */
  async of<T>(work: Promise<T>): Promise<T> {
    this.#signal?.throwIfAborted();
    let reason: Error | undefined;
    let grace: NodeJS.Timeout | undefined;
    if (performance.now() > this.#end) throw this.#tooSlow();
    const stop = (why: Error) => {
      reason ??= why;
      this.#connection.interrupt();
      grace ??= setTimeout(() => this.#leave(why), GRACE_MS);
    };
    const timer = setTimeout(
      () => stop(this.#tooSlow()),
      Math.max(1, this.#end - performance.now()),
    );
    const look = setInterval(() => {
      if (process.memoryUsage.rss() - this.#before > this.#limits.process) stop(this.#tooLarge());
    }, LOOK_MS);
    const cancel = () => stop(this.#signal?.reason);
    this.#signal?.addEventListener('abort', cancel);
    try {
      return await work;
    } catch (error) {
      throw reason ?? inWords(error, this.#limits);
    } finally {
      clearTimeout(timer);
      clearTimeout(grace);
      clearInterval(look);
      this.#signal?.removeEventListener('abort', cancel);
    }
  }

  #tooSlow(): Error {
    return refused(
      `the query was stopped after ${this.#limits.seconds} s: ask for less of the sky (--cone), for fewer rows, columns or joins`,
    );
  }

  #tooLarge(): Error {
    return refused(
      `the query was stopped at ${this.#limits.process / MIB} MiB of memory: ask for less, or for shorter text`,
    );
  }
}

/** What DuckDB says, without its pointers into the text. */
function inWords(error: unknown, { memory, spilled }: QueryLimits): Error {
  const text = error instanceof Error ? error.message : String(error);
  if (/^Out of Memory|max_temp_directory_size/i.test(text))
    return refused(
      `the query needs more than ${memory / MIB} MiB of memory and ${spilled / MIB} MiB of disk: ask for less of the sky, or for fewer groups`,
    );
  const said = text
    .replace(/\n\s*LINE \d+:[\s\S]*$/, '')
    .replace(/\n\s*Candidate functions:[\s\S]*$/, '')
    .replace(/(\/[^\s"'/]+)+\/([^\s"'/]+\.parquet)/g, '$2')
    .replace(/\s+/g, ' ')
    .trim();
  return refused(`the query cannot be answered: ${said}`);
}
