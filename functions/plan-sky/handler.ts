import * as z from 'zod';
import { RunError } from '../../shared/contracts/errors.ts';
import type { Failure } from '../../shared/contracts/lists.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { ImageRef, SkyPlan } from '../../shared/contracts/sky-map/plan.ts';
import { overlapGroups } from '../../shared/core/plan/groups.ts';
import { MAX_GROWTH, tooMuchGrowth } from '../../shared/core/plan/growth.ts';
import { planSkyMap } from '../../shared/core/plan/plan.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { readPlacedImages } from '../../shared/run/placed-images.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { depthWarnings } from './band-scales.ts';
import { imagesToPlan } from './images-to-plan.ts';

const eventSchema = z.object({ run: runUrl });

/** Decides the order and the plates, which images each needs, and which images are compared; writes the items of the maps to come. */
export const handler = lambdaHandler(eventSchema, ({ run }, { store }) =>
  runReduce(store, run, 'plan', (counted) => planSky(counted, run)),
);

async function planSky(store: Store, run: string): Promise<SkyPlan> {
  const sky = await readSkyParameters(store, run);
  const {
    images: skyImages,
    offsets,
    failures,
    warnings,
    unweighted,
    unread,
  } = await imagesToPlan(store, run, sky.frame);
  const { images } = skyImages;
  const refs = (places: readonly number[]) =>
    places.map((place): ImageRef => [place, offsets[place]!, offsets[place + 1]! - offsets[place]!]);
  const plan = planSkyMap(skyImages, sky.order === undefined ? {} : { order: sky.order });
  const refused = await readPlacedImages(store, run, refs(plan.refused.map(({ image }) => image)));
  for (const [i, { name, message }] of plan.refused.entries()) {
    const { line, uri } = refused[i]!.item;
    failures.push({ line, uri, stage: 'plan', error: name, message } satisfies Failure);
  }
  if (plan.plates.length === 0) {
    throw new RunError(
      'BadRequest',
      `None of the images can be mapped: ${(failures[0] ?? unread)?.message ?? 'the list has none'}`,
    );
  }
  const growth = tooMuchGrowth(plan, images);
  if (growth !== undefined) {
    throw new RunError(
      'BadRequest',
      `At order ${plan.order} the map would have ${Math.round(growth)} times the pixels of its images, and ${MAX_GROWTH} times is the most: choose a lower --order, or correct the images' WCS`,
    );
  }
  const bands = [...new Set(plan.plates.map(({ band }) => band))];
  for (const [colour, band] of Object.entries(sky.bands ?? {})) {
    if (!bands.includes(band)) {
      throw new RunError(
        'BadRequest',
        `The colour ${colour} is to be band ${band}, and there are only ${bands.join(', ')}: correct --bands`,
      );
    }
  }
  const matched = sky.background === 'none' ? [] : plan.pairs;
  if (sky.background !== 'none' && images.length > bands.length && plan.pairs.length === 0) {
    warnings.push('No two images of a band overlap: no background can be matched, each keeps its own');
  }

  if (sky.order === undefined) warnings.push(...depthWarnings(images, plan));

  const groups = overlapGroups(images, matched);
  await putAll(store, run, groups.entries(), ([group, { members, pairs }]) => {
    const places = [...new Set([...members, ...pairs.flat()])].sort((a, b) => a - b);
    return [skyKeys.overlapGroup(group), { images: refs(places), members, pairs }];
  });
  await putAll(store, run, plan.plates.values(), ({ band, npix, images: places, cost }) => [
    skyKeys.platePlan(band, npix),
    { images: refs(places), seconds: cost.seconds },
  ]);
  // The longest first, so that none is left to the end.
  const plates = [...plan.plates].sort((a, b) => b.cost.seconds - a.cost.seconds);
  const put = (key: string, values: Iterable<unknown>) => store.put(joinUrl(run, key), jsonLines(values));
  await put(
    skyKeys.overlapItems,
    groups.map((_, group) => ({ group })),
  );
  await put(
    skyKeys.plateItems,
    plates.map(({ band, npix }) => ({ band, npix })),
  );
  await put(skyKeys.refusals, failures);
  const { order, plateOrder, width, frame } = plan;
  const summary: SkyPlan = {
    order,
    plateOrder,
    width,
    frame,
    bands,
    unweighted,
    images: images.length,
    pairs: plan.pairs.length,
    plates: plan.plates.length,
    seconds: Math.round(plan.plates.reduce((sum, { cost }) => sum + cost.seconds, 0) * 10) / 10,
    bytes: plan.plates.reduce((sum, { cost }) => sum + cost.bytesStored, 0) * (sky.fits ? 2 : 1),
    warnings,
  };
  await store.put(joinUrl(run, skyKeys.plan), `${JSON.stringify(summary)}\n`);
  return summary;
}

/** puts at the same time */
const AT_ONCE = 32;

/** One object for each of many values. */
async function putAll<T>(
  store: Store,
  run: string,
  values: Iterator<T> & Iterable<T>,
  objectOf: (value: T) => [key: string, content: unknown],
): Promise<void> {
  const worker = async (): Promise<void> => {
    for (const value of values) {
      const [key, content] = objectOf(value);
      await store.put(joinUrl(run, key), JSON.stringify(content));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
