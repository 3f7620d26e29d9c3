import {
  axisAngle,
  ellipseOf,
  MIN_ON_SKY,
  type Moments,
  momentsOnSky,
} from '../measured/moments.ts';
import {
  isLatitudeFirst,
  type Jacobians,
  jacobiansOf,
  measurementWcs,
  turnOfNorth,
} from '../measured/world.ts';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import type { ColumnValues } from './by-name.ts';

/** Where moments are measured, pixels from 0. */
export interface Centres {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** How the sky lies at places: the moments of light and their errors share it. */
export interface Frames {
  jacobians(scene: Scene): Jacobians;
  /** see turnOfNorth */
  turns: Record<'J2000' | 'B1950', (scene: Scene) => Float64Array>;
}

/** Those at centres, each computed once a scene. */
export function framesAt(centresOf: (scene: Scene) => Centres): Frames {
  const turnOf = (frame: 'J2000' | 'B1950') =>
    once((scene: Scene) => {
      const { x, y } = centresOf(scene);
      return turnOfNorth(scene, x, y, frame);
    });
  return {
    jacobians: once((scene) => {
      const { x, y } = centresOf(scene);
      return jacobiansOf(scene, x, y);
    }),
    turns: { J2000: turnOf('J2000'), B1950: turnOf('B1950') },
  };
}

/**
 * The columns of an ellipse in pixels and on the sky: with '' X2_IMAGE … THETA_B1950, with 'ERR'
 * and 'WIN' ERRX2WIN_IMAGE … of the same kind.
 */
export function ellipseColumns(
  before: '' | 'ERR',
  after: '' | 'WIN',
  momentsOf: (scene: Scene) => Moments,
  { jacobians, turns }: Frames,
): Record<string, ColumnValues> {
  const name = (what: string, frame: string) => `${before}${what}${after}_${frame}`;
  const image = once((scene: Scene) => ellipseOf(momentsOf(scene)));
  const sky = once((scene: Scene) => momentsOnSky(momentsOf(scene), jacobians(scene)));
  const world = once((scene: Scene) => ellipseOf(sky(scene), MIN_ON_SKY));
  // without a WCS no direction is north
  const toNorth = (scene: Scene) => {
    if (!measurementWcs(scene)) return new Float64Array(scene.rows);
    const { theta } = world(scene);
    return isLatitudeFirst(scene) ? theta : theta.map((angle) => axisAngle(90 - angle));
  };
  const frames: Record<string, ColumnValues> = {};
  for (const [frame, moments, ellipse] of [
    ['IMAGE', momentsOf, image],
    ['WORLD', sky, world],
  ] as const) {
    frames[name('X2', frame)] = (scene) => moments(scene).x2;
    frames[name('Y2', frame)] = (scene) => moments(scene).y2;
    frames[name('XY', frame)] = (scene) => moments(scene).xy;
    frames[name('CXX', frame)] = (scene) => ellipse(scene).cxx;
    frames[name('CYY', frame)] = (scene) => ellipse(scene).cyy;
    frames[name('CXY', frame)] = (scene) => ellipse(scene).cxy;
    frames[name('A', frame)] = (scene) => ellipse(scene).a;
    frames[name('B', frame)] = (scene) => ellipse(scene).b;
    frames[name('THETA', frame)] = (scene) => ellipse(scene).theta;
    if (before === 'ERR') continue;
    frames[`POLAR${after}_${frame}`] = (scene) => {
      const { a, b } = ellipse(scene);
      return a.map((major, row) => polarity(major ** 2, b[row]! ** 2));
    };
  }
  frames[name('THETA', 'SKY')] = toNorth;
  for (const frame of ['J2000', 'B1950'] as const)
    frames[name('THETA', frame)] = (scene) => {
      const angles = turns[frame](scene);
      return toNorth(scene).map((theta, row) => axisAngle(theta + angles[row]!));
    };
  return frames;
}

const polarity = (a2: number, b2: number): number => (a2 + b2 > 0 ? (a2 - b2) / (a2 + b2) : 0);
