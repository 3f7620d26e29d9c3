import { parameterTable } from './table.ts';

/** What a Gaussian window measures. */
export const windowedParameters = parameterTable(`
  FLUX_WIN          | E | G12.7  | count       | phot.flux                                      | windowed | flux under a Gaussian window
  FLUXERR_WIN       | E | G12.7  | count       | stat.stdev;phot.flux                           | windowed | error of the flux under a Gaussian window
  MAG_WIN           | E | F8.4   | mag         | phot.mag                                       | windowed | magnitude under a Gaussian window
  MAGERR_WIN        | E | F8.4   | mag         | stat.stdev;phot.mag                            | windowed | error of the magnitude under a Gaussian window
  SNR_WIN           | E | G10.4  |             | stat.snr                                       | windowed | signal-to-noise under the Gaussian window
  XWIN_IMAGE        | D | F11.4  | pixel       | pos.cartesian.x;instr.det                      | windowed | x of the windowed centre
  YWIN_IMAGE        | D | F11.4  | pixel       | pos.cartesian.y;instr.det                      | windowed | y of the windowed centre
  XWIN_FOCAL        | D | E18.10 |             | pos.cartesian.x                                | windowed | x of the windowed centre, focal plane
  YWIN_FOCAL        | D | E18.10 |             | pos.cartesian.y                                | windowed | y of the windowed centre, focal plane
  XWIN_WORLD        | D | E18.10 | deg         | pos.eq.ra                                      | windowed | x of the windowed centre, world
  YWIN_WORLD        | D | E18.10 | deg         | pos.eq.dec                                     | windowed | y of the windowed centre, world
  ALPHAWIN_SKY      | D | F11.7  | deg         | pos.eq.ra                                      | windowed | right ascension of the windowed centre, native sky
  DELTAWIN_SKY      | D | F11.7  | deg         | pos.eq.dec                                     | windowed | declination of the windowed centre, native sky
  ALPHAWIN_J2000    | D | F11.7  | deg         | pos.eq.ra                                      | windowed | right ascension of the windowed centre, J2000
  DELTAWIN_J2000    | D | F11.7  | deg         | pos.eq.dec                                     | windowed | declination of the windowed centre, J2000
  ALPHAWIN_B1950    | D | F11.7  | deg         | pos.eq.ra                                      | windowed | right ascension of the windowed centre, B1950
  DELTAWIN_B1950    | D | F11.7  | deg         | pos.eq.dec                                     | windowed | declination of the windowed centre, B1950
  X2WIN_IMAGE       | D | E18.10 | pixel**2    | src.impactParam;instr.det                      | windowed | windowed variance along x
  Y2WIN_IMAGE       | D | E18.10 | pixel**2    | src.impactParam;instr.det                      | windowed | windowed variance along y
  XYWIN_IMAGE       | D | E18.10 | pixel**2    | src.impactParam;instr.det                      | windowed | windowed covariance of x and y
  X2WIN_WORLD       | D | E18.10 | deg**2      | src.impactParam                                | windowed | windowed variance along x, world
  Y2WIN_WORLD       | D | E18.10 | deg**2      | src.impactParam                                | windowed | windowed variance along y, world
  XYWIN_WORLD       | D | E18.10 | deg**2      | src.impactParam                                | windowed | windowed covariance of x and y, world
  CXXWIN_IMAGE      | E | E15.7  | pixel**(-2) | src.impactParam;instr.det                      | windowed | windowed ellipse coefficient of dx2
  CYYWIN_IMAGE      | E | E15.7  | pixel**(-2) | src.impactParam;instr.det                      | windowed | windowed ellipse coefficient of dy2
  CXYWIN_IMAGE      | E | E15.7  | pixel**(-2) | src.impactParam;instr.det                      | windowed | windowed ellipse coefficient of dx dy
  CXXWIN_WORLD      | E | E15.7  | deg**(-2)   | src.impactParam                                | windowed | windowed ellipse coefficient of dx2, world
  CYYWIN_WORLD      | E | E15.7  | deg**(-2)   | src.impactParam                                | windowed | windowed ellipse coefficient of dy2, world
  CXYWIN_WORLD      | E | E15.7  | deg**(-2)   | src.impactParam                                | windowed | windowed ellipse coefficient of dx dy, world
  AWIN_IMAGE        | E | F9.3   | pixel       | phys.size.smajAxis;instr.det                   | windowed | windowed rms along the major axis
  BWIN_IMAGE        | E | F9.3   | pixel       | phys.size.sminAxis;instr.det                   | windowed | windowed rms along the minor axis
  THETAWIN_IMAGE    | E | F6.2   | deg         | pos.posAng;instr.det                           | windowed | windowed angle of the major axis from x
  AWIN_WORLD        | E | G12.7  | deg         | phys.size.smajAxis                             | windowed | windowed rms along the major axis, world
  BWIN_WORLD        | E | G12.7  | deg         | phys.size.sminAxis                             | windowed | windowed rms along the minor axis, world
  THETAWIN_WORLD    | E | F6.2   | deg         | pos.posAng                                     | windowed | windowed angle of the major axis from x, world
  THETAWIN_SKY      | E | F6.2   | deg         | pos.posAng                                     | windowed | windowed angle of the major axis, east of north, native sky
  THETAWIN_J2000    | E | F6.2   | deg         | pos.posAng                                     | windowed | windowed angle of the major axis, east of north, J2000
  THETAWIN_B1950    | E | F6.2   | deg         | pos.posAng                                     | windowed | windowed angle of the major axis, east of north, B1950
  ERRX2WIN_IMAGE    | D | E18.10 | pixel**2    | stat.variance;pos.errorEllipse;instr.det       | windowed | position error: windowed variance along x
  ERRY2WIN_IMAGE    | D | E18.10 | pixel**2    | stat.variance;pos.errorEllipse;instr.det       | windowed | position error: windowed variance along y
  ERRXYWIN_IMAGE    | D | E18.10 | pixel**2    | stat.covariance;pos.errorEllipse;instr.det     | windowed | position error: windowed covariance of x and y
  ERRX2WIN_WORLD    | D | E18.10 | deg**2      | stat.variance;pos.errorEllipse                 | windowed | position error: windowed variance along x, world
  ERRY2WIN_WORLD    | D | E18.10 | deg**2      | stat.variance;pos.errorEllipse                 | windowed | position error: windowed variance along y, world
  ERRXYWIN_WORLD    | D | E18.10 | deg**2      | stat.covariance;pos.errorEllipse               | windowed | position error: windowed covariance of x and y, world
  ERRCXXWIN_IMAGE   | E | G12.7  | pixel**(-2) | src.impactParam;pos.errorEllipse;instr.det     | windowed | position error: windowed ellipse coefficient of dx2
  ERRCYYWIN_IMAGE   | E | G12.7  | pixel**(-2) | src.impactParam;pos.errorEllipse;instr.det     | windowed | position error: windowed ellipse coefficient of dy2
  ERRCXYWIN_IMAGE   | E | G12.7  | pixel**(-2) | src.impactParam;pos.errorEllipse;instr.det     | windowed | position error: windowed ellipse coefficient of dx dy
  ERRCXXWIN_WORLD   | E | G12.7  | deg**(-2)   | src.impactParam;pos.errorEllipse               | windowed | position error: windowed ellipse coefficient of dx2, world
  ERRCYYWIN_WORLD   | E | G12.7  | deg**(-2)   | src.impactParam;pos.errorEllipse               | windowed | position error: windowed ellipse coefficient of dy2, world
  ERRCXYWIN_WORLD   | E | G12.7  | deg**(-2)   | src.impactParam;pos.errorEllipse               | windowed | position error: windowed ellipse coefficient of dx dy, world
  ERRAWIN_IMAGE     | E | F9.5   | pixel       | stat.stdev;stat.max;pos.errorEllipse;instr.det | windowed | position error: windowed rms along the major axis
  ERRBWIN_IMAGE     | E | F9.5   | pixel       | stat.stdev;stat.min;pos.errorEllipse;instr.det | windowed | position error: windowed rms along the minor axis
  ERRTHETAWIN_IMAGE | E | F6.2   | deg         | pos.posAng;pos.errorEllipse;instr.det          | windowed | position error: windowed angle of the major axis from x
  ERRAWIN_WORLD     | E | G12.7  | deg         | stat.stdev;stat.max;pos.errorEllipse           | windowed | position error: windowed rms along the major axis, world
  ERRBWIN_WORLD     | E | G12.7  | deg         | stat.stdev;stat.min;pos.errorEllipse           | windowed | position error: windowed rms along the minor axis, world
  ERRTHETAWIN_WORLD | E | F6.2   | deg         | pos.posAng;pos.errorEllipse                    | windowed | position error: windowed angle of the major axis from x, world
  ERRTHETAWIN_SKY   | E | F6.2   | deg         | pos.posAng;pos.errorEllipse                    | windowed | position error: windowed angle of the major axis, east of north, native sky
  ERRTHETAWIN_J2000 | E | F6.2   | deg         | pos.posAng;pos.errorEllipse                    | windowed | position error: windowed angle of the major axis, east of north, J2000
  ERRTHETAWIN_B1950 | E | F6.2   | deg         | pos.posAng;pos.errorEllipse                    | windowed | position error: windowed angle of the major axis, east of north, B1950
  NITER_WIN         | I | I3     |             | meta.number                                    | windowed | iterations of the windowed centre
  FLAGS_WIN         | I | I3     |             | meta.code.qual                                 | windowed | flags of windowed measurements
  POLARWIN_IMAGE    | E | F7.5   |             | src.ellipticity;instr.det                      | windowed | windowed (A2 - B2) / (A2 + B2)
  POLARWIN_WORLD    | E | F7.5   |             | src.ellipticity                                | windowed | windowed (A2 - B2) / (A2 + B2), world
`);
