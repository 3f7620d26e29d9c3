import type { Catalogue } from './columns.ts';

/** Centres of sources, pixels from 0, and their covariances, pixels². */
export type SourceCentres = Readonly<
  Record<'x' | 'y' | 'errx2' | 'erry2' | 'errxy', ArrayLike<number>>
>;

/**
 * The centres of a catalogue's sources: those of the fit by the PSF where it has some, for a source
 * that is several stars, or what they leave, is centred on none of them; else the barycentres.
 */
export function fittedCentres(catalogue: Catalogue): SourceCentres {
  const { x, y, errx2, erry2, errxy, psf_x, psf_y, psf_xerr, psf_yerr } = catalogue;
  if (!psf_x || !psf_y || !psf_xerr || !psf_yerr) return { x, y, errx2, erry2, errxy };
  const choose = (fitted: (row: number) => number, other: ArrayLike<number>) =>
    Float64Array.from(other, (value, row) =>
      psf_xerr[row]! > 0 && psf_yerr[row]! > 0 ? fitted(row) : value,
    );
  return {
    x: choose((row) => psf_x[row]!, x),
    y: choose((row) => psf_y[row]!, y),
    errx2: choose((row) => psf_xerr[row]! ** 2, errx2),
    erry2: choose((row) => psf_yerr[row]! ** 2, erry2),
    errxy: choose(() => 0, errxy),
  };
}
