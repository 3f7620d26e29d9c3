import { DEGREES_PER_RADIAN } from '../../shared/core/sphere/angle.ts';
import { lonLatToVector, separation as radians } from '../../shared/core/sphere/vector.ts';

/** Degrees between two positions. */
export const separation = (lon1: number, lat1: number, lon2: number, lat2: number): number =>
  radians(lonLatToVector(lon1, lat1), lonLatToVector(lon2, lat2)) * DEGREES_PER_RADIAN;
