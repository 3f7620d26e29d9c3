import type { PlannedImage } from '../../contracts/sky-map/images.ts';
import { skyKeys } from '../../contracts/sky-map/keys.ts';
import { IMAGES_PER_PART, type PlanBand } from '../../contracts/sky-map/plan.ts';
import { ahead } from '../../store/ahead.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import { jsonLines } from '../json.ts';

/** parts on their way up at the same time */
const PUTS_AT_ONCE = 32;

interface OpenPart {
  images: number;
  lines: string[];
}

/** Some images of a band, one after another in the order of the list. */
interface Part {
  band: string;
  part: number;
  text: string;
}

/**
 * Writes images that come in the order of the list as the plan has them: of each band in parts,
 * none of which every task reads; and which bands there are, in the order of their first images.
 * `wrote`: after each image, the bytes of its line. Answers the bands.
 */
export async function writeImageParts(
  store: Store,
  run: string,
  images: AsyncIterable<PlannedImage>,
  wrote: (image: PlannedImage, bytes: number) => void,
): Promise<PlanBand[]> {
  const open = new Map<string, OpenPart>();
  async function* parts(): AsyncGenerator<Part> {
    for await (const image of images) {
      const { band } = image;
      const held = open.get(band) ?? { images: 0, lines: [] };
      open.set(band, held);
      const line = `${JSON.stringify(image)}\n`;
      wrote(image, Buffer.byteLength(line));
      held.lines.push(line);
      held.images++;
      if (held.lines.length === IMAGES_PER_PART) yield closed(band, held);
    }
    for (const [band, held] of open) if (held.lines.length > 0) yield closed(band, held);
  }
  const put = ({ band, part, text }: Part) =>
    store.put(joinUrl(run, skyKeys.images(band, part)), text);
  for await (const _ of ahead(parts(), PUTS_AT_ONCE, put));
  const bands = [...open].map(([band, { images }]) => ({ band, images }));
  await store.put(joinUrl(run, skyKeys.bands), jsonLines(bands));
  return bands;
}

/** Removes the parts of `before` that were not written again among those of `now`. */
export async function removeParts(
  store: Store,
  run: string,
  before: readonly PlanBand[],
  now: readonly PlanBand[],
): Promise<void> {
  const parts = (images: number): number => Math.ceil(images / IMAGES_PER_PART);
  const imagesOf = new Map(now.map(({ band, images }) => [band, images]));
  for (const { band, images } of before)
    for (let part = parts(imagesOf.get(band) ?? 0); part < parts(images); part++)
      await store.delete(joinUrl(run, skyKeys.images(band, part)));
}

function closed(band: string, held: OpenPart): Part {
  const part = Math.floor((held.images - 1) / IMAGES_PER_PART);
  return { band, part, text: held.lines.splice(0).join('') };
}
