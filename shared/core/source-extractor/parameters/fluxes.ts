import { parameterTable } from './table.ts';

/** Fluxes and magnitudes. */
export const fluxes = parameterTable(`
  FLUX_ISO        | E | G12.7 | count | phot.flux                      | isophotal | flux of the member pixels
  FLUXERR_ISO     | E | G12.7 | count | stat.stdev;phot.flux           | isophotal | error of the flux of the member pixels
  MAG_ISO         | E | F8.4  | mag   | phot.mag                       | isophotal | magnitude of the member pixels
  MAGERR_ISO      | E | F8.4  | mag   | stat.stdev;phot.mag            | isophotal | error of the magnitude of the member pixels
  FLUX_ISOCOR     | E | G12.7 | count | phot.flux                      | isophotal | flux of the member pixels, corrected for the wings
  FLUXERR_ISOCOR  | E | G12.7 | count | stat.stdev;phot.flux           | isophotal | error of the flux of the member pixels, corrected for the wings
  MAG_ISOCOR      | E | F8.4  | mag   | phot.mag                       | isophotal | magnitude of the member pixels, corrected for the wings
  MAGERR_ISOCOR   | E | F8.4  | mag   | stat.stdev;phot.mag            | isophotal | error of the magnitude of the member pixels, corrected for the wings
  FLUX_APER(n)    | E | G12.7 | count | phot.flux                      | aperture  | flux in circular apertures
  FLUXERR_APER(n) | E | G12.7 | count | stat.stdev;phot.flux           | aperture  | error of the flux in circular apertures
  MAG_APER(n)     | E | F8.4  | mag   | phot.mag                       | aperture  | magnitude in circular apertures
  MAGERR_APER(n)  | E | F8.4  | mag   | stat.stdev;phot.mag            | aperture  | error of the magnitude in circular apertures
  FLUX_AUTO       | E | G12.7 | count | phot.flux;meta.main            | auto      | flux in the Kron ellipse
  FLUXERR_AUTO    | E | G12.7 | count | stat.stdev;phot.flux;meta.main | auto      | error of the flux in the Kron ellipse
  MAG_AUTO        | E | F8.4  | mag   | phot.mag;meta.main             | auto      | magnitude in the Kron ellipse
  MAGERR_AUTO     | E | F8.4  | mag   | stat.stdev;phot.mag;meta.main  | auto      | error of the magnitude in the Kron ellipse
  FLUX_PETRO      | E | G12.7 | count | phot.flux                      | petrosian | flux in the Petrosian ellipse
  FLUXERR_PETRO   | E | G12.7 | count | stat.stdev;phot.flux           | petrosian | error of the flux in the Petrosian ellipse
  MAG_PETRO       | E | F8.4  | mag   | phot.mag                       | petrosian | magnitude in the Petrosian ellipse
  MAGERR_PETRO    | E | F8.4  | mag   | stat.stdev;phot.mag            | petrosian | error of the magnitude in the Petrosian ellipse
  FLUX_BEST       | E | G12.7 | count | phot.flux                      | best      | flux by AUTO, in a crowd by ISOCOR
  FLUXERR_BEST    | E | G12.7 | count | stat.stdev;phot.flux           | best      | error of the flux by AUTO, in a crowd by ISOCOR
  MAG_BEST        | E | F8.4  | mag   | phot.mag                       | best      | magnitude by AUTO, in a crowd by ISOCOR
  MAGERR_BEST     | E | F8.4  | mag   | stat.stdev;phot.mag            | best      | error of the magnitude by AUTO, in a crowd by ISOCOR
  KRON_RADIUS     | E | F5.2  |       | arith.factor;arith.ratio       | auto      | scale of the Kron ellipse, in A and B
  PETRO_RADIUS    | E | F5.2  |       | arith.factor;arith.ratio       | petrosian | scale of the Petrosian ellipse, in A and B
  FLUX_MAX        | E | G12.7 | count | phot.flux.sb;stat.max          | isophotal | brightest pixel above the background
  FLUX_GROWTH(n)  | E | G12.7 | count | phot.count                     | growth    | growth curve of the flux
  FLUX_GROWTHSTEP | E | F10.3 | pixel | pos.distance                   | growth    | its step of radius
  MAG_GROWTH(n)   | E | F8.4  | mag   | phot.mag                       | growth    | growth curve of the magnitude
  MAG_GROWTHSTEP  | E | F10.3 | pixel | pos.distance                   | growth    | its step of radius
  FLUX_RADIUS(n)  | E | F10.3 | pixel | phys.size.radius;instr.det     | radius    | radii that hold parts of the light
`);
