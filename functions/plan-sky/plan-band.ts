import { type BandPlan, skyDepthSchema } from '../../shared/contracts/sky-map/band-plan.ts';
import { plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { factsOfImage, jointFacts, type SurveyFacts } from '../../shared/core/hips/survey-facts.ts';
import { overlapGroups } from '../../shared/core/plan/groups.ts';
import { growthOf } from '../../shared/core/plan/growth.ts';
import { PairList } from '../../shared/core/plan/pairs.ts';
import { planAtDepth } from '../../shared/core/plan/plan.ts';
import { readJson } from '../../shared/run/json.ts';
import { readSkyParameters } from '../../shared/run/parameters.ts';
import { countDepths } from '../../shared/run/plan/band-scales.ts';
import { bandToPlan } from '../../shared/run/plan/band-to-plan.ts';
import { bandsToMatch } from '../../shared/run/plan/refuse-background.ts';
import { refusals } from '../../shared/run/plan/write-groups.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { writeBand } from './write-band.ts';

/** What is read of an image. */
const outlineSchema = plannedImageSchema.pick({
  band: true,
  width: true,
  height: true,
  pixelScale: true,
  footprint: true,
  centre: true,
  cells: true,
  epoch: true,
  wavelengths: true,
});

/**
 * Writes the plan of a band: its plates and groups, with what each needs, and what it adds to the
 * plan of all. Throws BadRequest where its backgrounds cannot be matched.
 */
export async function planBand(store: Store, run: string, name: string): Promise<BandPlan> {
  const sky = await readSkyParameters(store, run);
  const depth = await readJson(store, joinUrl(run, skyKeys.depth), skyDepthSchema);
  const own = { band: name, frame: sky.frame, schema: outlineSchema };
  let facts: SurveyFacts = {};
  const {
    sky: all,
    places,
    bands,
  } = await bandToPlan(store, run, own, (image) => {
    facts = jointFacts([facts, factsOfImage(image)]);
  });
  const { images } = all;
  const plan = planAtDepth(all, depth, { plateOrder: depth.plateOrder });
  const { plates, plateOrder } = plan;
  const pairs = sky.background === 'none' ? new PairList(images.length) : plan.pairs;
  const [matched] = bandsToMatch(images, pairs);
  const sum = (value: (plate: (typeof plates)[number]) => number): number =>
    plates.reduce((total, plate) => total + value(plate), 0);
  const found: BandPlan = {
    ...{ plateOrder, images: images.length, pairs: plan.pairs.length, plates: plates.length },
    seconds: sum(({ cost }) => cost.seconds),
    bytes: sum(({ cost }) => cost.bytesStored) * (sky.fits ? 2 : 1),
    facts,
    growth: growthOf(plan, images),
    depths: countDepths(images, plan),
    isLarge: matched?.isLarge ?? false,
  };
  const failures = await refusals(store, run, plan.refused, places);
  const groups = overlapGroups(images, pairs, bands);
  const overlaps = { groups, places, images };
  await writeBand(store, run, { band: name, plates, overlaps, failures });
  await store.put(joinUrl(run, skyKeys.bandPlan(name)), `${JSON.stringify(found)}\n`);
  return found;
}
