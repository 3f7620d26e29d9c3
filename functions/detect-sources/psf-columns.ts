import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import type { PsfColumnName } from '../../shared/core/catalogue/psf-columns.ts';
import type { StarFit } from '../../shared/core/psf/fit-stars.ts';
import type { StarMeasures } from '../../shared/core/psf/measures.ts';

/** A fit of the stars of an image, one a row of its catalogue, and the search that found each. */
export interface FittedStars {
  readonly fit: StarFit;
  readonly measures: StarMeasures;
  readonly search: Int16Array;
}

/**
 * A catalogue with the columns of a fit; those of what is no star are NaN, and all where there is
 * no fit.
 */
export function withPsfColumns(catalogue: Catalogue, fitted: FittedStars | undefined): Catalogue {
  const { rows } = catalogue;
  const isStar = (row: number) => fitted?.fit.stars.isStar[row] === 1;
  const column = (values: ArrayLike<number> | undefined) =>
    Float64Array.from({ length: rows }, (_, row) => (isStar(row) ? values![row]! : Number.NaN));
  const stars = fitted?.fit.stars;
  const columns: Record<PsfColumnName, Float64Array | Int16Array> = {
    psf_flux: column(stars?.flux),
    psf_fluxerr: column(fitted?.fit.fluxError),
    psf_x: column(stars?.x),
    psf_y: column(stars?.y),
    psf_xerr: column(stars?.xError),
    psf_yerr: column(stars?.yError),
    chi: column(fitted?.measures.chi),
    sharp: column(fitted?.measures.sharp),
    crowding: column(fitted?.measures.crowding),
    psf_search: fitted?.search ?? new Int16Array(rows).fill(1),
  };
  return { ...catalogue, ...columns };
}
