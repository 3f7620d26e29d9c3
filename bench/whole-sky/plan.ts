import { overlapGroups } from '../../shared/core/plan/groups.ts';
import { squareBorder } from '../../shared/core/plan/outline.ts';
import { planSkyMap } from '../../shared/core/plan/plan.ts';
import { SkyImages } from '../../shared/core/plan/sky-images.ts';
import { toRadians } from '../../shared/core/sphere/angle.ts';
import { lonLatToVector, type Vector, vectorToLonLat } from '../../shared/core/sphere/vector.ts';

const [width, height] = [512, 1024];
/** Of an image's height and width, what neighbours share. */
const shared = { along: 0.08, across: 0.1 };

/** Images of 1″ in rows along the declination, overlapping, over the part of the sky they fill. */
function* sky(count: number) {
  const [u, v] = [toRadians(width / 3600), toRadians(height / 3600)];
  const rows = Math.floor(Math.PI / (v * (1 - shared.along)));
  for (let row = 0, made = 0; row < rows && made < count; row++) {
    const dec = -90 + ((row + 0.5) * 180) / rows;
    const around = Math.ceil((2 * Math.PI * Math.cos(toRadians(dec))) / (u * (1 - shared.across)));
    for (let k = 0; k < around && made < count; k++, made++)
      yield image((360 * (k + ((row * 0.37) % 1))) / around, dec, u, v);
  }
}

function image(ra: number, dec: number, u: number, v: number) {
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
  return {
    ...{ band: 'J', width, height, pixelScale: 1, centre: { ra, dec } },
    footprint: { ra: around.map(([lon]) => lon), dec: around.map(([, lat]) => lat) },
  };
}

/**
 * What a plan decides of a band of so many images of 2MASS's shape. Nothing is read or written.
 * Answers what came of it.
 */
export function planWholeSky(count: number): Record<string, number> {
  const images = new SkyImages('equatorial');
  for (const one of sky(count)) images.add(one);
  const plan = planSkyMap(images);
  let groups = 0;
  for (const _ of overlapGroups(images.images, plan.pairs)) groups++;
  return { pairs: plan.pairs.length, plates: plan.plates.length, groups };
}
