import { gridPlanSchema, type MosaicsBandPlan } from '../../shared/contracts/mosaics/band-plan.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import type { MosaicBand } from '../../shared/contracts/mosaics/plan.ts';
import { plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { compressedTile } from '../../shared/core/fits/compress.ts';
import { gridOf } from '../../shared/core/grids/grids.ts';
import { ALIGNED } from '../../shared/core/grids/window.ts';
import { type PlannedMosaic, planMosaics } from '../../shared/core/mosaics/plan.ts';
import { planeBits } from '../../shared/core/mosaics/planes.ts';
import { mosaicSamplings } from '../../shared/core/mosaics/samplings.ts';
import { overlapGroups } from '../../shared/core/plan/groups.ts';
import { PairList } from '../../shared/core/plan/pairs.ts';
import { readJson } from '../../shared/run/json.ts';
import { requestedCompression } from '../../shared/run/mosaics/compression.ts';
import { refuseLarge } from '../../shared/run/mosaics/refuse-large.ts';
import { readMosaicParameters } from '../../shared/run/parameters.ts';
import { bandToPlan } from '../../shared/run/plan/band-to-plan.ts';
import { bandsToMatch } from '../../shared/run/plan/refuse-background.ts';
import { refusals } from '../../shared/run/plan/write-groups.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { BandFacts } from './band-facts.ts';
import { writeMosaicBand } from './write-band.ts';

/** Bytes of a pixel in SCI and ERR. */
const FLOAT_BYTES = 8;

/** What is read of an image. */
const imageSchema = plannedImageSchema.pick({
  ...{ band: true, width: true, height: true, pixelScale: true },
  ...{ footprint: true, centre: true, cells: true },
  ...{
    item: true,
    unit: true,
    noise: true,
    electrons: true,
    zeroPoint: true,
    zeroPointSystem: true,
    wavelengths: true,
  },
});

/**
 * Writes the plan of a band: its mosaics, their strips and groups, with what each needs, and what
 * it adds to the plan of all. Throws BadRequest for too large a mosaic, and where its backgrounds
 * cannot be matched.
 */
export async function planMosaicBand(
  store: Store,
  run: string,
  name: string,
): Promise<MosaicsBandPlan> {
  const parameters = await readMosaicParameters(store, run);
  const decided = await readJson(store, joinUrl(run, mosaicKeys.grid), gridPlanSchema);
  const facts = new BandFacts();
  const own = { band: name, frame: 'equatorial', schema: imageSchema } as const;
  const { sky, places, bands } = await bandToPlan(store, run, own, (image) => facts.add(image));
  const { images, refused } = sky;
  sky.refuse(
    decided.refused
      .filter(({ band, place }) => band === name && sky.outlines.has(place))
      .map(({ place, ...why }) => ({ image: place, ...why })),
  );
  const isCompressed = requestedCompression(parameters, decided.grid.kind) !== 'none';
  const { mosaics, pairs } = planMosaics(sky, gridOf(decided.grid), {
    multiple: isCompressed ? compressedTile[1] : ALIGNED,
    isStacked: parameters.combine === 'median' || parameters.combine === 'clipped',
  });
  for (const { tile } of mosaics) refuseLarge(tile, parameters);
  const compared = parameters.background === 'none' ? new PairList(images.length) : pairs;
  const [matched] = bandsToMatch(images, compared);
  const { band, notes } = facts.decide(name, parameters, decided.unweighted);
  const found: MosaicsBandPlan = {
    ...{ band, images: images.length, refused: refused.length, pairs: pairs.length },
    ...sizesOf(mosaics, band, mosaicSamplings[parameters.sampling].isWhole),
    ...{ wavelength: facts.wavelength, notes, isLarge: matched?.isLarge ?? false },
  };
  const failures = await refusals(store, run, refused, places);
  const groups = overlapGroups(images, compared, bands);
  const overlaps = { groups, places, images };
  await writeMosaicBand(store, run, { band: name, mosaics, overlaps, failures });
  await store.put(joinUrl(run, skyKeys.bandPlan(name)), `${JSON.stringify(found)}\n`);
  return found;
}

/** What some mosaics come to. */
function sizesOf(
  mosaics: readonly PlannedMosaic[],
  { weighAlike }: Pick<MosaicBand, 'weighAlike'>,
  isCounted: boolean,
) {
  const sizes = { mosaics: mosaics.length, strips: 0, pixels: 0, bytes: 0, painted: 0 };
  for (const { tile, images, strips } of mosaics) {
    const pixels = tile.width * tile.height;
    sizes.strips += strips.length;
    sizes.pixels += pixels;
    const kinds = { images: images.length, isCounted, weighAlike };
    const bits = Math.abs(planeBits('WHT', kinds)) + Math.abs(planeBits('COV', kinds));
    sizes.bytes += pixels * (FLOAT_BYTES + bits / 8 + 4 * Math.ceil(images.length / 32));
    for (const strip of strips) sizes.painted += strip.rows * tile.width * strip.images.length;
  }
  return sizes;
}
