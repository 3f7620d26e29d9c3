import type * as z from 'zod';
import { plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { plateItemSchema } from '../../shared/contracts/sky-map/tiles.ts';
import {
  addImage,
  addPlate,
  type MapCoverage,
  noCoverage,
} from '../../shared/pages/report/coverage.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import { readPlanImages } from '../../shared/run/plan-images.ts';
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

/** Where the images and plates of the plan lie. `refused` are lines that the plan left out. */
export async function readCoverage(
  store: Store,
  run: string,
  refused: ReadonlySet<number>,
): Promise<MapCoverage> {
  const coverage = noCoverage();
  const names = new Map<string, string>(); // one string a band, however many images
  for await (const image of readPlanImages(store, run, reportedImageSchema)) {
    const band = names.get(image.band) ?? image.band;
    names.set(band, band);
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
  const plates = readJsonLines(store, joinUrl(run, skyKeys.plateItems), plateItemSchema);
  for await (const plate of plates) addPlate(coverage, plate);
  return coverage;
}

/** The name of an image, with its HDU where it is not the first with pixels. */
export const labelOf = ({ item, hdu }: ReportedImage): string =>
  hdu > 1 ? `${item.name} [${hdu}]` : item.name;
