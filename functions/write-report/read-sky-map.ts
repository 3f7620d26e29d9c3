import { keys } from '../../shared/contracts/keys.ts';
import type { Failure } from '../../shared/contracts/lists.ts';
import { COLOUR_SURVEY, skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { SkyParameters } from '../../shared/contracts/sky-map/parameters.ts';
import { skyPlanSchema } from '../../shared/contracts/sky-map/plan.ts';
import type { SkyMap, SurveyPicture } from '../../shared/pages/report/input.ts';
import { readJson } from '../../shared/run/json.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { readPartsOfSky, readWholeSky } from './read-sky-sums.ts';
import { readBandStretches } from './read-stretches.ts';
import type { SkyPart } from './report-parts.ts';

/** What a sky map came to, as its stages left it: undefined when it was not planned. */
export async function readSkyMap(
  store: Store,
  run: string,
  sky: SkyParameters,
  { failures, parts }: { failures: readonly Failure[]; parts: readonly SkyPart[] | undefined },
): Promise<SkyMap | undefined> {
  const isThere = async (key: string) => (await store.head(joinUrl(run, key))) !== undefined;
  if (!(await isThere(skyKeys.plan))) return undefined;
  const grid = await readJson(store, joinUrl(run, skyKeys.plan), skyPlanSchema);
  const refused = new Set(failures.map(({ line }) => line));
  const sums = parts
    ? await readPartsOfSky(store, run, parts)
    : await readWholeSky(store, run, refused);

  const stretches = (await isThere(skyKeys.stretch)) ? await readBandStretches(store, run) : [];
  const surveys: SurveyPicture[] = [];
  for (const name of [...(sky.bands ? [COLOUR_SURVEY] : []), ...grid.bands]) {
    const preview = skyKeys.hips(name, 'preview.jpg');
    if (!(await isThere(preview))) continue; // no plate of it came to a picture
    const bytes = await store.get(joinUrl(run, preview));
    surveys.push({
      name,
      colour: name === COLOUR_SURVEY,
      page: skyKeys.hips(name, 'index.html'),
      dataUri: `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`,
    });
  }
  const viewer = (await isThere(keys.viewer)) ? keys.viewer : null;
  const { background, adaptive, colour } = sky;
  return { grid, viewer, surveys, ...sums, background, stretches, adaptive, colour };
}
