import { createMask, type Mask } from 'sep-wasm';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';

/**
 * Calls `see` with every member pixel of every source: its index in the image, and the source's
 * row. What cleaning gave to a source lies out of its box and is left out.
 */
export function forMembers(scene: Scene, see: (pixel: number, row: number) => void): void {
  const { width, data: pixels } = scene.segments;
  const { xmin, xmax, ymin, ymax } = scene.objects;
  for (let row = 0; row < scene.rows; row++) {
    for (let y = ymin[row]!; y <= ymax[row]!; y++) {
      for (let pixel = y * width + xmin[row]!; pixel <= y * width + xmax[row]!; pixel++)
        if (pixels[pixel] === row + 1) see(pixel, row);
    }
  }
}

/** Member pixels that, their background put back, reach the saturation; undefined: none. */
export const saturatedPixels = once((scene: Scene): Mask | undefined => {
  const { width, height, data: pixels } = scene.measurement;
  const { saturation } = scene.facts;
  // the background is asked for only where a pixel comes near
  const { levels } = scene.fields.measurement.background;
  const highest = levels.reduce((most, level) => Math.max(most, Math.abs(level)), 0);
  const nearly = saturation - 2 * highest;
  if (scene.measurement.brightest() < nearly) return undefined;
  const places: number[] = [];
  forMembers(scene, (pixel) => {
    if (pixels[pixel]! >= nearly) places.push(pixel);
  });
  const x = Int32Array.from(places, (place) => place % width);
  const y = Int32Array.from(places, (place) => Math.floor(place / width));
  const backgrounds = scene.subtractedAt(x, y);
  const values = scene.measurement.data;
  const full = places.filter(
    (place, k) => values[place]! + backgrounds[k]! >= saturation * (1 - ROUNDING),
  );
  if (full.length === 0) return undefined;
  const mask = scene.hold(createMask(width, height));
  for (const place of full) mask.data[place] = 1;
  return mask;
});

/** 1 for a source with a saturated pixel. */
export const saturated = once((scene: Scene): Int16Array => {
  const found = new Int16Array(scene.rows);
  const pixels = saturatedPixels(scene)?.data;
  if (pixels)
    forMembers(scene, (pixel, row) => {
      if (pixels[pixel]) found[row] = 1;
    });
  return found;
});

/** What taking the background off in float32 leaves uncertain of a pixel, a part of its value. */
const ROUNDING = 1e-6;
