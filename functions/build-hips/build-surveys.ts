import { keys } from '../../shared/contracts/keys.ts';
import { bandPlanSchema, skyDepthSchema } from '../../shared/contracts/sky-map/band-plan.ts';
import { COLOUR_SURVEY, skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { HipsProperties } from '../../shared/core/hips/properties.ts';
import { jointFacts } from '../../shared/core/hips/survey-facts.ts';
import { percentDecoded } from '../../shared/core/text.ts';
import { renderViewer } from '../../shared/pages/viewer/viewer.ts';
import { readJson } from '../../shared/run/json.ts';
import { readBandPlans } from '../../shared/run/plan/band-plans.ts';
import { readStretches } from '../../shared/run/stretches.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { buildAllsky } from './build-allsky.ts';
import { type Coverage, readCells } from './read-cells.ts';
import { colourBandsOf, type HipsRun, readHipsRun } from './survey-job.ts';
import { tidyHips } from './tidy-hips.ts';
import { type WholeSurvey, writeSurvey } from './write-survey.ts';

/** The nearest of the viewer's own curves. */
const curveOf = (stretch: string) =>
  stretch === 'linear' || stretch === 'sqrt' || stretch === 'asinh' ? stretch : 'log';

/**
 * Completes the surveys whose base cells are built, and writes the page that shows them. Answers
 * their names.
 */
export async function buildSurveys(store: Store, run: string): Promise<{ surveys: string[] }> {
  const context = await readHipsRun(store, run);
  const { sky } = context;
  const surveys = await readSurveys(context);
  for (const [survey, { tiles }] of surveys)
    await buildAllsky({ ...context, survey }, tiles, sky.fits && survey !== COLOUR_SURVEY);
  const mocs = new Map([...surveys].map(([survey, { tiles }]) => [survey, tiles]));
  const counts = await tidyHips(context, mocs);
  const built: BuiltSurvey[] = [];
  for (const [survey, whole] of surveys) {
    const counted = { ...whole, ...counts.get(survey)! };
    built.push({ id: survey, survey: await writeSurvey({ ...context, survey }, counted) });
  }
  await writeViewer(context, built);
  return { surveys: built.map(({ id }) => id) };
}

interface BuiltSurvey {
  id: string;
  survey: HipsProperties;
}

/** A survey but for the number of its tiles. */
type Known = Coverage & Pick<WholeSurvey, 'facts' | 'date' | 'stretch'>;

/** The surveys that are published, that in colour first. */
async function readSurveys(context: HipsRun): Promise<Map<string, Known>> {
  const { store, run, sky } = context;
  const { ofBand, colour } = await readCells(context);
  const stretches = await readStretches(store, run);
  const planned = await readBandPlans(store, run, bandPlanSchema);
  const factsOf = new Map(planned.map(({ name, plan }) => [name, plan.facts]));
  const { newest: date } = await readJson(store, joinUrl(run, skyKeys.depth), skyDepthSchema);
  const surveys = new Map<string, Known>();
  if (colour) {
    const facts = jointFacts(colourBandsOf(sky).map((band) => factsOf.get(band)!));
    surveys.set(COLOUR_SURVEY, { ...colour, facts, date, stretch: undefined });
  }
  if (sky.publish === 'all')
    for (const [band, coverage] of ofBand)
      surveys.set(band, { ...coverage, facts: factsOf.get(band)!, date, stretch: stretches[band] });
  return surveys;
}

/** Writes the page that shows the surveys; without any there is none. */
async function writeViewer(
  { store, run, sky }: HipsRun,
  surveys: readonly BuiltSurvey[],
): Promise<void> {
  const url = joinUrl(run, keys.viewer);
  const [first] = surveys;
  if (!first) return store.delete(url);
  const page = renderViewer({
    title: percentDecoded(run.replace(/\/$/, '').split('/').pop() ?? ''),
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
