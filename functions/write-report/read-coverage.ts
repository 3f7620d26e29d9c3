import type * as z from 'zod';
import { plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { PlanBand } from '../../shared/contracts/sky-map/plan.ts';
import { plateItemSchema } from '../../shared/contracts/sky-map/tiles.ts';
import {
  addImage,
  addPlate,
  type MapCoverage,
  noCoverage,
} from '../../shared/pages/report/coverage.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import { readBandImages } from '../../shared/run/plan-images.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** What the report shows of an image. */
export const reportedImageSchema = plannedImageSchema.pick({
  item: true,
  hdu: true,
  band: true,
  bandFrom: true,
  pixelScale: true,
  footprint: true,
  centre: true,
  unit: true,
  taken: true,
  zeroPoint: true,
  zeroPointSystem: true,
  zeroPointFrom: true,
});
export type ReportedImage = z.infer<typeof reportedImageSchema>;

/** Where images of a band lie. `refused` are lines that the plan, or a task, left out. */
export async function readCoverage(
  store: Store,
  run: string,
  part: PlanBand & { firstPart?: number },
  refused: ReadonlySet<number>,
): Promise<MapCoverage> {
  const coverage = noCoverage();
  const { band } = part; // one string, however many images
  for await (const image of readBandImages(store, run, part, reportedImageSchema)) {
    if (refused.has(image.item.line)) continue;
    const { item, hdu, bandFrom, pixelScale, unit, centre, footprint, taken } = image;
    addImage(coverage, {
      label: labelOf(image),
      band,
      bandFrom,
      pixelScale,
      unit,
      picture: taken && { label: item.name, line: item.line, hdu, taken, numbers: image },
      sky: { ...centre, footprint: footprint.ra.map((ra, k) => [ra, footprint.dec[k]!] as const) },
    });
  }
  return coverage;
}

/** Adds the plates of the plan. */
export async function addPlates(store: Store, run: string, coverage: MapCoverage): Promise<void> {
  const plates = readJsonLines(store, joinUrl(run, skyKeys.plateItems), plateItemSchema);
  for await (const plate of plates) addPlate(coverage, plate);
}

/** The name of an image, with its HDU where it is not the first with pixels. */
export const labelOf = ({ item, hdu }: ReportedImage): string =>
  hdu > 1 ? `${item.name} [${hdu}]` : item.name;
