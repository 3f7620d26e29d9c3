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
  const before = process.memoryUsage.rss() / 2 ** 20;
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
  const grown = grownSince(before);
  if (grown > MAX_MEGABYTES) return { fault: `${grown.toFixed(0)} MB`, isRefused };
  return { isRefused };
}

let highest = 0;

/** Megabytes by which the process has been larger than `before`; 0 where no peak is new. */
function grownSince(before: number): number {
  const peak = process.resourceUsage().maxRSS / 1024;
  if (peak <= highest) return 0;
  highest = peak;
  return peak - before;
}

const saying = (error: unknown): string =>
  error instanceof Error
    ? (error.stack ?? `${error.name}: ${error.message}`).split('\n    at ').slice(0, 5).join(' << ')
    : String(error);
