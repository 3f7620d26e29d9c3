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
import { causeText } from '../../shared/run/broken.ts';
import { jsonLinesBytes, readJson } from '../../shared/run/json.ts';
import { lastWord } from '../../shared/run/last-word.ts';
import {
  readMosaicParameters,
  readParameters,
  readSkyParameters,
} from '../../shared/run/parameters.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { sealOf } from '../../shared/run/seal.ts';
import { isOwnMachine } from '../../shared/store/own-machine.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { readMosaics } from './read-mosaics.ts';
import { readObjects } from './read-objects.ts';
import { readOutcome } from './read-outcome.ts';
import { readSkyMap } from './read-sky-map.ts';
import { readThumbnails } from './read-thumbnails.ts';

const eventSchema = z.object({
  run: runUrl,
  machine: machineSchema,
  toleratedFailurePercentage: z.number(),
  /** why the machine could not go on */
  broken: brokenSchema.optional(),
});

/**
 * Writes failures.jsonl, run.json and report.html from the ledger, and says what came of the run.
 */
export const handler = lambdaHandler(eventSchema, (event, { store }) =>
  runReduce(store, event.run, 'report', (counted) => writeReport(counted, event)),
);

async function writeReport(
  store: Store,
  asked: z.infer<typeof eventSchema>,
): Promise<{ state: RunSummary['state']; verdict: string; broken: Broken | undefined }> {
  const { run } = asked;
  const urlOf = (key: string) => joinUrl(run, key);
  const put = await lastWord(store, [keys.failures, keys.report, keys.run].map(urlOf));
  const event = { ...asked, broken: asked.broken && ((await endOf(store, run)) ?? asked.broken) };
  const sky = event.machine === 'sky-map' ? await readSkyParameters(store, run) : undefined;
  const isMosaic = event.machine === 'mosaic';
  const parameters = sky
    ? { sky }
    : isMosaic
      ? { mosaic: await readMosaicParameters(store, run) }
      : await readParameters(store, run);
  const { summary, tally, pictured, failures } = await readOutcome(store, event);
  const isGiven = 'detection' in parameters && parameters.positions !== undefined;
  const verdict = verdictOn(summary, event.broken, isGiven);

  await put(urlOf(keys.failures), jsonLinesBytes(failures));
  const thumbnails = await readThumbnails(store, run, pictured);
  const objects =
    'detection' in parameters && (parameters.match ?? parameters.positions) && !event.broken
      ? await readObjects(store, run)
      : undefined;
  const map = sky && (await readSkyMap(store, run, sky, failures));
  const mosaics = isMosaic ? await readMosaics(store, run) : undefined;
  await put(
    urlOf(keys.report),
    renderReport({
      summary,
      records: tally,
      failures,
      thumbnails,
      parameters,
      map,
      mosaics,
      objects,
      broken: event.broken && causeText(event.broken),
    }),
  );
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

/** What came of a run, in one sentence. */
function verdictOn(
  { machine, lines, done, failed, sources, brokenOff, toleratedFailurePercentage }: RunSummary,
  broken: Broken | undefined,
  isGiven: boolean,
): string {
  const share = Math.round((1000 * failed) / lines) / 10;
  const found =
    machine === 'sky-map' || machine === 'mosaic'
      ? `${done} of ${lines} images ${machine === 'mosaic' ? 'in mosaics' : 'mapped'}`
      : isGiven
        ? `${done} of ${lines} images measured, ${sources} measurements`
        : `${done} of ${lines} images searched, ${sources} sources`;
  if (broken?.Error === 'AllFailed')
    return `The run stopped early: ${causeText(broken)}: see failures.jsonl`;
  const parts = [broken ? `The run broke off: ${causeText(broken)}` : found];
  if (failed > 0) {
    const judged = share > toleratedFailurePercentage ? 'more than' : 'within';
    parts.push(
      `${failed} failed (${share} %, ${judged} the tolerated ${toleratedFailurePercentage} %): see failures.jsonl`,
    );
  }
  if (brokenOff > 0)
    parts.push(
      `${brokenOff} tasks broke off, so something is missing: start it again, and it does what is missing`,
    );
  return parts.join('; ');
}
