import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import {
  mosaicItemSchema,
  mosaicPlanSchema,
  mosaicsPlanSchema,
} from '../../shared/contracts/mosaics/plan.ts';
import { fixedSchema } from '../../shared/contracts/sky-map/background.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { gridOf } from '../../shared/core/grids/grids.ts';
import type { MosaicPicture, MosaicRun } from '../../shared/pages/report/input.ts';
import { counted } from '../../shared/pages/report/quantities.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** Pictures that the page shows. */
const MAX_PICTURES = 48;

/** What mosaics a run came to; undefined when it was not planned. */
export async function readMosaics(store: Store, run: string): Promise<MosaicRun | undefined> {
  const isThere = async (key: string) => (await store.head(joinUrl(run, key))) !== undefined;
  if (!(await isThere(mosaicKeys.plan))) return undefined;
  const plan = await readJson(store, joinUrl(run, mosaicKeys.plan), mosaicsPlanSchema);
  const grid = gridOf(plan.grid);
  const pictures: MosaicPicture[] = [];
  const items = readJsonLines(store, joinUrl(run, mosaicKeys.mosaicItems), mosaicItemSchema);
  let mosaics = 0;
  for await (const { band, name, place } of items) {
    const preview = mosaicKeys.preview(band, name);
    if (!(await isThere(preview))) continue;
    mosaics++;
    if (pictures.length >= MAX_PICTURES) continue;
    const bytes = await store.get(joinUrl(run, preview));
    const { images } = await readJson(
      store,
      joinUrl(run, mosaicKeys.mosaicPlan(band, name)),
      mosaicPlanSchema,
    );
    const { width, height } = grid.tile(place);
    pictures.push({
      ...{ band, name, width, height, images: images.length },
      file: mosaicKeys.mosaic(band, name),
      dataUri: `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`,
    });
  }
  const groups = (await isThere(skyKeys.fixed))
    ? groupWords(await readJson(store, joinUrl(run, skyKeys.fixed), fixedSchema))
    : [];
  return { grid: plan.title, mosaics, pictures, groups };
}

/** Which images overlaps bring to one level, band by band. */
const groupWords = (fixed: Record<string, { groups: number; alone: number }>): string[] =>
  Object.entries(fixed).map(
    ([band, { groups, alone }]) =>
      `Band ${band}: ${counted(groups + alone, 'group')} of images that overlaps connect${alone > 0 ? `, ${alone} of them of one image alone` : ''}${groups + alone > 1 ? '; their levels are independent of each other' : ''}.`,
  );
