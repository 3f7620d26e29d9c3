import { cpuSeconds, MAX_MEGABYTES, MAX_SECONDS } from '../limits.ts';
import { inputOf } from './damage.ts';
import { isRefusal, type Reader } from './reader.ts';

/** How a case ended. */
export interface Ending {
  /** what is wrong with it; undefined where nothing is */
  readonly fault?: string | undefined;
  readonly isRefused: boolean;
}

/** Gives a reader the input of a seed. */
export async function play(reader: Reader, seed: number): Promise<Ending> {
  const input = inputOf(reader, seed);
  const begin = process.cpuUsage();
  let isRefused = false;
  try {
    await reader.read(input);
  } catch (error) {
    if (!isRefusal(reader, error)) return { fault: saying(error), isRefused };
    isRefused = true;
  }
  const seconds = cpuSeconds(begin);
  if (seconds > MAX_SECONDS) return { fault: `${seconds.toFixed(1)} s`, isRefused };
  return { isRefused };
}

/** Whether the process has ever been larger than a case may make it. */
export const isTooLarge = (before: number): boolean =>
  process.resourceUsage().maxRSS / 1024 - before > MAX_MEGABYTES;

const saying = (error: unknown): string =>
  error instanceof Error
    ? (error.stack ?? `${error.name}: ${error.message}`).split('\n    at ').slice(0, 5).join(' << ')
    : String(error);
