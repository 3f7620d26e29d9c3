import { parameterTable } from './table.ts';

/** Error ellipses of positions. */
export const positionErrorParameters = parameterTable(`
  ERRX2_IMAGE    | D | E18.10 | pixel**2    | stat.variance;pos.errorEllipse;instr.det                 | positionError | position error: variance along x
  ERRY2_IMAGE    | D | E18.10 | pixel**2    | stat.variance;pos.errorEllipse;instr.det                 | positionError | position error: variance along y
  ERRXY_IMAGE    | D | E18.10 | pixel**2    | stat.covariance;pos.errorEllipse;instr.det               | positionError | position error: covariance of x and y
  ERRX2_WORLD    | D | E18.10 | deg**2      | stat.variance;pos.errorEllipse                           | positionError | position error: variance along x, world
  ERRY2_WORLD    | D | E18.10 | deg**2      | stat.variance;pos.errorEllipse                           | positionError | position error: variance along y, world
  ERRXY_WORLD    | D | E18.10 | deg**2      | stat.covariance;pos.errorEllipse                         | positionError | position error: covariance of x and y, world
  ERRCXX_IMAGE   | E | G12.7  | pixel**(-2) | src.impactParam;pos.errorEllipse;instr.det               | positionError | position error: ellipse coefficient of dx2
  ERRCYY_IMAGE   | E | G12.7  | pixel**(-2) | src.impactParam;pos.errorEllipse;instr.det               | positionError | position error: ellipse coefficient of dy2
  ERRCXY_IMAGE   | E | G12.7  | pixel**(-2) | src.impactParam;pos.errorEllipse;instr.det               | positionError | position error: ellipse coefficient of dx dy
  ERRCXX_WORLD   | E | G12.7  | deg**(-2)   | src.impactParam;pos.errorEllipse                         | positionError | position error: ellipse coefficient of dx2, world
  ERRCYY_WORLD   | E | G12.7  | deg**(-2)   | src.impactParam;pos.errorEllipse                         | positionError | position error: ellipse coefficient of dy2, world
  ERRCXY_WORLD   | E | G12.7  | deg**(-2)   | src.impactParam;pos.errorEllipse                         | positionError | position error: ellipse coefficient of dx dy, world
  ERRA_IMAGE     | E | F9.5   | pixel       | stat.stdev;stat.max;pos.errorEllipse;instr.det;meta.main | positionError | position error: rms along the major axis
  ERRB_IMAGE     | E | F9.5   | pixel       | stat.stdev;stat.min;pos.errorEllipse;instr.det;meta.main | positionError | position error: rms along the minor axis
  ERRTHETA_IMAGE | E | F6.2   | deg         | pos.posAng;pos.errorEllipse;instr.det;meta.main          | positionError | position error: angle of the major axis from x
  ERRA_WORLD     | E | G12.7  | deg         | stat.stdev;stat.max;pos.errorEllipse;meta.main           | positionError | position error: rms along the major axis, world
  ERRB_WORLD     | E | G12.7  | deg         | stat.stdev;stat.min;pos.errorEllipse;meta.main           | positionError | position error: rms along the minor axis, world
  ERRTHETA_WORLD | E | F6.2   | deg         | pos.posAng;pos.errorEllipse                              | positionError | position error: angle of the major axis from x, world
  ERRTHETA_SKY   | E | F6.2   | deg         | pos.posAng;pos.errorEllipse                              | positionError | position error: angle of the major axis, east of north, native sky
  ERRTHETA_J2000 | E | F6.2   | deg         | pos.posAng;pos.errorEllipse;meta.main                    | positionError | position error: angle of the major axis, east of north, J2000
  ERRTHETA_B1950 | E | F6.2   | deg         | pos.posAng;pos.errorEllipse                              | positionError | position error: angle of the major axis, east of north, B1950
`);
