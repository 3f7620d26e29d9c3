import { setTimeout } from 'node:timers/promises';
import { keys } from '../../shared/contracts/keys.ts';
import { type Item, itemSchema } from '../../shared/contracts/lists.ts';
import { bytesOfColumns } from '../../shared/core/source-extractor/extractor-parameters.ts';
import { PACKED_NAME } from '../../shared/core/unpack/packing.ts';
import { bytes, count, counted } from '../../shared/pages/report/quantities.ts';
import { openImage } from '../../shared/run/open-image.ts';
import { readParameters } from '../../shared/run/parameters.ts';
import { readLines } from '../../shared/store/lines.ts';
import { storeSource } from '../../shared/store/source.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** Images whose headers are read. */
const SAMPLES = 16;
/** Milliseconds that are waited for a bucket or a server to say sizes. */
const PATIENCE_MS = 3000;
/** A packed file of more bytes is not unpacked to count its pixels. */
const UNPACKED_UP_TO = 4e6;
/** Bytes of a packed image for a pixel: 3 of floats, 1 and less of integers. */
const PACKED_BYTES = 2;
/** Pixels that are counted for each byte of a file, whatever its header claims. */
const MOST_PIXELS = 20;

/**
 * Bytes that are made, measured on 33 images of 2MASS, HST, Spitzer, ATLAS and EMMI: 0.72 to 0.82
 * of a picture for a pixel (0.18 where three quarters are no data), 360 of catalogue and regions
 * for a source and 560 of the merged catalogue, 40,000 for an image at all; 0.0002 to 0.0076
 * sources for a pixel, 0.001 in the median. Columns of .param come on top.
 */
const pictureBytes = { least: 0.18, usual: 0.8 };
const SOURCE = 920;
const sourceDensity = { usual: 0.001, most: 0.0076 };
const IMAGE = 40_000;

/** What detect-sources will leave on the disk. */
export interface PredictedDetections {
  text: string;
  /** bytes where stars crowd */
  most: number;
  /** bytes that it takes in any case */
  least: number;
}

/**
 * Predicts it from the pixels of some images of the list; undefined where these cannot be had soon.
 */
export async function predictDetections(
  { store, run }: { store: Store; run: string },
  items: number,
): Promise<PredictedDetections | undefined> {
  const stop = new AbortController();
  const late = setTimeout(PATIENCE_MS, undefined, { signal: stop.signal }).catch(() => undefined);
  const mean = await Promise.race([meanPixels(store, run, items).catch(() => undefined), late]);
  stop.abort();
  if (mean === undefined) return undefined;
  const pixels = mean * items;
  const { extractor } = await readParameters(store, run);
  const source = SOURCE + (extractor ? bytesOfColumns(extractor) : 0);
  const made = (picture: number, sources: number): number =>
    pixels * (picture + source * sources) + IMAGE * items;
  const most = made(pictureBytes.usual, sourceDensity.most);
  return {
    text: `${counted(items, 'image')} of ${megapixels(pixels)}: about ${bytes(made(pictureBytes.usual, sourceDensity.usual))} of catalogues and pictures, up to ${bytes(most)} where stars crowd`,
    most,
    least: made(pictureBytes.least, 0),
  };
}

const megapixels = (pixels: number): string => {
  const millions = pixels / 1e6;
  return `${millions < 100 ? Number(millions.toPrecision(3)) : count(millions)} megapixels`;
};

/** Of images evenly spread over the list, those that can be read. */
async function meanPixels(store: Store, run: string, items: number): Promise<number | undefined> {
  const stride = Math.max(1, Math.ceil(items / SAMPLES));
  const sample: Item[] = [];
  let place = 0;
  for await (const line of readLines(store, joinUrl(run, keys.list)))
    if (line !== '' && place++ % stride === 0) sample.push(itemSchema.parse(JSON.parse(line)));
  const read = await Promise.allSettled(sample.map((item) => pixelsOf(store, item)));
  const pixels = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return pixels.length === 0 ? undefined : pixels.reduce((a, b) => a + b) / pixels.length;
}

/**
 * Of all that is searched of a file, as far as it has bytes for them; throws where it cannot be
 * read.
 */
async function pixelsOf(store: Store, { uri, hdu }: Item): Promise<number> {
  const head = await store.head(uri);
  if (!head) throw new Error(`${uri} is not there`);
  if (PACKED_NAME.test(uri) && head.size > UNPACKED_UP_TO) return head.size / PACKED_BYTES;
  const { planes } = await openImage(storeSource(store, head), hdu);
  const claimed = planes.map(({ science: { shape } }) => (shape[0] ?? 0) * (shape[1] ?? 0));
  return Math.min(
    MOST_PIXELS * head.size,
    claimed.reduce((sum, pixels) => sum + pixels, 0),
  );
}
