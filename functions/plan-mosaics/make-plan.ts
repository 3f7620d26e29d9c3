import { RunError } from '../../shared/contracts/errors.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { gridSchema } from '../../shared/contracts/mosaics/parameters.ts';
import type { MosaicBand, MosaicsPlan } from '../../shared/contracts/mosaics/plan.ts';
import { compressedTile } from '../../shared/core/fits/compress.ts';
import { gridOf } from '../../shared/core/grids/grids.ts';
import { ALIGNED } from '../../shared/core/grids/window.ts';
import { refuseOddImages } from '../../shared/core/mosaics/odd-images.ts';
import { type MosaicPlan, planMosaics } from '../../shared/core/mosaics/plan.ts';
import { overlapGroups } from '../../shared/core/plan/groups.ts';
import { PairList } from '../../shared/core/plan/pairs.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { requestedCompression } from '../../shared/run/mosaics/compression.ts';
import { refuseLarge } from '../../shared/run/mosaics/refuse-large.ts';
import { readMosaicParameters } from '../../shared/run/parameters.ts';
import { imagesToPlan } from '../../shared/run/plan/images-to-plan.ts';
import type { PlanPlaces } from '../../shared/run/plan/plan-places.ts';
import { type BandToMatch, bandsToMatch } from '../../shared/run/plan/refuse-background.ts';
import { putAll, refusals, writeOverlaps } from '../../shared/run/plan/write-overlaps.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { decideBands } from './decide-bands.ts';
import { type Colour, decideColour } from './decide-colour.ts';
import { fineNotes, gridSpecOf } from './decide-grid.ts';

/** Bytes of a pixel in all planes but those of the context. */
const BYTES_PER_PIXEL = 16;
/** Seconds of one core for a pixel of an image to be painted, and one of a mosaic to be written. */
const PAINT = 30e-9;
const WRITE = 60e-9;

/**
 * Writes the plan of the images that were read, and answers its summary, and the bands
 * whose backgrounds are to be matched. Throws BadRequest where no mosaic can be made, or not as
 * asked.
 */
export async function makePlan(
  store: Store,
  run: string,
): Promise<{ plan: MosaicsPlan; matching: BandToMatch[] }> {
  const parameters = await readMosaicParameters(store, run);
  const read = await imagesToPlan(store, run, 'equatorial', parameters.survey);
  const sky = read.images;
  const { places } = read;
  if (!parameters.grid) refuseOddImages(sky, parameters.layout, parameters.maxPixels);
  const failures = [...read.failures, ...(await refusals(store, run, sky.refused, places))];
  const isPlanned = sky.images.length > sky.refused.length;
  if (!isPlanned) throw noImages(failures[0]?.message ?? read.unread?.message);
  const spec = gridSpecOf(sky, parameters);
  // before it is cut into strips, which could be without end
  if (spec.kind === 'image') refuseLarge(spec, parameters);
  const grid = gridOf(spec);
  const isCompressed = requestedCompression(parameters, spec.kind) !== 'none';
  const plan = planMosaics(sky, grid, {
    multiple: isCompressed ? compressedTile[1] : ALIGNED,
    isStacked: parameters.combine === 'median' || parameters.combine === 'clipped',
  });
  if (plan.mosaics.length === 0) throw noImages('none of them lies on the grid that was asked for');
  for (const { tile } of plan.mosaics) refuseLarge(tile, parameters);
  const decided = await decideBands(store, run, parameters, read);
  const colour = await decideColour(store, run, parameters, plan.mosaics);
  const isMatched = parameters.background !== 'none';
  const pairs = isMatched ? plan.pairs : new PairList(sky.images.length);
  const matching = bandsToMatch(sky.images, pairs);
  const summary = summaryOf(plan, decided.bands, {
    grid: gridSchema.parse(spec),
    title: grid.title,
    ...(colour ? { colour: [...colour.bands] } : {}),
    images: sky.images.length,
    warnings: [
      ...read.warnings,
      ...(isMatched && plan.pairs.length === 0 && sky.images.length > decided.bands.length
        ? ['No two images of a band overlap: no background can be matched, each keeps its own']
        : []),
      ...decided.notes,
      ...(parameters.grid || parameters.layout.scale !== undefined ? [] : fineNotes(sky)),
    ],
  });
  await writeOverlaps(store, run, overlapGroups(sky.images, pairs), failures, places);
  await writeMosaics(store, run, { ...plan, colour }, places);
  await store.put(joinUrl(run, mosaicKeys.plan), `${JSON.stringify(summary)}\n`);
  return { plan: summary, matching };
}

const noImages = (why = 'the list has none'): RunError =>
  new RunError('BadRequest', `No mosaic can be made of the images: ${why}`);

async function writeMosaics(
  store: Store,
  run: string,
  { mosaics, colour }: MosaicPlan & { colour: Colour | undefined },
  places: PlanPlaces,
): Promise<void> {
  await putAll(store, run, mosaics, ({ band, tile, images, step, strips }) => [
    mosaicKeys.mosaicPlan(band, tile.name),
    JSON.stringify({ images: places.refsOf(images), step, strips }),
  ]);
  const itemOf = ({ band, tile }: MosaicPlan['mosaics'][number]) => ({
    band,
    name: tile.name,
    place: tile.place,
  });
  const isColoured = ({ band, tile }: MosaicPlan['mosaics'][number]): boolean =>
    colour?.bands.includes(band) === true && colour.tiles.has(tile.name);
  const items = mosaics.map((mosaic) => ({
    ...itemOf(mosaic),
    ...(isColoured(mosaic) ? { colour: true } : {}),
  }));
  const strips = mosaics.flatMap((mosaic) =>
    mosaic.strips.map((_, strip) => ({ ...itemOf(mosaic), strip })),
  );
  await store.put(joinUrl(run, mosaicKeys.mosaicItems), jsonLines(items));
  await store.put(joinUrl(run, mosaicKeys.stripItems), jsonLines(strips));
}

function summaryOf(
  { mosaics, pairs }: MosaicPlan,
  bands: MosaicBand[],
  facts: Pick<MosaicsPlan, 'grid' | 'title' | 'colour' | 'images' | 'warnings'>,
): MosaicsPlan {
  const pixels = mosaics.reduce((sum, { tile }) => sum + tile.width * tile.height, 0);
  const bytes = mosaics.reduce(
    (sum, { tile, images }) =>
      sum + tile.width * tile.height * (BYTES_PER_PIXEL + 4 * Math.ceil(images.length / 32)),
    0,
  );
  const painted = mosaics.reduce(
    (sum, { strips, tile }) =>
      sum + strips.reduce((all, { rows, images }) => all + rows * tile.width * images.length, 0),
    0,
  );
  return {
    ...facts,
    bands,
    pairs: pairs.length,
    mosaics: mosaics.length,
    strips: mosaics.reduce((sum, { strips }) => sum + strips.length, 0),
    pixels,
    bytes,
    seconds: Math.round((painted * PAINT + pixels * WRITE) * 10) / 10,
  };
}
