import { judge } from './judge.ts';
import { caseOf } from './mutate.ts';

/** A case may take so much; of CPU, so that a busy machine is no fault. */
export const MAX_SECONDS = 2;
/** Memory that a reader may take, MB. */
export const MAX_MEGABYTES = 512;

/** The memory of the function that reads. */
process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = String(MAX_MEGABYTES);

/** CPU time of this process, user and system, s; since an earlier reading. */
export const cpuSeconds = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

/** What is wrong with how a case ends; undefined where nothing is. */
export async function faultOf(
  files: readonly Uint8Array[],
  seed: number,
): Promise<string | undefined> {
  const bytes = caseOf(files, seed);
  const begin = process.cpuUsage();
  const rss = process.memoryUsage.rss();
  try {
    await judge(bytes);
  } catch (error) {
    return error instanceof Error
      ? (error.stack ?? error.message).split('\n    at ').slice(0, 5).join(' << ')
      : String(error);
  }
  const seconds = cpuSeconds(begin);
  if (seconds > MAX_SECONDS) return `${seconds.toFixed(1)} s`;
  const grown = process.resourceUsage().maxRSS / 1024 - rss / 2 ** 20;
  if (grown > MAX_MEGABYTES && process.memoryUsage.rss() > rss) return `${grown.toFixed(0)} MB`;
  return undefined;
}
