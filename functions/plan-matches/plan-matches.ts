import { RunError } from '../../shared/contracts/errors.ts';
import { type MatchPlan, matchKeys, ROWS_OF_CELL } from '../../shared/contracts/matches.ts';
import type { GivenPositions } from '../../shared/contracts/positions.ts';
import { FINE_ORDER } from '../../shared/core/catalogue/counts.ts';
import { cutCells } from '../../shared/core/hats/cells.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { readParameters } from '../../shared/run/parameters.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { imagesOfCells } from './images-of-cells.ts';
import { readImages } from './read-images.ts';

/** plans of cells written at the same time */
const WRITE_AHEAD = 16;

/**
 * Writes the plan of a match: cells of at most so many detections, and for each the images with
 * some in or around it. Throws BadRequest where no radius is given.
 */
export async function planMatches(store: Store, run: string): Promise<{ cells: number }> {
  const { match: asked, positions, psf } = await readParameters(store, run);
  const match = positions ? { radius: 0 } : asked;
  if (match === undefined)
    throw new RunError('BadRequest', 'match is missing: give the radius to match with, in arcsec');
  const { images, bands, counts, crowds, unplaced } = await readImages(store, run, asked?.with);
  const maxRows = asked?.rows ?? ROWS_OF_CELL;
  const cells = cutCells(counts, FINE_ORDER, maxRows, crowds);
  const put = (key: string, body: string) => store.put(joinUrl(run, key), body);
  const near = imagesOfCells(cells, images, match.radius);
  const writing = ahead(near, WRITE_AHEAD, ({ cell, images: own }) => {
    const plans = own.map(({ uri, sources, pictures }) => ({ uri, sources, pictures }));
    return put(matchKeys.cell(cell), `${JSON.stringify({ images: plans })}\n`);
  });
  for await (const _ of writing);
  const pictures = images.flatMap((image) => image.pictures);
  const plan: MatchPlan = {
    radius: match.radius,
    bands,
    images: images.length,
    detections: [...counts.values()].reduce((sum, rows) => sum + rows, 0),
    unplaced,
    untimed: pictures.filter(({ mjd }) => Number.isNaN(mjd)).length,
    unfiltered: pictures.filter(({ filter }) => filter === null).length,
    maxRows,
    ...(psf === undefined ? {} : { psf }),
    ...(asked?.with === undefined ? {} : { with: asked.with }),
    ...(positions === undefined ? {} : { places: placesOf(positions) }),
  };
  await put(matchKeys.plan, `${JSON.stringify(plan)}\n`);
  await put(matchKeys.cells, jsonLines(cells));
  return { cells: cells.length };
}

/** Ids that are called objid are those of the objects of another match, and stay. */
const placesOf = ({ id, hasNumbers }: GivenPositions): MatchPlan['places'] => ({
  hasNumbers,
  areObjects: hasNumbers && id?.toLowerCase() === 'objid',
});
