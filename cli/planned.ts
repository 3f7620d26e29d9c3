import { statfs } from 'node:fs/promises';
import { skyPlanSchema } from '../shared/contracts/sky-map/plan.ts';
import { bytes, counted, duration } from '../shared/pages/report/quantities.ts';

/** What a plan says before the work begins: what it will take, and what a person should know first. */
export interface Planned {
  lines: string[];
  /** why the map cannot be made here */
  refusal: string | undefined;
}

/** Reads the answer of plan-sky; undefined for that of any other function. `free`: bytes of the disk, of `cores` processors. */
export function plannedOf(
  functionName: string,
  answer: unknown,
  { free, cores }: { free: number; cores: number },
): Planned | undefined {
  const plan = functionName === 'plan-sky' ? skyPlanSchema.safeParse(answer).data : undefined;
  if (!plan) return undefined;
  const { order, plates, images, seconds, bytes: size, warnings } = plan;
  const painting = duration(Math.max(1, seconds / cores));
  return {
    lines: [
      `  order ${order}: ${counted(plates, 'plate')} of ${counted(images, 'image')}, about ${painting} to paint and ${bytes(size)} of tiles; ${bytes(free)} are free`,
      ...warnings.map((warning) => `  warning: ${warning}`),
    ],
    refusal:
      size > free
        ? `the tiles need ${bytes(size)} and ${bytes(free)} are free: free some space, give --out on another disk, or a lower --order (each one less is a quarter)`
        : undefined,
  };
}

/** Bytes that this user may still write where a folder is. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
