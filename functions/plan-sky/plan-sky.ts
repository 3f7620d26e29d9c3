import { RunError } from '../../shared/contracts/errors.ts';
import type { SkyParameters } from '../../shared/contracts/sky-map/parameters.ts';
import type { SkyPlan } from '../../shared/contracts/sky-map/plan.ts';
import { overlapGroups } from '../../shared/core/plan/groups.ts';
import { MAX_GROWTH, tooMuchGrowth } from '../../shared/core/plan/growth.ts';
import { PairList } from '../../shared/core/plan/pairs.ts';
import { planSkyMap, type SkyMapPlan } from '../../shared/core/plan/plan.ts';
import type { ImageTable } from '../../shared/core/plan/sky-images.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { depthWarnings } from '../../shared/run/plan/band-scales.ts';
import { imagesToPlan } from '../../shared/run/plan/images-to-plan.ts';
import { type BandToMatch, bandsToMatch } from '../../shared/run/plan/refuse-background.ts';
import { refusals } from '../../shared/run/plan/write-overlaps.ts';
import type { Store } from '../../shared/store/store.ts';
import { writePlan } from './write-plan.ts';

/**
 * Writes the plan of the images that were read, and answers its summary, and the bands
 * whose backgrounds are to be matched. Throws BadRequest where none can be mapped, or not as asked.
 */
export async function planSky(
  store: Store,
  run: string,
): Promise<{ plan: SkyPlan; matching: BandToMatch[] }> {
  const sky = await readSkyParameters(store, run);
  const read = await imagesToPlan(store, run, sky.frame);
  const { images } = read.images;
  const { places } = read;
  const plan = planSkyMap(read.images, sky.order === undefined ? {} : { order: sky.order });
  const failures = [...read.failures, ...(await refusals(store, run, plan.refused, places))];
  const bands = [...new Set(plan.plates.map(({ band }) => band))];

  if (plan.plates.length === 0) throw noImages(failures[0]?.message ?? read.unread?.message);
  refuseGrowth(plan, images);
  refuseBands(sky, bands);

  const isMatched = sky.background !== 'none';
  const summary = summaryOf(plan, sky, {
    bands,
    images: images.length,
    unweighted: read.unweighted,
    warnings: [
      ...read.warnings,
      ...(isMatched && images.length > bands.length && plan.pairs.length === 0
        ? ['No two images of a band overlap: no background can be matched, each keeps its own']
        : []),
      ...(sky.order === undefined ? depthWarnings(images, plan) : []),
    ],
  });
  const pairs = isMatched ? plan.pairs : new PairList(images.length);
  const matching = bandsToMatch(images, pairs);
  const groups = overlapGroups(images, pairs);
  await writePlan(store, run, { summary, plates: plan.plates, groups, failures, places });
  return { plan: summary, matching };
}

const noImages = (why = 'the list has none'): RunError =>
  new RunError('BadRequest', `None of the images can be mapped: ${why}`);

function refuseGrowth(plan: SkyMapPlan, images: ImageTable): void {
  const growth = tooMuchGrowth(plan, images);
  if (growth === undefined) return;
  throw new RunError(
    'BadRequest',
    `At order ${plan.order} the map would have ${Math.round(growth)} times the pixels of its images, and ${MAX_GROWTH} times is the most: choose a lower order, or correct the images' WCS`,
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

const summaryOf = (
  { order, plateOrder, width, frame, pairs, plates }: SkyMapPlan,
  sky: SkyParameters,
  {
    bands,
    images,
    unweighted,
    warnings,
  }: Pick<SkyPlan, 'bands' | 'images' | 'unweighted' | 'warnings'>,
): SkyPlan => ({
  order,
  plateOrder,
  width,
  frame,
  bands,
  unweighted,
  images,
  pairs: pairs.length,
  plates: plates.length,
  seconds: Math.round(plates.reduce((sum, { cost }) => sum + cost.seconds, 0) * 10) / 10,
  bytes: plates.reduce((sum, { cost }) => sum + cost.bytesStored, 0) * (sky.fits ? 2 : 1),
  warnings,
});
