import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { pictureItemSchema } from '../../shared/contracts/sky-map/pictures.ts';
import { isDone } from '../../shared/run/is-done.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import { ahead } from '../../shared/store/ahead.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { colourBandsOf, type HipsRun } from './survey-job.ts';

/** records asked for at the same time */
const READ_AHEAD = 64;

/** Plates that have pictures, rising: by band, and those of any of the colours. */
export interface DrawnPlates {
  ofBand: ReadonlyMap<string, number[]>;
  colour: number[];
}

/** The plates of a base cell whose pictures were drawn. */
export async function readDrawnPlates(
  { store, run, plan, sky }: HipsRun,
  cell: number,
): Promise<DrawnPlates> {
  const ofBand = new Map<string, number[]>(plan.bands.map((band) => [band, []]));
  const colour: number[] = [];
  const colourBands = colourBandsOf(sky);
  const url = joinUrl(run, skyKeys.pictureItems);
  async function* items() {
    for await (const item of readJsonLines(store, url, pictureItemSchema))
      if (Math.floor(item.npix / 4 ** plan.plateOrder) === cell) yield item;
  }
  const drawn = ahead(items(), READ_AHEAD, async (item) => ({
    ...item,
    isDone: await isDone(store, run, 'pictures', String(item.npix)),
  }));
  for await (const { npix, bands, isDone } of drawn) {
    if (!isDone) continue; // the report says so
    for (const band of bands) ofBand.get(band)?.push(npix);
    if (bands.some((band) => colourBands.includes(band))) colour.push(npix);
  }
  return { ofBand, colour };
}
