import type * as z from 'zod';
import { keys } from '../../shared/contracts/keys.ts';
import type { fixedSchema, matchedPairSchema } from '../../shared/contracts/sky-map/background.ts';
import { plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import {
  overlapItemSchema,
  overlapName,
  type overlapsSchema,
} from '../../shared/contracts/sky-map/overlaps.ts';
import { taskRecordSchema } from '../../shared/contracts/task-record.ts';
import { PackedImages } from '../../shared/core/background/packed-images.ts';
import { Pairs } from '../../shared/core/background/pairs.ts';
import { type MatchedGroup, solveBackground } from '../../shared/core/background/solve.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import { readBackgroundMode } from '../../shared/run/parameters.ts';
import { readGroup } from '../../shared/run/plan/plan-packs.ts';
import { readBandImages, readPlanBands } from '../../shared/run/plan-images.ts';
import { writePlanes } from '../../shared/run/planes.ts';
import { readRecordBytes } from '../../shared/run/record.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** groups asked for at the same time */
const READ_AHEAD = 64;

/** What is read of an image. */
const matchedImageSchema = plannedImageSchema.pick({
  band: true,
  width: true,
  height: true,
  frame: true,
});

/**
 * Writes the plane of each image of a band, the seams before and after, and what overlaps cannot
 * show.
 */
export async function matchBackground(
  store: Store,
  run: string,
  band: string,
): Promise<{ images: number; pairs: number }> {
  const mode = await readBackgroundMode(store, run);
  const images = await readImages(store, run, band);
  const { pairs, lost } = await readOverlaps(store, run, band, images);
  const { planes, before, after, weights, groups } = solveBackground(images, pairs, mode);
  function* lines(): Generator<string> {
    for (let pair = 0; pair < pairs.count; pair++) {
      const one: z.infer<typeof matchedPairSchema> = {
        i: pairs.i(pair),
        j: pairs.j(pair),
        before: before[pair]!,
        after: after[pair]!,
        weight: weights[pair]!,
      };
      yield `${JSON.stringify(one)}\n`;
    }
  }
  await writePlanes(store, run, band, planes);
  await store.putStream(joinUrl(run, skyKeys.pairs(band)), lines());
  const fixed = fixedByRule(images.length, groups, lost);
  await store.put(joinUrl(run, skyKeys.fixed(band)), JSON.stringify(fixed));
  return { images: images.length, pairs: pairs.count };
}

/** The images of the band, in the plan's order. */
async function readImages(store: Store, run: string, name: string): Promise<PackedImages> {
  const images = new PackedImages();
  for (const band of await readPlanBands(store, run)) {
    if (band.band !== name) continue;
    const planned = readBandImages(store, run, band, matchedImageSchema);
    for await (const { band, width, height, frame } of planned)
      images.add({ band, width, height, frame: frame ?? undefined });
  }
  return images;
}

/**
 * What measure-overlaps found: the images' own skies go to the images, the differences are the
 * answer. Pairs of groups that broke off are lost: the others show the same images. Answers how
 * many.
 */
async function readOverlaps(
  store: Store,
  run: string,
  band: string,
  images: PackedImages,
): Promise<{ pairs: Pairs; lost: number }> {
  const pairs = new Pairs(images.length, Number);
  let lost = 0;
  const groups = readJsonLines(store, joinUrl(run, skyKeys.bandOverlaps(band)), overlapItemSchema);
  const records = ahead(groups, READ_AHEAD, async (item) => ({
    item,
    bytes: await readRecordBytes(store, joinUrl(run, keys.task('overlaps', overlapName(item)))),
  }));
  for await (const { item, bytes } of records) {
    // In its turn: parsed, what is read ahead would be many times as large.
    const found = bytes && overlapsIn(bytes);
    if (!found) lost += (await readGroup(store, run, item)).pairs.length;
    for (const sky of found?.skies ?? []) images.setSky(sky.place, sky);
    for (const one of found?.sums ?? []) pairs.add(one);
  }
  return { pairs, lost };
}

const measuredSchema = taskRecordSchema.pick({ state: true, overlaps: true });

/** What a record says of its group; undefined where the group broke off. */
function overlapsIn(bytes: Uint8Array): z.infer<typeof overlapsSchema> | undefined {
  try {
    const { state, overlaps } = measuredSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return state === 'done' ? overlaps : undefined;
  } catch {
    return undefined; // no record: the group's task is done again by the next run
  }
}

/** What overlaps connect in the band, what they cannot show, and what was lost of them. */
function fixedByRule(
  images: number,
  groups: readonly MatchedGroup[],
  lost: number,
): z.infer<typeof fixedSchema> {
  const sum = (value: (group: MatchedGroup) => number): number =>
    groups.reduce((total, group) => total + value(group), 0);
  return {
    groups: groups.length,
    alone: images - sum((group) => group.images),
    free: sum(({ free }) => free),
    told: sum(({ determined }) => determined),
    lost,
  };
}
