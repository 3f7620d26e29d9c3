import { parameterTable } from './table.ts';

/** Places, in pixels and on the sky. */
export const positions = parameterTable(`
  XPEAK_IMAGE     | J | I10    | pixel   | pos.cartesian.x                                    | peak     | x of the brightest pixel
  YPEAK_IMAGE     | J | I10    | pixel   | pos.cartesian.y                                    | peak     | y of the brightest pixel
  XPEAK_FOCAL     | D | E18.10 |         | pos.cartesian.x                                    | peak     | x of the brightest pixel, focal plane
  YPEAK_FOCAL     | D | E18.10 |         | pos.cartesian.y                                    | peak     | y of the brightest pixel, focal plane
  XPEAK_WORLD     | D | E18.10 | deg     | pos.eq.ra                                          | peak     | x of the brightest pixel, world
  YPEAK_WORLD     | D | E18.10 | deg     | pos.eq.dec                                         | peak     | y of the brightest pixel, world
  ALPHAPEAK_SKY   | D | F11.7  | deg     | pos.eq.ra                                          | peak     | right ascension of the brightest pixel, native sky
  DELTAPEAK_SKY   | D | F11.7  | deg     | pos.eq.dec                                         | peak     | declination of the brightest pixel, native sky
  ALPHAPEAK_J2000 | D | F11.7  | deg     | pos.eq.ra                                          | peak     | right ascension of the brightest pixel, J2000
  DELTAPEAK_J2000 | D | F11.7  | deg     | pos.eq.dec                                         | peak     | declination of the brightest pixel, J2000
  ALPHAPEAK_B1950 | D | F11.7  | deg     | pos.eq.ra                                          | peak     | right ascension of the brightest pixel, B1950
  DELTAPEAK_B1950 | D | F11.7  | deg     | pos.eq.dec                                         | peak     | declination of the brightest pixel, B1950
  X_IMAGE         | E | F11.4  | pixel   | pos.cartesian.x;pos.barycenter;instr.det;meta.main | position | x of the barycentre
  Y_IMAGE         | E | F11.4  | pixel   | pos.cartesian.y;pos.barycenter;instr.det;meta.main | position | y of the barycentre
  X_IMAGE_DBL     | D | F11.4  | pixel   | pos.cartesian.x;pos.barycenter;instr.det           | position | x of the barycentre, double precision
  Y_IMAGE_DBL     | D | F11.4  | pixel   | pos.cartesian.y;pos.barycenter;instr.det           | position | y of the barycentre, double precision
  X_FOCAL         | D | E18.10 |         | pos.cartesian.x                                    | position | x of the barycentre, focal plane
  Y_FOCAL         | D | E18.10 |         | pos.cartesian.y                                    | position | y of the barycentre, focal plane
  X_WORLD         | D | E18.10 | deg     | pos.eq.ra                                          | position | x of the barycentre, world
  Y_WORLD         | D | E18.10 | deg     | pos.eq.dec                                         | position | y of the barycentre, world
  X_MAMA          | D | F8.1   | m**(-6) | pos.cartesian.x;instr.det;pos.barycenter           | position | x of the barycentre on the MAMA
  Y_MAMA          | D | F8.1   | m**(-6) | pos.cartesian.y;instr.det;pos.barycenter           | position | y of the barycentre on the MAMA
  ALPHA_SKY       | D | F11.7  | deg     | pos.eq.ra;pos.barycenter                           | position | right ascension of the barycentre, native sky
  DELTA_SKY       | D | F11.7  | deg     | pos.eq.dec;pos.barycenter                          | position | declination of the barycentre, native sky
  ALPHA_J2000     | D | F11.7  | deg     | pos.eq.ra;pos.barycenter;meta.main                 | position | right ascension of the barycentre, J2000
  DELTA_J2000     | D | F11.7  | deg     | pos.eq.dec;pos.barycenter;meta.main                | position | declination of the barycentre, J2000
  ALPHA_B1950     | D | F11.7  | deg     | pos.eq.ra;pos.barycenter                           | position | right ascension of the barycentre, B1950
  DELTA_B1950     | D | F11.7  | deg     | pos.eq.dec;pos.barycenter                          | position | declination of the barycentre, B1950
`);
