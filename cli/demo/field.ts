import { seededRandom } from '../../shared/core/random.ts';
import { toRadians } from '../../shared/core/sphere/angle.ts';
import { randomMagnitude } from './magnitudes.ts';

/** A star (size 0) or a galaxy on the demonstration's sky. */
export interface DemoSource {
  /** degrees, ICRS */
  ra: number;
  dec: number;
  /** AB */
  magnitude: number;
  /** scale length of an exponential disc, arcsec */
  size: number;
  /** minor over major axis */
  axisRatio: number;
  /** position angle of the major axis, radians from +x towards +y of the image */
  angle: number;
}

/** The middle of the demonstration's sky, degrees. */
export const centre = { ra: 202.47, dec: 47.2 };

/** Half the side of the square that is filled, degrees. */
const REACH = 0.03;

/**
 * A seeded field: stars whose numbers grow by 10^0.25 a magnitude, a cluster of them in the middle,
 * and galaxies.
 */
export function makeField(seed: number): DemoSource[] {
  const random = seededRandom(seed);
  const { uniform, normal } = random;
  const cosDec = Math.cos(toRadians(centre.dec));
  const anywhere = () => ({
    ra: centre.ra + ((2 * uniform() - 1) * REACH) / cosDec,
    dec: centre.dec + (2 * uniform() - 1) * REACH,
  });
  const inCluster = () => ({
    ra: centre.ra + (normal() * 0.003) / cosDec,
    dec: centre.dec + normal() * 0.003,
  });
  const star = (place: { ra: number; dec: number }): DemoSource => ({
    ...place,
    magnitude: randomMagnitude(random, 17, 26, 0.25),
    size: 0,
    axisRatio: 1,
    angle: 0,
  });
  const galaxy = (): DemoSource => ({
    ...anywhere(),
    magnitude: randomMagnitude(random, 18.5, 25, 0.35),
    size: 0.1 + 0.5 * uniform() ** 2,
    axisRatio: 0.25 + 0.75 * uniform(),
    angle: Math.PI * uniform(),
  });
  return [
    ...Array.from({ length: 2500 }, () => star(anywhere())),
    ...Array.from({ length: 700 }, () => star(inCluster())),
    ...Array.from({ length: 500 }, galaxy),
  ];
}
