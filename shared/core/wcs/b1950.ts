import { DEGREES_PER_RADIAN, RADIANS_PER_DEGREE } from '../sphere/angle.ts';
import { transpose } from '../sphere/rotation.ts';
import { Aberration, aberrationVector, fk4ToFk5 } from './fk4.ts';

/**
 * Positions (deg) at equinox J2000 of FK5 and a Julian epoch, as they are in FK4 at the equinox
 * B1950, E-terms included; in place. As epoch SExtractor takes the header's equinox.
 */
export function j2000ToB1950(lon: Float64Array, lat: Float64Array, epoch = 2000): void {
  const n = lon.length;
  const matrix = transpose(fk4ToFk5(1950, epoch));
  const [x, y, z] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const [a, d] = [lon[i]! * RADIANS_PER_DEGREE, lat[i]! * RADIANS_PER_DEGREE];
    const v = [Math.cos(d) * Math.cos(a), Math.cos(d) * Math.sin(a), Math.sin(d)] as const;
    x[i] = matrix[0] * v[0] + matrix[1] * v[1] + matrix[2] * v[2];
    y[i] = matrix[3] * v[0] + matrix[4] * v[1] + matrix[5] * v[2];
    z[i] = matrix[6] * v[0] + matrix[7] * v[1] + matrix[8] * v[2];
  }
  new Aberration(aberrationVector(1950)).add(n, x, y, z);
  for (let i = 0; i < n; i++) {
    lon[i] = (Math.atan2(y[i]!, x[i]!) * DEGREES_PER_RADIAN + 360) % 360;
    lat[i] = Math.atan2(z[i]!, Math.hypot(x[i]!, y[i]!)) * DEGREES_PER_RADIAN;
  }
}
