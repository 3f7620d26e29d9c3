import { z } from 'zod';
import { plateItemSchema, skyKeys, skyPlanSchema } from '../../shared/contracts/sky-map.ts';
import { decodeHistogram, encodeHistogram } from '../../shared/core/histogram/bytes.ts';
import { addHistogram, emptyHistogram } from '../../shared/core/histogram/histogram.ts';
import { makeStretch, type Stretch, stretchKind } from '../../shared/core/stretch/stretch.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { readJson } from '../../shared/lambda/json.ts';
import { readSkyParameters } from '../../shared/lambda/parameters.ts';
import { runUrl } from '../../shared/lambda/run-url.ts';
import { readLines } from '../../shared/store/lines.ts';
import { joinUrl } from '../../shared/store/url.ts';

const eventSchema = z.object({ run: runUrl });

/** Merges the histograms of all plates, exactly, and makes of each band's one brightness scale for the whole sky. */
export const handler = lambdaHandler(eventSchema, async ({ run }, { store }) => {
  const { stretch: kind, cut } = await readSkyParameters(store, run);
  const { bands } = await readJson(store, joinUrl(run, skyKeys.plan), skyPlanSchema);
  const merged = new Map(bands.map((band) => [band, emptyHistogram()]));
  for await (const line of readLines(store, joinUrl(run, skyKeys.plateItems))) {
    if (line === '') continue;
    const { band, npix } = plateItemSchema.parse(JSON.parse(line));
    addHistogram(
      merged.get(band)!,
      decodeHistogram(await store.get(joinUrl(run, skyKeys.histogram(band, npix)))),
    );
  }
  const stretches: Record<string, Stretch> = {};
  for (const [band, histogram] of merged) {
    await store.put(joinUrl(run, skyKeys.mergedHistogram(band)), encodeHistogram(histogram));
    stretches[band] = makeStretch(histogram, { kind: stretchKind(kind), cut });
  }
  await store.put(joinUrl(run, skyKeys.stretch), `${JSON.stringify(stretches)}\n`);
  return { bands };
});
