import { RunError } from '../../shared/contracts/errors.ts';
import { failureSchema } from '../../shared/contracts/lists.ts';
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
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { depthWarnings } from '../../shared/run/plan/band-scales.ts';
import type { BandToMatch } from '../../shared/run/plan/refuse-background.ts';
import { readPlanBands } from '../../shared/run/plan-images.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { joinItems } from './join-items.ts';

/** plans of bands asked for at the same time */
const READ_AHEAD = 64;

/** A band and what its plan adds. */
type PlannedBand = BandPlan & { band: string };

/** What the machine goes by. */
export interface JoinedPlan {
  images: number;
  pairs: number;
  plates: number;
  /** bands whose backgrounds are to be matched */
  matching: BandToMatch[];
  /** a band needs smaller plates than others have: all bands are to be planned once more */
  isDeeper: boolean;
}

/**
 * Joins the plans of all bands, and writes the items of the maps to come, the failures, and at last
 * plan.json. Throws BadRequest where none of the images can be mapped, or not as asked.
 */
export async function joinBands(store: Store, run: string): Promise<JoinedPlan> {
  const sky = await readSkyParameters(store, run);
  const depth = await readJson(store, joinUrl(run, skyKeys.depth), skyDepthSchema);
  const planned = await readPlans(store, run);
  const plateOrder = Math.max(0, ...planned.map((one) => one.plateOrder));
  const isDeeper = planned.some((one) => one.plateOrder < plateOrder);
  const summary = summaryOf(sky, depth, planned);
  const { images, pairs, plates } = summary;
  const matching = planned.map(({ band, isLarge }) => ({ band, isLarge }));
  if (isDeeper) {
    const deeper: SkyDepth = { ...depth, plateOrder };
    await store.put(joinUrl(run, skyKeys.depth), `${JSON.stringify(deeper)}\n`);
    return { images, pairs, plates, matching, isDeeper };
  }
  const names = planned.map(({ band }) => band);
  if (plates === 0) throw noImages((await firstFailure(store, run, names)) ?? depth.unread);
  refuseGrowth(depth.order, planned);
  refuseBands(sky, summary.bands);
  await joinItems(store, run, names);
  await store.put(joinUrl(run, skyKeys.plan), `${JSON.stringify(summary)}\n`);
  return { images, pairs, plates, matching, isDeeper };
}

async function readPlans(store: Store, run: string): Promise<PlannedBand[]> {
  const planned: PlannedBand[] = [];
  const read = ahead(await readPlanBands(store, run), READ_AHEAD, async ({ band }) => ({
    band,
    ...(await readJson(store, joinUrl(run, skyKeys.bandPlan(band)), bandPlanSchema)),
  }));
  for await (const one of read) planned.push(one);
  return planned;
}

/** Of an image that a plan leaves out, why. */
async function firstFailure(
  store: Store,
  run: string,
  bands: readonly string[],
): Promise<string | undefined> {
  for (const key of [skyKeys.unsorted, ...bands.map(skyKeys.bandRefusals)])
    for await (const { message } of readJsonLines(store, joinUrl(run, key), failureSchema))
      return message;
  return undefined;
}

const noImages = (why: string | null): RunError =>
  new RunError('BadRequest', `None of the images can be mapped: ${why ?? 'the list has none'}`);

const sumOf = (bands: readonly PlannedBand[], value: (band: PlannedBand) => number): number =>
  bands.reduce((sum, band) => sum + value(band), 0);

function refuseGrowth(order: number, bands: readonly PlannedBand[]): void {
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
  planned: readonly PlannedBand[],
): SkyPlan {
  const bands = planned.filter(({ plates }) => plates > 0).map(({ band }) => band);
  const images = sumOf(planned, (one) => one.images);
  const pairs = sumOf(planned, (one) => one.pairs);
  const isApart = sky.background !== 'none' && images > bands.length && pairs === 0;
  return {
    order,
    plateOrder: Math.max(0, ...planned.map((one) => one.plateOrder)),
    ...{ width: TILE_WIDTH, frame: sky.frame, bands, unweighted, images, pairs },
    plates: sumOf(planned, (one) => one.plates),
    seconds: Math.round(sumOf(planned, (one) => one.seconds) * 10) / 10,
    bytes: sumOf(planned, (one) => one.bytes),
    warnings: [
      ...warnings,
      ...(isApart
        ? ['No two images of a band overlap: no background can be matched, each keeps its own']
        : []),
      ...(sky.order === undefined
        ? depthWarnings(
            images,
            order,
            planned.map(({ depths }) => depths),
          )
        : []),
    ],
  };
}
