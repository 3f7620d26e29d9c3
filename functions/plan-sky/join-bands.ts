import { RunError } from '../../shared/contracts/errors.ts';
import {
  type BandPlan,
  bandPlanSchema,
  type SkyDepth,
  skyDepthSchema,
} from '../../shared/contracts/sky-map/band-plan.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyParameters } from '../../shared/contracts/sky-map/parameters.ts';
import type { SkyPlan } from '../../shared/contracts/sky-map/plan.ts';
import { MAX_GROWTH, tooMuchGrowth } from '../../shared/core/plan/growth.ts';
import { TILE_WIDTH } from '../../shared/core/plan/plan.ts';
import { readJson } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { firstFailure, readBandPlans } from '../../shared/run/plan/band-plans.ts';
import { depthWarnings } from '../../shared/run/plan/band-scales.ts';
import { apartWarnings, type BandToMatch } from '../../shared/run/plan/refuse-background.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { joinItems, type PerChild } from './join-items.ts';

/** What the machine goes by. */
export interface JoinedPlan {
  images: number;
  pairs: number;
  plates: number;
  /** bands whose backgrounds are to be matched */
  matching: BandToMatch[];
  /** a band needs smaller plates than others have: all bands are to be planned once more */
  isDeeper: boolean;
  perChild: PerChild;
}

/**
 * Joins the plans of all bands, and writes the items of the maps to come, the failures, and at last
 * plan.json. A child of a map does `asked` tasks at least. Throws BadRequest where none of the
 * images can be mapped, or not as asked.
 */
export async function joinBands(store: Store, run: string, asked: number): Promise<JoinedPlan> {
  const sky = await readSkyParameters(store, run);
  const depth = await readJson(store, joinUrl(run, skyKeys.depth), skyDepthSchema);
  const bands = await readBandPlans(store, run, bandPlanSchema);
  const planned = bands.map(({ plan }) => plan);
  const plateOrder = Math.max(0, ...planned.map((one) => one.plateOrder));
  const isDeeper = planned.some((one) => one.plateOrder < plateOrder);
  const summary = summaryOf(sky, depth, bands);
  const { images, pairs, plates } = summary;
  const matching = bands.map(({ name, plan }) => ({ band: name, isLarge: plan.isLarge }));
  if (isDeeper) {
    const deeper: SkyDepth = { ...depth, plateOrder };
    await store.put(joinUrl(run, skyKeys.depth), `${JSON.stringify(deeper)}\n`);
    const perChild = { overlaps: asked, plates: asked };
    return { images, pairs, plates, matching, isDeeper, perChild };
  }
  const names = bands.map(({ name }) => name);
  if (plates === 0) throw noImages((await firstFailure(store, run, names)) ?? depth.unread);
  refuseGrowth(depth.order, planned);
  refuseBands(sky, summary.bands);
  const perChild = await joinItems(store, run, names, asked);
  await store.put(joinUrl(run, skyKeys.plan), `${JSON.stringify(summary)}\n`);
  return { images, pairs, plates, matching, isDeeper, perChild };
}

const noImages = (why: string | null): RunError =>
  new RunError('BadRequest', `None of the images can be mapped: ${why ?? 'the list has none'}`);

const sumOf = (bands: readonly BandPlan[], value: (band: BandPlan) => number): number =>
  bands.reduce((sum, band) => sum + value(band), 0);

function refuseGrowth(order: number, bands: readonly BandPlan[]): void {
  const growth = tooMuchGrowth(
    { order, width: TILE_WIDTH },
    {
      pixelsOut: sumOf(bands, (one) => one.growth.pixelsOut),
      pixelsIn: sumOf(bands, (one) => one.growth.pixelsIn),
      images: sumOf(bands, (one) => one.growth.images),
    },
  );
  if (growth === undefined) return;
  throw new RunError(
    'BadRequest',
    `At order ${order} the map would have ${Math.round(growth)} times the pixels of its images, and ${MAX_GROWTH} times is the most: choose a lower order, or correct the images' WCS`,
  );
}

/** Throws BadRequest for a colour whose band no image has. */
function refuseBands(sky: SkyParameters, bands: readonly string[]): void {
  for (const [colour, band] of Object.entries(sky.bands ?? {})) {
    if (bands.includes(band)) continue;
    throw new RunError(
      'BadRequest',
      `The colour ${colour} is to be band ${band}, and there are only ${bands.join(', ')}: correct the option bands`,
    );
  }
}

function summaryOf(
  sky: SkyParameters,
  { order, unweighted, warnings }: SkyDepth,
  planned: readonly { name: string; plan: BandPlan }[],
): SkyPlan {
  const bands = planned.filter(({ plan }) => plan.plates > 0).map(({ name }) => name);
  const plans = planned.map(({ plan }) => plan);
  const images = sumOf(plans, (one) => one.images);
  const pairs = sumOf(plans, (one) => one.pairs);
  return {
    order,
    plateOrder: Math.max(0, ...plans.map((one) => one.plateOrder)),
    ...{ width: TILE_WIDTH, frame: sky.frame, bands, unweighted, images, pairs },
    plates: sumOf(plans, (one) => one.plates),
    seconds: Math.round(sumOf(plans, (one) => one.seconds) * 10) / 10,
    bytes: sumOf(plans, (one) => one.bytes),
    warnings: [
      ...warnings,
      ...apartWarnings(sky.background, { images, bands: bands.length, pairs }),
      ...(sky.order === undefined
        ? depthWarnings(
            images,
            order,
            plans.map(({ depths }) => depths),
          )
        : []),
    ],
  };
}
