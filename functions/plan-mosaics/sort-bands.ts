import type { GridPlan } from '../../shared/contracts/mosaics/band-plan.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { gridSchema, type MosaicParameters } from '../../shared/contracts/mosaics/parameters.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { refuseOddImages } from '../../shared/core/mosaics/odd-images.ts';
import { SkyImages } from '../../shared/core/plan/sky-images.ts';
import { jsonLines } from '../../shared/run/json.ts';
import { refuseLarge } from '../../shared/run/mosaics/refuse-large.ts';
import { readMosaicParameters } from '../../shared/run/parameters.ts';
import { PlanPlaces } from '../../shared/run/plan/plan-places.ts';
import { type SortedImages, sortImages } from '../../shared/run/plan/sort-images.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { fineNotes, gridSpecOf, noImages } from './decide-grid.ts';

/**
 * Sorts the images that were read by band, and decides the grid: over all of them where none was
 * asked for. Answers the bands. Throws BadRequest where no mosaic can be made, or not as asked.
 */
export async function sortMosaicBands(store: Store, run: string): Promise<{ bands: string[] }> {
  const parameters = await readMosaicParameters(store, run);
  let all = { sky: new SkyImages('equatorial'), places: new PlanPlaces() };
  const sorted = await sortImages(store, run, parameters.survey, () => {
    const found = { sky: new SkyImages('equatorial'), places: new PlanPlaces() };
    all = found;
    return (picture, bytes) => {
      if (parameters.grid) return;
      found.sky.add(picture);
      found.places.push(picture.band, bytes);
    };
  });
  const { sky, places } = all;
  const plan = parameters.grid
    ? { grid: parameters.grid, refused: [], notes: [] }
    : gridAround(sky, places, sorted, parameters);
  // before it is cut into strips, which could be without end
  if (plan.grid.kind === 'image') refuseLarge(plan.grid, parameters);
  const decided: GridPlan = {
    ...plan,
    unweighted: sorted.unweighted,
    warnings: [...sorted.warnings],
    unread: sorted.unread?.message ?? null,
  };
  await store.put(joinUrl(run, skyKeys.unsorted), jsonLines(sorted.failures));
  await store.put(joinUrl(run, mosaicKeys.grid), `${JSON.stringify(decided)}\n`);
  return { bands: sorted.bands.map(({ band }) => band) };
}

/** One image around all that are no oddities. */
function gridAround(
  sky: SkyImages,
  places: PlanPlaces,
  { failures, unread }: SortedImages,
  parameters: MosaicParameters,
): Pick<GridPlan, 'grid' | 'refused' | 'notes'> {
  const { layout, maxPixels } = parameters;
  refuseOddImages(sky, layout, maxPixels);
  const { images, refused } = sky;
  if (images.length === refused.length)
    throw noImages(failures[0]?.message ?? refused[0]?.message ?? unread?.message);
  return {
    grid: gridSchema.parse(gridSpecOf(sky, parameters)),
    refused: refused.map(({ image, name, message }) => ({
      ...{ band: places.bandOf(image), place: places.placeOf(image), name, message },
    })),
    notes: layout.scale === undefined ? fineNotes(sky) : [],
  };
}
