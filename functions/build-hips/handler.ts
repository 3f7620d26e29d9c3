import * as z from 'zod';
import { keys } from '../../shared/contracts/keys.ts';
import { colourSurvey, skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { pictureItemSchema } from '../../shared/contracts/sky-map/pictures.ts';
import { skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import type { HipsProperties } from '../../shared/core/hips/properties.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { renderViewer } from '../../shared/pages/viewer/viewer.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { isDone } from '../../shared/run/require-done.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { readStretches } from '../../shared/run/stretches.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { buildBand, cellsOfBand } from './build-band.ts';
import { buildPictures } from './build-pictures.ts';
import { factsOfBands, jointFacts, newestImage } from './survey-facts.ts';
import type { SurveyJob } from './survey-job.ts';
import { writeSurvey } from './write-survey.ts';

/** The nearest of the viewer's own curves. */
const curveOf = (stretch: string) =>
  stretch === 'linear' || stretch === 'sqrt' || stretch === 'asinh' ? stretch : 'log';

/** records asked for at the same time */
const READ_AHEAD = 64;

const eventSchema = z.object({ run: runUrl });

/** Completes each survey: the orders above the plates, Allsky, MOC, properties, index page and preview. */
export const handler = lambdaHandler(eventSchema, ({ run }, { store }) =>
  runReduce(store, run, 'hips', (counted) => buildSurveys(counted, run)),
);

async function buildSurveys(store: Store, run: string): Promise<{ surveys: string[] }> {
  const sky = await readSkyParameters(store, run);
  const plan = await readJson(store, joinUrl(run, skyKeys.plan), skyPlanSchema);
  const stretches = await readStretches(store, run);
  const platesOf = new Map<string, number[]>(plan.bands.map((band) => [band, []]));
  const colourBands = sky.bands ? [sky.bands.r, sky.bands.g, sky.bands.b] : [];
  const colourPlates: number[] = [];
  const items = readJsonLines(store, joinUrl(run, skyKeys.pictureItems), pictureItemSchema);
  const drawn = ahead(items, READ_AHEAD, async (item) => ({
    ...item,
    isDone: await isDone(store, run, 'pictures', String(item.npix)),
  }));
  for await (const { npix, bands, isDone } of drawn) {
    if (!isDone) continue; // the report says so
    for (const band of bands) platesOf.get(band)?.push(npix);
    if (bands.some((band) => colourBands.includes(band))) colourPlates.push(npix);
  }

  const surveys: { id: string; survey: HipsProperties }[] = [];
  const colourParts: number[] = [];
  const colourCells = new Set<number>();
  const factsOf = await factsOfBands(store, run);
  const date = await newestImage(store, run);
  for (const [band, plates] of platesOf) {
    if (plates.length === 0) continue;
    const job: SurveyJob = {
      store,
      run,
      plan,
      sky,
      survey: band,
      plates,
      facts: factsOf.get(band)!,
      date,
      parts: [],
    };
    const isPublished = sky.publish === 'all';
    if (!isPublished && !colourBands.includes(band)) continue;
    const deepest = isPublished ? await buildBand(job) : await cellsOfBand(job);
    if (isPublished) surveys.push({ id: band, survey: await writeSurvey(job, deepest, stretches[band]) });
    if (!colourBands.includes(band)) continue;
    colourParts.push(...job.parts);
    for (const cell of deepest) colourCells.add(cell);
  }
  if (sky.bands && colourPlates.length > 0) {
    const facts = jointFacts(colourBands.map((band) => factsOf.get(band)!));
    const job: SurveyJob = {
      store,
      run,
      plan,
      sky,
      survey: colourSurvey,
      plates: colourPlates,
      facts,
      date,
      parts: colourParts,
    };
    const deepest = [...colourCells].sort((a, b) => a - b);
    await buildPictures(job, deepest);
    surveys.unshift({ id: colourSurvey, survey: await writeSurvey(job, deepest, undefined) });
  }
  await removeOtherSurveys(store, run, new Set(surveys.map(({ id }) => id)));
  const [first] = surveys;
  if (first) {
    const page = renderViewer({
      title: decodeURIComponent(run.replace(/\/$/, '').split('/').pop() ?? ''),
      stretch: curveOf(sky.stretch),
      surveys: surveys.map(({ id, survey: { title, formats, isColour, cut } }) => ({
        id,
        title,
        path: skyKeys.hips(id, '').replace(/\/$/, ''),
        formats,
        colour: isColour,
        ...(cut ? { cut } : {}),
      })),
      centre: first.survey.view,
      fov: first.survey.view.fov,
      aladinUrl: keys.aladin,
    });
    await store.put(joinUrl(run, keys.viewer), page);
  } else await store.delete(joinUrl(run, keys.viewer));
  return { surveys: surveys.map(({ id }) => id) };
}

/** Removes the surveys that an earlier run of other bands left. */
async function removeOtherSurveys(store: Store, run: string, surveys: ReadonlySet<string>): Promise<void> {
  const folder = joinUrl(run, skyKeys.hips('x', 'x')).slice(0, -'x/x'.length);
  for await (const { url } of store.list(folder)) {
    const [survey = ''] = url.slice(folder.length).split('/');
    if (!surveys.has(survey)) await store.delete(url);
  }
}
