import type { Failure, Item } from '../../shared/contracts/lists.ts';
import { type ImageRef, type PlannedImage, skyKeys } from '../../shared/contracts/sky-map.ts';
import type { ImageOutline } from '../../shared/core/plan/image-outline.ts';
import { readImageLedger } from '../../shared/lambda/image-ledger.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { type BandScales, newScales, scaleWarnings } from './band-scales.ts';

/** What is kept of an image while the sky is planned; the rest stays in plan/images.jsonl. */
export interface ImageToPlan extends ImageOutline {
  ref: ImageRef;
  line: Item['line'];
  uri: string;
}

/**
 * Writes plan/images.jsonl, all pictures in the order of the list, and answers their outlines. Those whose pixels cannot be averaged with
 * their band's are failures; `unread` is the first one whose header could not be used.
 */
export async function imagesToPlan(
  store: Store,
  run: string,
): Promise<{
  images: ImageToPlan[];
  failures: Failure[];
  warnings: string[];
  unread: Failure | undefined;
}> {
  const images: ImageToPlan[] = [];
  const failures: Failure[] = [];
  let unread: Failure | undefined;
  const scalesOf = new Map<string, BandScales>();
  let offset = 0;

  async function* lines() {
    for await (const { lines: read } of readImageLedger(store, run)) {
      for (const { images: pictures, failure } of read) {
        unread ??= failure;
        for (const picture of pictures) {
          const scales = scalesOf.get(picture.band) ?? newScales(picture);
          scalesOf.set(picture.band, scales);
          if (picture.unit !== scales.unit) {
            failures.push(differentUnit(picture, scales.unit));
            continue;
          }
          scales.add(picture);
          const line = `${JSON.stringify(picture)}\n`;
          const length = Buffer.byteLength(line);
          images.push(outlineOf(picture, [images.length, offset, length]));
          offset += length;
          yield line;
        }
      }
    }
  }
  await store.putStream(joinUrl(run, skyKeys.images), lines());
  return { images, failures, warnings: scaleWarnings(scalesOf), unread };
}

const outlineOf = (picture: PlannedImage, ref: ImageRef): ImageToPlan => ({
  name: picture.item.name,
  band: picture.band,
  width: picture.width,
  height: picture.height,
  pixelScale: picture.pixelScale,
  footprint: { ra: Float64Array.from(picture.footprint.ra), dec: Float64Array.from(picture.footprint.dec) },
  centre: picture.centre,
  line: picture.item.line,
  uri: picture.item.uri,
  ref,
});

const differentUnit = ({ band, unit, item }: PlannedImage, others: string): Failure => ({
  line: item.line,
  uri: item.uri,
  stage: 'plan',
  error: 'DifferentUnit',
  message: `BUNIT is '${unit}', that of band ${band} '${others}': they cannot be averaged. Convert it, or give it a band of its own`,
  keyword: 'BUNIT',
});
