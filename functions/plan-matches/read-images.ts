import { keys } from '../../shared/contracts/keys.ts';
import type { CellPlan } from '../../shared/contracts/matches.ts';
import type { SearchedHdu } from '../../shared/contracts/task-record.ts';
import { addToCrowd, type Crowd } from '../../shared/core/hats/cells.ts';
import { bandColumns, type MatchedBand } from '../../shared/core/matching/bands.ts';
import { type MatchedImage, readMatchedRuns } from '../../shared/run/matched-runs.ts';
import { measuredFile } from '../../shared/run/name-of-file.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** An image to be matched: its pictures, and the pixels of `FINE_ORDER` with its detections. */
export type ImageToMatch = CellPlan['images'][number] & {
  readonly cells: readonly number[];
  /** those that are crowded, in pixels of `CROWD_ORDER` */
  readonly crowded: readonly number[];
};

/** What is to be matched of a run. */
export interface ImagesToMatch {
  readonly images: ImageToMatch[];
  readonly bands: MatchedBand[];
  /** detections of all images in pixels of `FINE_ORDER` */
  readonly counts: Map<number, number>;
  /** of crowded pixels, by their numbers */
  readonly crowds: Map<number, Crowd>;
  /** detections without a place on the sky */
  readonly unplaced: number;
}

/** The images of a run, and of others, that were searched, from their records. Throws RunError. */
export async function readImages(
  store: Store,
  run: string,
  others?: readonly string[],
): Promise<ImagesToMatch> {
  const found: MatchedImage[] = [];
  const counts = new Map<number, number>();
  const crowds = new Map<number, Crowd>();
  let unplaced = 0;
  for await (const one of readMatchedRuns(store, run, others)) {
    const { detections, fineCells } = one;
    unplaced += detections.counts.noSky;
    for (const [pixel, count] of Object.entries(fineCells))
      counts.set(Number(pixel), (counts.get(Number(pixel)) ?? 0) + count);
    for (const [pixel, count] of Object.entries(detections.crowdedCells ?? {}))
      addToCrowd(crowds, Number(pixel), count);
    found.push(one);
  }
  const bands = bandsOf(found.flatMap(({ detections }) => detections.hdus));
  const images = found.map(({ run: own, item, detections, fineCells, image }): ImageToMatch => {
    const { uri, hdus } = detections;
    return {
      uri,
      sources: joinUrl(own, keys.image(item.name, 'sources.parquet')),
      pictures: hdus.map(({ hdu, observed, numbers, sky }) => ({
        image,
        hdu,
        mjd: observed?.mjd ?? Number.NaN,
        exptime: observed?.exptime ?? Number.NaN,
        filter: observed?.filter ?? null,
        band: bands.findIndex(({ name }) => name === numbers?.band),
        zeroPoint: numbers?.zeroPoint ?? Number.NaN,
        fwhm: sky?.fwhm ?? Number.NaN,
        file: measuredFile(item),
      })),
      cells: Object.keys(fineCells).map(Number),
      crowded: Object.keys(detections.crowdedCells ?? {}).map(Number),
    };
  });
  return { images, bands, counts, crowds, unplaced };
}

/**
 * Fluxes of a band are brought to one zero point where images of it have one, and all of one
 * system.
 */
function bandsOf(hdus: readonly SearchedHdu[]): MatchedBand[] {
  const systems = new Map<string, Set<string>>();
  for (const { numbers } of hdus) {
    if (!numbers || numbers.band === '') continue;
    const known = systems.get(numbers.band) ?? new Set();
    systems.set(numbers.band, known);
    if (numbers.zeroPoint !== null) known.add(numbers.zeroPointSystem ?? '');
  }
  const columns = bandColumns(systems.keys());
  return [...columns].map(([name, column]) => {
    const [system = null, ...others] = systems.get(name)!;
    return { name, column, system: others.length === 0 ? system : null };
  });
}
