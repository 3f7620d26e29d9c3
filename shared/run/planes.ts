import { skyKeys } from '../contracts/sky-map/keys.ts';
import { IMAGES_PER_PART, partOf } from '../contracts/sky-map/plan.ts';
import { ahead } from '../store/ahead.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { readRangesOfParts } from './ranges.ts';

/**
 * What is to be subtracted from an image: [a, b, c] of a + b (x − xc)/width + c (y − yc)/height.
 */
export type BackgroundPlane = readonly [number, number, number];

const BYTES_PER_PLANE = 24;

/** parts on their way up at the same time */
const PUTS_AT_ONCE = 32;

/** Writes the planes of a band's images, three numbers each, in parts as the images have them. */
export async function writePlanes(
  store: Store,
  run: string,
  band: string,
  planes: Float64Array,
): Promise<void> {
  const most = 3 * IMAGES_PER_PART;
  const parts = new Array(Math.ceil(planes.length / most)).keys();
  const put = (part: number) =>
    store.put(
      joinUrl(run, skyKeys.planes(band, part)),
      planesToBytes(planes.subarray(part * most, (part + 1) * most)),
    );
  for await (const _ of ahead(parts, PUTS_AT_ONCE, put));
}

function planesToBytes(planes: Float64Array): Uint8Array {
  const bytes = new Uint8Array(8 * planes.length);
  const view = new DataView(bytes.buffer);
  for (const [k, value] of planes.entries()) view.setFloat64(8 * k, value, true);
  return bytes;
}

/** The planes of some images of a band. Throws NoSuchObject before match-background has been. */
export async function readPlanes(
  store: Store,
  run: string,
  band: string,
  places: readonly number[],
): Promise<BackgroundPlane[]> {
  const ranges = await readRangesOfParts(
    store,
    places.map((place) => ({
      url: joinUrl(run, skyKeys.planes(band, partOf(place))),
      offset: BYTES_PER_PLANE * (place % IMAGES_PER_PART),
      length: BYTES_PER_PLANE,
    })),
  );
  return ranges.map((bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, BYTES_PER_PLANE);
    return [view.getFloat64(0, true), view.getFloat64(8, true), view.getFloat64(16, true)];
  });
}
