import type * as z from 'zod';
import type { Failure } from '../../shared/contracts/lists.ts';
import type { overlapsSchema } from '../../shared/contracts/sky-map/overlaps.ts';
import type { PlacedImage } from '../../shared/contracts/sky-map/plan.ts';
import type { ImageRows } from '../../shared/core/overlaps/image.ts';
import { imageSky } from '../../shared/core/overlaps/image-sky.ts';
import { overlapSums } from '../../shared/core/overlaps/overlap.ts';
import { lineFailure } from '../../shared/run/failure.ts';
import { type ImageReader, imagesAhead } from '../../shared/run/image-reader.ts';
import type { GroupPlan } from '../../shared/run/plan/plan-packs.ts';
import { plannedHead } from '../../shared/run/planned-head.ts';
import type { TaskResult } from '../../shared/run/task.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Head, Store } from '../../shared/store/store.ts';

/**
 * A group as it was planned, its images and what the store says of their files; the arrays go
 * together.
 */
export interface ComparedGroup {
  plan: GroupPlan;
  images: readonly PlacedImage[];
  heads: readonly (Head | undefined)[];
}

/**
 * The own skies of a group's members and the differences of its pairs. An image that cannot be read
 * is a failure of its line, and has none.
 */
export async function compareGroup(
  store: Store,
  { plan: { members, pairs }, images, heads }: ComparedGroup,
  reader: ImageReader,
): Promise<TaskResult> {
  reader.begin();
  const failures = new Map<number, Failure>();
  const indexOf = new Map(images.map(({ place }, index) => [place, index]));
  const rowsOf = async (place: number): Promise<ImageRows | undefined> => {
    if (failures.has(place)) return undefined;
    const index = indexOf.get(place)!;
    const image = images[index]!;
    try {
      const head = await plannedHead(store, image, heads[index]);
      return { ...(await reader.read(store, head, image)), name: String(place), firstRow: 0 };
    } catch (error) {
      failures.set(place, lineFailure(error, 'overlaps', image.item));
      return undefined;
    }
  };

  const found: z.infer<typeof overlapsSchema> = { skies: [], sums: [] };
  // Each image, and after it those that it is compared with.
  const firsts = [...new Set([...members, ...pairs.map(([i]) => i)])];
  const steps = firsts.flatMap((first) => [
    { first, place: first },
    ...pairs.filter(([i]) => i === first).map(([, place]) => ({ first, place })),
  ]);
  const ofMembers = new Set(members);
  let rows: ImageRows | undefined;
  const read = ahead(steps, imagesAhead(images), async (step) => ({
    ...step,
    rows: await rowsOf(step.place),
  }));
  for await (const step of read) {
    if (step.place === step.first) {
      rows = step.rows;
      const sky = rows && ofMembers.has(step.place) ? imageSky(rows) : undefined;
      if (sky)
        found.skies.push({ place: step.place, plane: sky.plane, rms: sky.rms, count: sky.count });
    } else if (rows && step.rows)
      found.sums.push({ ...overlapSums(rows, step.rows) } as (typeof found.sums)[number]);
  }
  return {
    outputs: [],
    overlaps: found,
    warnings: [],
    failures: [...failures.values()],
  };
}
