import { z } from 'zod';
import {
  type matchedPairSchema,
  overlapItemSchema,
  overlapsSchema,
  plannedImageSchema,
  skyKeys,
} from '../../shared/contracts/sky-map.ts';
import type { BackgroundImage } from '../../shared/core/background/image.ts';
import { Pairs } from '../../shared/core/background/pairs.ts';
import { solveBackground } from '../../shared/core/background/solve.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { readJson } from '../../shared/lambda/json.ts';
import { readSkyParameters } from '../../shared/lambda/parameters.ts';
import { planesToBytes } from '../../shared/lambda/planes.ts';
import { requireDone } from '../../shared/lambda/require-done.ts';
import { runUrl } from '../../shared/lambda/run-url.ts';
import { readLines } from '../../shared/store/lines.ts';
import { joinUrl } from '../../shared/store/url.ts';

const eventSchema = z.object({ run: runUrl });

/** One plane per image, so that overlapping images agree: a global least squares over the sums of all overlaps. */
export const handler = lambdaHandler(eventSchema, async ({ run }, { store }) => {
  const { background: mode } = await readSkyParameters(store, run);
  const images: BackgroundImage[] = [];
  for await (const line of readLines(store, joinUrl(run, skyKeys.images))) {
    if (line === '') continue;
    const { band, width, height, frame } = plannedImageSchema.parse(JSON.parse(line));
    images.push({ name: String(images.length), band, width, height, ...(frame ? { frame } : {}) });
  }
  const pairs = new Pairs(images.map(({ name }) => name));
  for await (const line of readLines(store, joinUrl(run, skyKeys.overlapItems))) {
    if (line === '') continue;
    const { group } = overlapItemSchema.parse(JSON.parse(line));
    await requireDone(store, run, 'overlaps', String(group));
    const { skies, sums } = await readJson(store, joinUrl(run, skyKeys.overlaps(group)), overlapsSchema);
    for (const { place, ...sky } of skies) images[place] = { ...images[place]!, sky };
    for (const one of sums) pairs.add(one);
  }
  const { planes, before, after, weights } = solveBackground(images, pairs, mode);
  function* lines() {
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
  return { images: images.length, pairs: pairs.count };
});
