import {
  type GridPlan,
  gridPlanSchema,
  type MosaicsBandPlan,
  mosaicsBandPlanSchema,
} from '../../shared/contracts/mosaics/band-plan.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import type { MosaicParameters } from '../../shared/contracts/mosaics/parameters.ts';
import type { MosaicsPlan } from '../../shared/contracts/mosaics/plan.ts';
import { gridOf } from '../../shared/core/grids/grids.ts';
import { readJson } from '../../shared/run/json.ts';
import { readMosaicParameters } from '../../shared/run/parameters.ts';
import { firstFailure, readBandPlans } from '../../shared/run/plan/band-plans.ts';
import { apartWarnings, type BandToMatch } from '../../shared/run/plan/refuse-background.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { decideColour } from './decide-colour.ts';
import { noImages } from './decide-grid.ts';
import { joinMosaicItems, readMosaicItems } from './join-items.ts';

/** Seconds of one core for a pixel of an image to be painted, and one of a mosaic to be written. */
const PAINT = 30e-9;
const WRITE = 60e-9;

/**
 * Joins the plans of all bands, and writes the items of the maps to come, the failures, and at last
 * plan.json. Answers it, the bands whose backgrounds are to be matched, and how many groups of
 * overlaps go to a child, `asked` at least. Throws BadRequest where
 * no mosaic can be made, or not as asked.
 */
export async function joinMosaicBands(
  store: Store,
  run: string,
  asked: number,
): Promise<{ plan: MosaicsPlan; matching: BandToMatch[]; perChild: { overlaps: number } }> {
  const parameters = await readMosaicParameters(store, run);
  const decided = await readJson(store, joinUrl(run, mosaicKeys.grid), gridPlanSchema);
  const bands = await readBandPlans(store, run, mosaicsBandPlanSchema);
  const names = bands.map(({ name }) => name);
  const planned = bands.map(({ plan }) => plan);
  const plan = summaryOf(decided, planned, parameters);
  if (plan.images === sumOf(planned, ({ refused }) => refused))
    throw noImages((await firstFailure(store, run, names)) ?? decided.unread ?? undefined);
  if (plan.mosaics === 0) throw noImages('none of them lies on the grid that was asked for');
  const mosaics = await readMosaicItems(store, run, names);
  const tiles = new Map<string, Set<string>>();
  for (const { band, name } of mosaics) tiles.set(band, (tiles.get(band) ?? new Set()).add(name));
  const colour = decideColour(parameters, planned, tiles);
  if (colour) plan.colour = [...colour.bands];
  const overlaps = await joinMosaicItems(store, run, names, { mosaics, colour, asked });
  await store.put(joinUrl(run, mosaicKeys.plan), `${JSON.stringify(plan)}\n`);
  const matching = bands.map(({ name, plan: { isLarge } }) => ({ band: name, isLarge }));
  return { plan, matching, perChild: { overlaps } };
}

const sumOf = (
  planned: readonly MosaicsBandPlan[],
  value: (band: MosaicsBandPlan) => number,
): number => planned.reduce((sum, band) => sum + value(band), 0);

function summaryOf(
  { grid, warnings, notes }: GridPlan,
  planned: readonly MosaicsBandPlan[],
  { background }: MosaicParameters,
): MosaicsPlan {
  const images = sumOf(planned, (one) => one.images);
  const pairs = sumOf(planned, (one) => one.pairs);
  const pixels = sumOf(planned, (one) => one.pixels);
  const painted = sumOf(planned, (one) => one.painted);
  return {
    ...{ grid, title: gridOf(grid).title, bands: planned.map(({ band }) => band) },
    ...{ images, pairs, pixels },
    mosaics: sumOf(planned, (one) => one.mosaics),
    strips: sumOf(planned, (one) => one.strips),
    bytes: sumOf(planned, (one) => one.bytes),
    seconds: Math.round((painted * PAINT + pixels * WRITE) * 10) / 10,
    warnings: [
      ...warnings,
      ...apartWarnings(background, { images, bands: planned.length, pairs }),
      ...planned.flatMap((one) => one.notes),
      ...notes,
    ],
  };
}
