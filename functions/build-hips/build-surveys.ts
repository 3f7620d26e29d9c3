import { keys } from '../../shared/contracts/keys.ts';
import { COLOUR_SURVEY, skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyParameters } from '../../shared/contracts/sky-map/parameters.ts';
import { pictureItemSchema } from '../../shared/contracts/sky-map/pictures.ts';
import { skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import type { HipsProperties } from '../../shared/core/hips/properties.ts';
import { parseTilePath } from '../../shared/core/hips/tile-path.ts';
import { renderViewer } from '../../shared/pages/viewer/viewer.ts';
import { isDone } from '../../shared/run/is-done.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
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

/**
 * Completes the surveys of the plates that have pictures, and writes the page that shows them.
 * Answers their names.
 */
export async function buildSurveys(store: Store, run: string): Promise<{ surveys: string[] }> {
  const sky = await readSkyParameters(store, run);
  const plan = await readJson(store, joinUrl(run, skyKeys.plan), skyPlanSchema);
  const context: HipsContext = {
    store,
    run,
    plan,
    sky,
    stretches: await readStretches(store, run),
    factsOf: await factsOfBands(store, run),
    date: await newestImage(store, run),
  };
  const drawn = await readDrawnPlates(context);
  const { surveys, colour } = await buildBands(context, drawn);
  if (sky.bands && drawn.colour.length > 0)
    surveys.unshift(await buildColour(context, drawn.colour, colour));
  await removeOtherSurveys(context, new Set(surveys.map(({ id }) => id)));
  await writeViewer(context, surveys);
  return { surveys: surveys.map(({ id }) => id) };
}

/** What all surveys of a run are built from. */
interface HipsContext extends Pick<SurveyJob, 'store' | 'run' | 'plan' | 'sky' | 'date'> {
  stretches: Awaited<ReturnType<typeof readStretches>>;
  factsOf: Awaited<ReturnType<typeof factsOfBands>>;
}

/** Plates that have pictures, rising: by band, and those of any of the colours. */
interface DrawnPlates {
  ofBand: ReadonlyMap<string, number[]>;
  colour: number[];
}

interface BuiltSurvey {
  id: string;
  survey: HipsProperties;
}

const colourBandsOf = ({ bands }: SkyParameters): string[] =>
  bands ? [bands.r, bands.g, bands.b] : [];

async function readDrawnPlates({ store, run, plan, sky }: HipsContext): Promise<DrawnPlates> {
  const ofBand = new Map<string, number[]>(plan.bands.map((band) => [band, []]));
  const colour: number[] = [];
  const colourBands = colourBandsOf(sky);
  const items = readJsonLines(store, joinUrl(run, skyKeys.pictureItems), pictureItemSchema);
  const drawn = ahead(items, READ_AHEAD, async (item) => ({
    ...item,
    isDone: await isDone(store, run, 'pictures', String(item.npix)),
  }));
  for await (const { npix, bands, isDone } of drawn) {
    if (!isDone) continue; // the report says so
    for (const band of bands) ofBand.get(band)?.push(npix);
    if (bands.some((band) => colourBands.includes(band))) colour.push(npix);
  }
  return { ofBand, colour };
}

/**
 * What the colour survey takes over from its bands: cells with data of the tiles' order, and parts
 * of plates.
 */
interface ColourCoverage {
  deepest: Set<number>;
  parts: number[];
}

/**
 * The surveys of the bands, where they are published; those of the colours are looked through in
 * any case.
 */
async function buildBands(
  context: HipsContext,
  { ofBand }: DrawnPlates,
): Promise<{ surveys: BuiltSurvey[]; colour: ColourCoverage }> {
  const { sky, stretches, factsOf } = context;
  const isPublished = sky.publish === 'all';
  const colourBands = colourBandsOf(sky);
  const surveys: BuiltSurvey[] = [];
  const colour: ColourCoverage = { deepest: new Set(), parts: [] };
  for (const [band, plates] of ofBand) {
    if (plates.length === 0 || (!isPublished && !colourBands.includes(band))) continue;
    const job: SurveyJob = {
      ...context,
      survey: band,
      plates,
      facts: factsOf.get(band)!,
      parts: [],
    };
    const deepest = isPublished ? await buildBand(job) : await cellsOfBand(job);
    if (isPublished)
      surveys.push({ id: band, survey: await writeSurvey(job, deepest, stretches[band]) });
    if (!colourBands.includes(band)) continue;
    colour.parts.push(...job.parts);
    for (const cell of deepest) colour.deepest.add(cell);
  }
  return { surveys, colour };
}

async function buildColour(
  context: HipsContext,
  plates: number[],
  { deepest, parts }: ColourCoverage,
): Promise<BuiltSurvey> {
  const facts = jointFacts(colourBandsOf(context.sky).map((band) => context.factsOf.get(band)!));
  const job: SurveyJob = { ...context, survey: COLOUR_SURVEY, plates, facts, parts };
  const cells = [...deepest].sort((a, b) => a - b);
  await buildPictures(job, cells);
  return { id: COLOUR_SURVEY, survey: await writeSurvey(job, cells, undefined) };
}

/** Writes the page that shows the surveys; without any there is none. */
async function writeViewer(
  { store, run, sky }: HipsContext,
  surveys: readonly BuiltSurvey[],
): Promise<void> {
  const url = joinUrl(run, keys.viewer);
  const [first] = surveys;
  if (!first) return store.delete(url);
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
  await store.put(url, page);
}

/**
 * Removes the surveys that an earlier run of other bands left. Of a band without any picture no
 * survey is published, but its painted tiles stay: a redo draws them.
 */
async function removeOtherSurveys(
  { store, run, plan, sky }: HipsContext,
  surveys: ReadonlySet<string>,
): Promise<void> {
  const painted = sky.fits && sky.publish === 'all' ? plan.bands : [];
  const folder = joinUrl(run, skyKeys.hips('x', 'x')).slice(0, -'x/x'.length);
  for await (const { url } of store.list(folder)) {
    const [survey = '', ...path] = url.slice(folder.length).split('/');
    if (surveys.has(survey)) continue;
    const tile = parseTilePath(path.join('/'));
    const isPainted = tile && tile.order <= plan.order && url.endsWith('.fits');
    if (!isPainted || !painted.includes(survey)) await store.delete(url);
  }
}
