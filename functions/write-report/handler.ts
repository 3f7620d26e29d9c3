import * as z from 'zod';
import { keys } from '../../shared/contracts/keys.ts';
import {
  type Broken,
  brokenSchema,
  machineSchema,
  runStateSchema,
} from '../../shared/contracts/run.ts';
import type { RunSummary } from '../../shared/contracts/run-summary.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { plotCompleteness } from '../../shared/pages/report/plot-completeness.ts';
import { renderReport } from '../../shared/pages/report/report.ts';
import { standalonePlot } from '../../shared/pages/report/standalone-plot.ts';
import { jsonLinesBytes, readJson } from '../../shared/run/json.ts';
import { lastWord } from '../../shared/run/last-word.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { sealOf } from '../../shared/run/seal.ts';
import { isOwnMachine } from '../../shared/store/own-machine.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { cutReport } from './cut-report.ts';
import { readOutcome } from './read-outcome.ts';
import { readPage, readRunParameters } from './read-page.ts';
import { readReportParts, skyPartSchema, taskPartSchema } from './report-parts.ts';
import { sumSkyPart, sumTaskPart } from './sum-part.ts';
import { verdictOn } from './verdict.ts';

const reportSchema = z.object({
  run: runUrl,
  machine: machineSchema,
  toleratedFailurePercentage: z.number(),
  /** why the machine could not go on */
  broken: brokenSchema.optional(),
  /** the run was cut, and its parts were summed, as far as it has any */
  isSummed: z.boolean().default(false),
});
const eventSchema = z.union([
  z.object({ run: runUrl, machine: machineSchema, step: z.literal('cut') }),
  z.object({ run: runUrl, tasks: taskPartSchema }),
  z.object({ run: runUrl, sky: skyPartSchema }),
  reportSchema,
]);

/**
 * Writes failures.jsonl, run.json and report.html from the ledger, and says what came of the run.
 * Before that, of very many tasks or images: cuts them into parts, and sums one of these.
 */
export const handler = lambdaHandler(eventSchema, async (event, { store }): Promise<object> => {
  const { run } = event;
  const step = <Answer>(part: string, work: (counted: Store) => Promise<Answer>) =>
    runReduce(store, run, 'sums', work, part);
  if ('step' in event) return step('sums', (counted) => cutReport(counted, run, event.machine));
  if ('tasks' in event) {
    const { tasks } = event;
    await step(`tasks-${tasks.part}`, (counted) => sumTaskPart(counted, run, tasks));
    return {};
  }
  if ('sky' in event) {
    const { sky } = event;
    await step(`sky-${sky.part}`, (counted) => sumSkyPart(counted, run, sky));
    return {};
  }
  return runReduce(store, run, 'report', (counted) => writeReport(counted, event));
});

async function writeReport(
  store: Store,
  asked: z.infer<typeof reportSchema>,
): Promise<{ state: RunSummary['state']; verdict: string; broken: Broken | undefined }> {
  const { run } = asked;
  const urlOf = (key: string) => joinUrl(run, key);
  const put = await lastWord(store, [keys.failures, keys.report, keys.run].map(urlOf));
  const event = { ...asked, broken: asked.broken && ((await endOf(store, run)) ?? asked.broken) };
  const parameters = await readRunParameters(store, run, event.machine);
  const cut = event.isSummed ? await readReportParts(store, run) : undefined;
  const parts = cut && cut.tasks.length > 0 ? cut : undefined;
  const outcome = await readOutcome(store, { ...event, parts: parts?.tasks });
  const { summary, tally, failures } = outcome;
  const isGiven = 'detection' in parameters && parameters.positions !== undefined;
  const verdict = verdictOn(summary, event.broken, isGiven);

  await put(urlOf(keys.failures), jsonLinesBytes(failures));
  const page = await readPage(store, run, {
    ...{ outcome, parameters, broken: event.broken },
    parts: parts?.sky,
  });
  await put(urlOf(keys.report), renderReport(page));
  const stars = tally.found().completeness.sums();
  if (stars.length > 0)
    await store.put(
      urlOf(keys.completeness('completeness.svg')),
      standalonePlot(plotCompleteness(stars)),
    );
  const isWhole = summary.failed === 0 && summary.brokenOff === 0 && !event.broken;
  const seal = isWhole && isOwnMachine(process.env) ? await sealOf(store, run) : undefined;
  await put(urlOf(keys.run), `${JSON.stringify({ ...summary, verdict, seal }, null, 1)}\n`);
  return { state: summary.state, verdict, broken: event.broken };
}

/**
 * What a child of a map met that ended it: the map's own error says how many children failed, not
 * why.
 */
async function endOf(store: Store, run: string): Promise<Broken | undefined> {
  const url = joinUrl(run, keys.run);
  return (await store.head(url)) && (await readJson(store, url, runStateSchema)).broken;
}
