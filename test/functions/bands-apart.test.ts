import { describe, expect, it } from 'vitest';
import type { Store } from '../../shared/store/store.ts';
import type { Frame } from '../end-to-end/sky/frames.ts';
import { urlOf } from '../run/run-objects.ts';
import { drawnSky } from './mapped-sky.ts';

const frame = (ra: number, level: number, band: string): Frame => ({
  ...{ ra, dec: 3, band, width: 60, height: 60, scale: 30 },
  value: (x, y) => level + 3 * Math.sin(200 * x) + 2 * Math.cos(150 * y),
});

/** Overlapping images of three bands, in turn in the list as a survey has them. */
const frames: Record<string, Frame> = Object.fromEntries(
  [45, 45.2, 45.4].flatMap((ra, k) =>
    ['J', 'H', 'K'].map((band, n) => [`${band}${k}`, frame(ra, 100 * n + 7 * k, band)]),
  ),
);

/** What the stages made of a band: tiles, their histograms and images, pictures. */
async function productsOf(store: Store, band: string): Promise<Record<string, string>> {
  const products: Record<string, string> = {};
  for (const folder of ['tiles', 'histograms', 'hips']) {
    for await (const { url } of store.list(`${urlOf(`${folder}/${band}`)}/`))
      products[url] = Buffer.from(await store.get(url)).toString('base64');
  }
  return products;
}

describe('the products of a band', () => {
  it.each(['J', 'H', 'K'])('are the same alone as beside two others: %s', async (band) => {
    const options = { order: 4, fits: true };
    const beside = await productsOf(await drawnSky(frames, options), band);
    const own = Object.entries(frames).filter(([, one]) => one.band === band);
    const alone = await productsOf(await drawnSky(Object.fromEntries(own), options), band);
    expect(Object.keys(alone).length).toBeGreaterThan(4);
    expect(alone).toEqual(beside);
  });
});
