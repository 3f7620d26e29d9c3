import { addCoverage, type MapCoverage, noCoverage } from '../../shared/pages/report/coverage.ts';
import type { SkyMap } from '../../shared/pages/report/input.ts';
import type { Seams } from '../../shared/pages/report/seams.ts';
import { readJson } from '../../shared/run/json.ts';
import { readPlanBands } from '../../shared/run/plan-images.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { readBackground } from './read-background.ts';
import { addPlates, readCoverage } from './read-coverage.ts';
import { type SkyPart, sumsUrl } from './report-parts.ts';
import { coverageSumsSchema, type SeamSums, seamSumsSchema } from './sums-schemas.ts';

/** sums asked for at the same time */
const READ_AHEAD = 8;

/** Where the images lie, and how well they agree. */
type SkySums = Pick<SkyMap, 'coverage' | 'seams' | 'imageNames'>;

/** Of a run that is not cut; `refused` are lines that the plan, or a task, left out. */
export async function readWholeSky(
  store: Store,
  run: string,
  refused: ReadonlySet<number>,
): Promise<SkySums> {
  const sums = new SkySum();
  const bands = await readPlanBands(store, run);
  for (const band of bands)
    addCoverage(sums.coverage, await readCoverage(store, run, band, refused));
  for (const { band } of bands) sums.addSeams(band, await readBackground(store, run, band));
  await addPlates(store, run, sums.coverage);
  return sums.sums();
}

/** Of a run whose parts were summed. */
export async function readPartsOfSky(
  store: Store,
  run: string,
  parts: readonly SkyPart[],
): Promise<SkySums> {
  const sums = new SkySum();
  const read = ahead(parts, READ_AHEAD, async (part) => {
    const url = sumsUrl(run, 'sky', part);
    return 'seamsOf' in part
      ? { band: part.seamsOf, seams: await readJson(store, url, seamSumsSchema) }
      : { part: { ...noCoverage(), ...(await readJson(store, url, coverageSumsSchema)) } };
  });
  for await (const one of read)
    if (one.part) addCoverage(sums.coverage, one.part);
    else sums.addSeams(one.band, one.seams);
  await addPlates(store, run, sums.coverage);
  return sums.sums();
}

class SkySum {
  readonly coverage: MapCoverage = noCoverage();
  readonly #seams = new Map<string, Seams>();
  readonly #imageNames = new Map<string, ReadonlyMap<number, string>>();
  #isMatched = false;

  addSeams(band: string, found: SeamSums): void {
    if (!found) return;
    this.#isMatched = true;
    const { seams, names } = found;
    if (seams.pairs === 0 && !seams.fixed?.lost) return;
    this.#seams.set(band, seams);
    this.#imageNames.set(band, names);
  }

  sums(): SkySums {
    return {
      coverage: this.coverage,
      seams: this.#isMatched ? this.#seams : null,
      imageNames: this.#imageNames,
    };
  }
}
