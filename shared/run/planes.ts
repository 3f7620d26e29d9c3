import { skyKeys } from '../contracts/sky-map/keys.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { readRanges } from './ranges.ts';

/**
 * What is to be subtracted from an image: [a, b, c] of a + b (x − xc)/width + c (y − yc)/height.
 */
export type BackgroundPlane = readonly [number, number, number];

const BYTES_PER_PLANE = 24;

/** Planes in the order of the plan's images, three numbers each, as bytes. */
export function planesToBytes(planes: Float64Array): Uint8Array {
  const bytes = new Uint8Array(8 * planes.length);
  const view = new DataView(bytes.buffer);
  for (const [k, value] of planes.entries()) view.setFloat64(8 * k, value, true);
  return bytes;
}

/** The planes of some images. Throws NoSuchObject before match-background has been. */
export async function readPlanes(
  store: Store,
  run: string,
  places: readonly number[],
): Promise<BackgroundPlane[]> {
  const url = joinUrl(run, skyKeys.planes);
  const ranges = await readRanges(
    store,
    url,
    places.map((place) => ({ offset: BYTES_PER_PLANE * place, length: BYTES_PER_PLANE })),
  );
  return ranges.map((bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, BYTES_PER_PLANE);
    return [view.getFloat64(0, true), view.getFloat64(8, true), view.getFloat64(16, true)];
  });
}
