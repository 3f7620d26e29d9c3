import type { Hdu } from '../../shared/core/fits/hdu.ts';
import { hduName } from '../../shared/core/planes/choose.ts';
import { STARS_FEWEST } from '../../shared/core/psf/choose-stars.ts';
import type { PsfPhotometry } from './psf-run.ts';

/** What a person should know of the PSF of an HDU. */
export const psfWarnings = (science: Hdu, stars: PsfPhotometry | undefined): string[] =>
  stars
    ? []
    : [
        `${hduName(science)}: fewer than ${STARS_FEWEST} isolated, unsaturated stars: there is no PSF, and its columns are null`,
      ];

/** How the PSF was made, for the header of the catalogue. */
export const psfComments = (science: Hdu, stars: PsfPhotometry | undefined): string[] =>
  stars
    ? [
        `${hduName(science)}: PSF of ${stars.used} stars, FWHM ${stars.model.fwhm.toFixed(2)} pixels, polynomial of degree ${stars.model.degree}; psf_flux is the light within ${stars.model.radius} pixels`,
      ]
    : [];
