import { parameterTable } from './table.ts';

/** Moments and ellipses. */
export const shapes = parameterTable(`
  BACKGROUND  | E | G12.7  | count       | instr.skyLevel                         | shape | background at the barycentre
  X2_IMAGE    | D | E18.10 | pixel**2    | src.impactParam;instr.det              | shape | variance along x
  Y2_IMAGE    | D | E18.10 | pixel**2    | src.impactParam;instr.det              | shape | variance along y
  XY_IMAGE    | D | E18.10 | pixel**2    | src.impactParam;instr.det              | shape | covariance of x and y
  X2_WORLD    | D | E18.10 | deg**2      | src.impactParam                        | shape | variance along x, world
  Y2_WORLD    | D | E18.10 | deg**2      | src.impactParam                        | shape | variance along y, world
  XY_WORLD    | D | E18.10 | deg**2      | src.impactParam                        | shape | covariance of x and y, world
  CXX_IMAGE   | E | E15.7  | pixel**(-2) | src.impactParam;instr.det              | shape | ellipse coefficient of dx2
  CYY_IMAGE   | E | E15.7  | pixel**(-2) | src.impactParam;instr.det              | shape | ellipse coefficient of dy2
  CXY_IMAGE   | E | E15.7  | pixel**(-2) | src.impactParam;instr.det              | shape | ellipse coefficient of dx dy
  CXX_WORLD   | E | E15.7  | deg**(-2)   | src.impactParam                        | shape | ellipse coefficient of dx2, world
  CYY_WORLD   | E | E15.7  | deg**(-2)   | src.impactParam                        | shape | ellipse coefficient of dy2, world
  CXY_WORLD   | E | E15.7  | deg**(-2)   | src.impactParam                        | shape | ellipse coefficient of dx dy, world
  A_IMAGE     | E | F9.3   | pixel       | phys.size.smajAxis;instr.det;meta.main | shape | rms along the major axis
  B_IMAGE     | E | F9.3   | pixel       | phys.size.sminAxis;instr.det;meta.main | shape | rms along the minor axis
  THETA_IMAGE | E | F6.2   | deg         | pos.posAng;instr.det;meta.main         | shape | angle of the major axis from x
  A_WORLD     | E | G12.7  | deg         | phys.size.smajAxis;meta.main           | shape | rms along the major axis, world
  B_WORLD     | E | G12.7  | deg         | phys.size.sminAxis;meta.main           | shape | rms along the minor axis, world
  THETA_WORLD | E | F6.2   | deg         | pos.posAng                             | shape | angle of the major axis from x, world
  THETA_SKY   | E | F6.2   | deg         | pos.posAng                             | shape | angle of the major axis, east of north, native sky
  THETA_J2000 | E | F6.2   | deg         | pos.posAng;meta.main                   | shape | angle of the major axis, east of north, J2000
  THETA_B1950 | E | F6.2   | deg         | pos.posAng                             | shape | angle of the major axis, east of north, B1950
  ELONGATION  | E | F8.3   |             | src.ellipticity;arith.ratio;instr.det  | shape | A / B
  ELLIPTICITY | E | F8.3   |             | src.ellipticity;instr.det              | shape | 1 - B / A
  POLAR_IMAGE | E | F7.5   |             | src.ellipticity;instr.det              | shape | (A2 - B2) / (A2 + B2)
  POLAR_WORLD | E | F7.5   |             | src.ellipticity                        | shape | (A2 - B2) / (A2 + B2), world
`);
