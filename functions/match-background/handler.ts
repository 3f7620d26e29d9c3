import { z } from 'zod';
import {
  type backgroundSchema,
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
  const ends: { i: number; j: number }[] = [];
  for await (const line of readLines(store, joinUrl(run, skyKeys.overlapItems))) {
    if (line === '') continue;
    const { place } = overlapItemSchema.parse(JSON.parse(line));
    const { sky, sums } = await readJson(store, joinUrl(run, skyKeys.overlaps(place)), overlapsSchema);
    images[place] = { ...images[place]!, ...(sky ? { sky } : {}) };
    for (const one of sums) {
      pairs.add(one);
      if (one.count > 0) ends.push({ i: Number(one.i), j: Number(one.j) });
    }
  }
  const solved = solveBackground(images, pairs, mode);
  const background: z.infer<typeof backgroundSchema> = {
    planes: solved.planes,
    pairs: ends.map(({ i, j }, k) => ({
      i,
      j,
      before: solved.before[k]!,
      after: solved.after[k]!,
      weight: solved.weights[k]!,
    })),
  };
  await store.put(joinUrl(run, skyKeys.background), JSON.stringify(background));
  return { images: images.length, pairs: ends.length };
});
