import type * as z from 'zod';
import type { fixedSchema, matchedPairSchema } from '../../shared/contracts/sky-map/background.ts';
import { plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import {
  overlapGroupSchema,
  overlapItemSchema,
  overlapsSchema,
} from '../../shared/contracts/sky-map/overlaps.ts';
import { PackedImages } from '../../shared/core/background/packed-images.ts';
import { Pairs } from '../../shared/core/background/pairs.ts';
import { type MatchedGroup, solveBackground } from '../../shared/core/background/solve.ts';
import type { FixedByRule } from '../../shared/pages/report/seams.ts';
import { isDone } from '../../shared/run/is-done.ts';
import { parseJson, readJson, readJsonLines } from '../../shared/run/json.ts';
import { readBackgroundMode } from '../../shared/run/parameters.ts';
import { planesToBytes } from '../../shared/run/planes.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** groups asked for at the same time */
const READ_AHEAD = 64;

/** Writes each image's plane, the seams before and after, and what overlaps cannot show. */
export async function matchBackground(
  store: Store,
  run: string,
): Promise<{ images: number; pairs: number }> {
  const mode = await readBackgroundMode(store, run);
  const images = await readImages(store, run);
  const { pairs, lost } = await readOverlaps(store, run, images);
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
  await store.put(joinUrl(run, skyKeys.planes), planesToBytes(planes));
  await store.putStream(joinUrl(run, skyKeys.pairs), lines());
  await store.put(joinUrl(run, skyKeys.fixed), JSON.stringify(fixedByBand(images, groups, lost)));
  return { images: images.length, pairs: pairs.count };
}

/** The images of the plan, in its order. */
async function readImages(store: Store, run: string): Promise<PackedImages> {
  const images = new PackedImages();
  const planned = readJsonLines(store, joinUrl(run, skyKeys.images), plannedImageSchema);
  for await (const { band, width, height, frame } of planned)
    images.add({ band, width, height, frame: frame ?? undefined });
  return images;
}

/**
 * What measure-overlaps found: the images' own skies go to the images, the differences are the
 * answer. Pairs of groups that broke off are lost: the others show the same images.
 */
async function readOverlaps(
  store: Store,
  run: string,
  images: PackedImages,
): Promise<{ pairs: Pairs; lost: [number, number][] }> {
  const pairs = new Pairs(images.length, Number);
  const lost: [number, number][] = [];
  const groups = readJsonLines(store, joinUrl(run, skyKeys.overlapItems), overlapItemSchema);
  const overlaps = ahead(groups, READ_AHEAD, async ({ group }) => {
    const url = joinUrl(run, skyKeys.overlaps(group));
    if (await isDone(store, run, 'overlaps', String(group)))
      return { url, bytes: await store.get(url) };
    const plan = await readJson(
      store,
      joinUrl(run, skyKeys.overlapGroup(group)),
      overlapGroupSchema,
    );
    lost.push(...plan.pairs);
    return undefined;
  });
  for await (const found of overlaps) {
    if (found === undefined) continue;
    // In its turn: parsed, what is read ahead would be many times as large.
    const { skies, sums } = parseJson(found.bytes, overlapsSchema, found.url);
    for (const sky of skies) images.setSky(sky.place, sky);
    for (const one of sums) pairs.add(one);
  }
  return { pairs, lost };
}

/** What overlaps connect in each band, what they cannot show, and what was lost of them. */
function fixedByBand(
  images: PackedImages,
  groups: readonly MatchedGroup[],
  lost: readonly [number, number][],
): z.infer<typeof fixedSchema> {
  const bands = new Map<string, FixedByRule>();
  const inBand = (name: string): FixedByRule => {
    const there = bands.get(name) ?? { groups: 0, alone: 0, free: 0, told: 0, lost: 0 };
    bands.set(name, there);
    return there;
  };
  for (let place = 0; place < images.length; place++) inBand(images.at(place).band).alone++;
  for (const group of groups) {
    const band = inBand(group.band);
    band.groups++;
    band.alone -= group.images;
    band.free += group.free;
    band.told += group.determined;
  }
  for (const [i] of lost) inBand(images.at(i).band).lost++;
  return Object.fromEntries(bands);
}
