import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import {
  mosaicItemSchema,
  mosaicPlanSchema,
  mosaicsPlanSchema,
} from '../../shared/contracts/mosaics/plan.ts';
import { COLOUR_SURVEY, skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { gridOf } from '../../shared/core/grids/grids.ts';
import type { ColourPicture, MosaicPicture, MosaicRun } from '../../shared/pages/report/input.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import type { ConnectedGroups } from './connected-groups.ts';
import { readBandStretches } from './read-stretches.ts';

/** pictures looked for at the same time */
const READ_AHEAD = 64;
/** Pictures that the page shows, and of those in colour. */
const MAX_PICTURES = 48;
const MAX_COLOURED = 24;

/** What mosaics a run came to; undefined when it was not planned. */
export async function readMosaics(
  store: Store,
  run: string,
  groups: readonly ConnectedGroups[],
): Promise<MosaicRun | undefined> {
  const isThere = async (key: string) => (await store.head(joinUrl(run, key))) !== undefined;
  if (!(await isThere(mosaicKeys.plan))) return undefined;
  const plan = await readJson(store, joinUrl(run, mosaicKeys.plan), mosaicsPlanSchema);
  const pictureOf = async (key: string) => {
    const bytes = await store.get(joinUrl(run, key));
    return `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;
  };
  const grid = gridOf(plan.grid);
  const pictures: MosaicPicture[] = [];
  const coloured: ColourPicture[] = [];
  const items = readJsonLines(store, joinUrl(run, mosaicKeys.mosaicItems), mosaicItemSchema);
  // Of very many the pictures are asked for side by side.
  const looked = ahead(items, READ_AHEAD, async (item) => {
    const preview = mosaicKeys.preview(item.band, item.name);
    return { ...item, preview, isMade: await isThere(preview) };
  });
  let mosaics = 0;
  for await (const { band, name, place, colour, preview, isMade } of looked) {
    const inColour = mosaicKeys.preview(COLOUR_SURVEY, name);
    const isFirst = colour && band === plan.colour?.[0] && coloured.length < MAX_COLOURED;
    if (isFirst && (await isThere(inColour)))
      coloured.push({ name, file: inColour, dataUri: await pictureOf(inColour) });
    if (!isMade) continue;
    mosaics++;
    if (pictures.length >= MAX_PICTURES) continue;
    const { images } = await readJson(
      store,
      joinUrl(run, mosaicKeys.mosaicPlan(band, name)),
      mosaicPlanSchema,
    );
    const { width, height } = grid.tile(place);
    pictures.push({
      ...{ band, name, width, height, images: images.length },
      file: mosaicKeys.mosaic(band, name),
      page: mosaicKeys.page(band, name),
      dataUri: await pictureOf(preview),
    });
  }
  return {
    ...{ grid: plan.title, mosaics, pictures, groups: groups.map(({ words }) => words) },
    ...{ coloured, colour: plan.colour },
    stretches: (await isThere(skyKeys.stretch)) ? await readBandStretches(store, run) : [],
  };
}
