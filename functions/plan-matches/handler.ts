import * as z from 'zod';
import { RunError } from '../../shared/contracts/errors.ts';
import { type MatchPlan, matchKeys, ROWS_OF_CELL } from '../../shared/contracts/matches.ts';
import { FINE_ORDER } from '../../shared/core/catalogue/counts.ts';
import { cutCells } from '../../shared/core/hats/cells.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { readParameters } from '../../shared/run/parameters.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { imagesOfCells } from './images-of-cells.ts';
import { readImages } from './read-images.ts';

const eventSchema = z.object({ run: runUrl });

/**
 * Cuts the sky into cells of a million detections at most, and says for each which images have some
 * in or around it.
 */
export const handler = lambdaHandler(eventSchema, ({ run }, { store }) =>
  runReduce(store, run, 'matching', (counted) => planMatches(counted, run)),
);

async function planMatches(store: Store, run: string): Promise<{ cells: number }> {
  const { match } = await readParameters(store, run);
  if (match === undefined)
    throw new RunError('BadRequest', 'match is missing: give the radius to match with, in arcsec');
  const { images, bands, counts, unplaced } = await readImages(store, run, match.with);
  const cells = cutCells(counts, FINE_ORDER, match.rows ?? ROWS_OF_CELL);
  const put = (key: string, body: string) => store.put(joinUrl(run, key), body);
  for (const { cell, images: near } of imagesOfCells(cells, images, match.radius)) {
    const plans = near.map(({ uri, sources, pictures }) => ({ uri, sources, pictures }));
    await put(matchKeys.cell(cell), `${JSON.stringify({ images: plans })}\n`);
  }
  const pictures = images.flatMap((image) => image.pictures);
  const plan: MatchPlan = {
    radius: match.radius,
    bands,
    images: images.length,
    detections: [...counts.values()].reduce((sum, rows) => sum + rows, 0),
    unplaced,
    untimed: pictures.filter(({ mjd }) => Number.isNaN(mjd)).length,
    unfiltered: pictures.filter(({ filter }) => filter === null).length,
    mostRows: match.rows ?? ROWS_OF_CELL,
    ...(match.with === undefined ? {} : { with: match.with }),
  };
  await put(matchKeys.plan, `${JSON.stringify(plan)}\n`);
  await put(matchKeys.cells, jsonLines(cells));
  return { cells: cells.length };
}
