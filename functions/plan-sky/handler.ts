import { z } from 'zod';
import { RunError } from '../../shared/contracts/errors.ts';
import type { Failure } from '../../shared/contracts/lists.ts';
import { type PlacedImage, type SkyPlan, skyKeys } from '../../shared/contracts/sky-map.ts';
import { planSkyMap } from '../../shared/core/plan/plan.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { jsonLines } from '../../shared/lambda/json.ts';
import { readSkyParameters } from '../../shared/lambda/parameters.ts';
import { runUrl } from '../../shared/lambda/run-url.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { imagesToPlan } from './images-to-plan.ts';

const eventSchema = z.object({ run: runUrl });

/** Decides the order and the plates, which images each needs, and which images are compared; writes the items of the maps to come. */
export const handler = lambdaHandler(eventSchema, async ({ run }, { store }) => {
  const sky = await readSkyParameters(store, run);
  const { images, failures, unread } = await imagesToPlan(store, run);
  const outlines = images.map((image) => ({ name: image.item.name, ...image }));
  const plan = planSkyMap(outlines, {
    frame: sky.frame,
    ...(sky.order === undefined ? {} : { order: sky.order }),
  });
  for (const { image, name, message } of plan.refused) {
    const { line, uri } = images[image]!.item;
    failures.push({ line, uri, stage: 'plan', error: name, message } satisfies Failure);
  }
  if (plan.plates.length === 0) {
    throw new RunError(
      'BadRequest',
      `None of the images can be mapped: ${(failures[0] ?? unread)?.message ?? 'the list has none'}`,
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

  const put = (key: string, body: string) => store.put(joinUrl(run, key), body);
  const placed = images.map((image, place): PlacedImage => ({ ...image, place }));
  const partners = new Map<number, number[]>();
  if (sky.background !== 'none') {
    for (const [i, j] of plan.pairs) {
      partners.set(i, [...(partners.get(i) ?? []), j]);
      if (!partners.has(j)) partners.set(j, []); // its own sky is measured too
    }
  }
  for (const [place, others] of partners) {
    await put(skyKeys.overlapImages(place), JSON.stringify([place, ...others].map((i) => placed[i])));
  }
  for (const { band, npix, images: wanted } of plan.plates) {
    await put(skyKeys.plateImages(band, npix), JSON.stringify(wanted.map((i) => placed[i])));
  }
  await put(skyKeys.images, jsonLines(images));
  await put(skyKeys.overlapItems, jsonLines([...partners.keys()].map((place) => ({ place }))));
  await put(skyKeys.plateItems, jsonLines(plan.plates.map(({ band, npix }) => ({ band, npix }))));
  await put(skyKeys.pictureItems, jsonLines(pictureItems(plan.plates)));
  await put(skyKeys.refusals, jsonLines(failures));
  const { order, plateOrder, width, frame } = plan;
  const summary: SkyPlan = { order, plateOrder, width, frame, bands };
  await put(skyKeys.plan, `${JSON.stringify(summary)}\n`);
  return { images: images.length, pairs: plan.pairs.length, plates: plan.plates.length, order, plateOrder };
});

/** The plates of all bands, each cell once, in the order of the sky. */
function pictureItems(
  plates: readonly { band: string; npix: number }[],
): { npix: number; bands: string[] }[] {
  const cells = new Map<number, string[]>();
  for (const { band, npix } of plates) cells.set(npix, [...(cells.get(npix) ?? []), band]);
  return [...cells].sort(([a], [b]) => a - b).map(([npix, bands]) => ({ npix, bands }));
}
