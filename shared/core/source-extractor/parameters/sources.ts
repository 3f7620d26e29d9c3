import { parameterTable } from './table.ts';

/** Numbers, levels, areas, flags, and what is copied. */
export const sourceParameters = parameterTable(`
  NUMBER           | J | I10   |                    | meta.record                      | number     | running number
  ID_PARENT        | J | I10   |                    | meta.id.parent                   | number     | number before deblending
  EXT_NUMBER       | I | I3    |                    | meta.id;meta.dataset             | number     | number of the FITS extension
  THRESHOLD        | E | G12.7 | count              | instr.sensitivity;phot.flux.sb   | isophotal  | detection threshold above the background
  ISOAREA_IMAGE    | J | I9    | pixel**2           | phys.area                        | isophotal  | area above the analysis threshold
  ISOAREAF_IMAGE   | J | I9    | pixel**2           | phys.area                        | isophotal  | filtered area above the detection threshold
  XMIN_IMAGE       | J | I10   | pixel              | pos.cartesian.x;stat.min         | isophotal  | lowest x of the member pixels
  YMIN_IMAGE       | J | I10   | pixel              | pos.cartesian.y;stat.min         | isophotal  | lowest y of the member pixels
  XMAX_IMAGE       | J | I10   | pixel              | pos.cartesian.x;stat.max         | isophotal  | highest x of the member pixels
  YMAX_IMAGE       | J | I10   | pixel              | pos.cartesian.y;stat.max         | isophotal  | highest y of the member pixels
  MU_THRESHOLD     | E | F8.4  | mag * arcsec**(-2) | instr.sensitivity;phot.mag.sb    | isophotal  | analysis threshold above the background
  MU_MAX           | E | F8.4  | mag * arcsec**(-2) | phot.mag.sb;stat.max             | isophotal  | brightest pixel above the background
  ISOAREA_WORLD    | E | G12.7 | deg**2             | phys.angArea                     | isophotal  | area above the analysis threshold
  ISOAREAF_WORLD   | E | G12.7 | deg**2             | phys.angArea                     | isophotal  | filtered area above the detection threshold
  ISO0             | J | I8    | pixel**2           | phys.area;instr.det              | isophotal  | area above level 0 of 8 between threshold and peak
  ISO1             | J | I8    | pixel**2           | phys.area;instr.det              | isophotal  | area above level 1 of 8 between threshold and peak
  ISO2             | J | I8    | pixel**2           | phys.area;instr.det              | isophotal  | area above level 2 of 8 between threshold and peak
  ISO3             | J | I8    | pixel**2           | phys.area;instr.det              | isophotal  | area above level 3 of 8 between threshold and peak
  ISO4             | J | I8    | pixel**2           | phys.area;instr.det              | isophotal  | area above level 4 of 8 between threshold and peak
  ISO5             | J | I8    | pixel**2           | phys.area;instr.det              | isophotal  | area above level 5 of 8 between threshold and peak
  ISO6             | J | I8    | pixel**2           | phys.area;instr.det              | isophotal  | area above level 6 of 8 between threshold and peak
  ISO7             | J | I8    | pixel**2           | phys.area;instr.det              | isophotal  | area above level 7 of 8 between threshold and peak
  FLAGS            | I | I3    |                    | meta.code.qual                   | flags      | flags of extraction
  FLAGS_WEIGHT     | I | I1    |                    | meta.code.qual                   | flags      | flags of weights
  IMAFLAGS_ISO(n)  | J | I9    |                    | meta.code.qual                   | flagImages | flags of the flag images, over the member pixels
  NIMAFLAGS_ISO(n) | J | I9    |                    | meta.number                      | flagImages | member pixels that made IMAFLAGS_ISO
  NLOWWEIGHT_ISO   | J | I9    |                    | meta.number                      | flags      | member pixels of low weight in the measurement image
  NLOWDWEIGHT_ISO  | J | I9    |                    | meta.number                      | flags      | member pixels of low weight in the detection image
  FWHM_IMAGE       | E | F8.2  | pixel              | phys.size.diameter;instr.det.psf | isophotal  | full width at half maximum of a Gaussian core
  FWHM_WORLD       | E | G12.7 | deg                | phys.angSize;instr.det.psf       | isophotal  | full width at half maximum of a Gaussian core
  CLASS_STAR       | E | F6.3  |                    | src.class.starGalaxy             | class      | star (1) or galaxy (0), by a neural network
  VIGNET(w,h)      | E | G12.7 | count              | obs.image                        | vignette   | pixels around the source
  VIGNET_SHIFT(w,h)| E | G12.7 | count              | obs.image                        | vignette   | the same, the barycentre moved to the middle of its pixel
  VECTOR_ASSOC(n)  | D | G12.7 |                    | src                              | assoc      | columns of the list of known sources
  NUMBER_ASSOC     | J | I10   |                    | meta.number;src                  | assoc      | known sources within the radius
  THRESHOLDMAX     | E | G12.7 | count              | phot.flux.sb;stat.max            | isophotal  | highest threshold at which it is detected
`);
