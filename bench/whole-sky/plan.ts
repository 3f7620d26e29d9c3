import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { planBand } from '../../functions/plan-sky/plan-band.ts';
import { keys } from '../../shared/contracts/keys.ts';
import type { SkyDepth } from '../../shared/contracts/sky-map/band-plan.ts';
import type { PlannedImage } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { squareBorder } from '../../shared/core/plan/outline.ts';
import { toRadians } from '../../shared/core/sphere/angle.ts';
import { lonLatToVector, type Vector, vectorToLonLat } from '../../shared/core/sphere/vector.ts';
import { writeImageParts } from '../../shared/run/plan/image-parts.ts';
import { fileStore } from '../../shared/store/file.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { BAND, madeImage } from './made-image.ts';

const [width, height] = [512, 1024];
/** Of an image's height and width, what neighbours share. */
const shared = { along: 0.08, across: 0.1 };

/**
 * Images of 1″ in rows along the declination, overlapping; when the sky is full, once more between
 * those that are there, as repeats are.
 */
async function* sky(count: number): AsyncGenerator<PlannedImage> {
  const [u, v] = [toRadians(width / 3600), toRadians(height / 3600)];
  const rows = Math.floor(Math.PI / (v * (1 - shared.along)));
  for (let made = 0, row = 0; made < count; row++) {
    const layer = Math.floor(row / rows);
    const dec = -90 + (((row % rows) + 0.5 + 0.5 * (layer % 2)) * 180) / rows;
    const around = Math.ceil((2 * Math.PI * Math.cos(toRadians(dec))) / (u * (1 - shared.across)));
    for (let k = 0; k < around && made < count; k++, made++)
      yield image(made, (360 * (k + ((row * 0.37) % 1))) / around, dec, u, v);
  }
}

function image(place: number, ra: number, dec: number, u: number, v: number): PlannedImage {
  const [x, y, z] = lonLatToVector(ra, dec);
  const [a, d] = [toRadians(ra), toRadians(dec)];
  const at = (across: number, up: number): Vector => [
    x - (across / 2) * u * Math.sin(a) - (up / 2) * v * Math.sin(d) * Math.cos(a),
    y + (across / 2) * u * Math.cos(a) - (up / 2) * v * Math.sin(d) * Math.sin(a),
    z + (up / 2) * v * Math.cos(d),
  ];
  const around = squareBorder.map(([right, up]) =>
    vectorToLonLat(...at(2 * right - 1, 2 * up - 1)),
  );
  const footprint = { ra: around.map(([lon]) => lon), dec: around.map(([, lat]) => lat) };
  return madeImage(place, { width, height, centre: { ra, dec }, footprint, frame: null });
}

/** Where the run of so many images stands, and the room it takes; in this machine's own folder. */
const place = (count: number): string => join(tmpdir(), `starfan-plan-${count}`);

/** Writes what the plan of a band of so many images of 2MASS's shape is made from. */
export async function writePlanned(count: number): Promise<void> {
  const [store, run] = [fileStore(), pathToFileURL(place(count)).href];
  await store.put(joinUrl(run, keys.parameters), JSON.stringify({ sky: {} }));
  const bands = await writeImageParts(store, run, sky(count), () => {});
  const depth: SkyDepth = {
    ...{
      order: 9,
      middle: 1,
      plateOrder: 0,
      unweighted: [],
      warnings: [],
      newest: '',
      unread: null,
    },
  };
  await store.put(joinUrl(run, skyKeys.depth), JSON.stringify(depth));
  if (bands.length !== 1) throw new Error('one band is planned');
}

/** The plan of a band as it is made, reading and writing included. Answers what came of it. */
export async function planWholeBand(count: number): Promise<Record<string, number>> {
  const run = pathToFileURL(place(count)).href;
  const { images, pairs, plates } = await planBand(fileStore(), run, BAND);
  return { images, pairs, plates };
}

/** Removes what both have written. */
export const removePlanned = (count: number): void =>
  rmSync(place(count), { recursive: true, force: true });
