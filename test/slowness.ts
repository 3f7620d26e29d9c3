import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

/** A process's start, and arithmetic of a fifth of a second. */
const WORK =
  'let x = 1; for (let i = 0; i < 2e8; i++) x = (x ^ (x << 13)) + i | 0; process.exitCode = x === 0 ? 1 : 0';
/** What that takes on each of two quiet cores, in seconds. */
const QUIET_SECONDS = 0.3;

/**
 * How many times slower this machine is now than a quiet one, 1 at least: measured on all its cores
 * at once, as tests use them.
 */
export async function measureSlowness(): Promise<number> {
  const begin = performance.now();
  const workers = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', WORK]),
  );
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  return Math.max(1, (performance.now() - begin) / 1000 / QUIET_SECONDS);
}

/**
 * What a piece of work answers, and the CPU seconds of this process: unlike the clock's they are
 * the same beside other work.
 */
export async function cpuTimeOf<T>(
  piece: () => T,
): Promise<{ answer: Awaited<T>; seconds: number }> {
  const before = process.cpuUsage();
  const answer = await piece();
  const { user, system } = process.cpuUsage(before);
  return { answer, seconds: (user + system) / 1e6 };
}

/** How long a test may take here before it is thought to hang, in milliseconds. */
export const limit = (): number => Number(process.env.STARFAN_TEST_LIMIT);
