/**
 * The effective PSF of an image (Anderson & King 2000): the part of a star's light that falls on a
 * pixel, by the pixel's place from the star. It is a cubic spline over nodes finer than the pixels
 * whose coefficients are polynomials of the place in the image.
 */
export interface PsfModel {
  /** pixels from the star to where the model ends; its light within that circle is 1 */
  readonly radius: number;
  /** nodes to a pixel */
  readonly oversampling: number;
  /** nodes along an axis */
  readonly side: number;
  /** highest degree of the polynomial */
  readonly degree: number;
  /** of each term: side × side coefficients of the spline */
  readonly terms: readonly Float64Array[];
  /** width and height of the image, pixels */
  readonly size: readonly [number, number];
  /** full width at half maximum of the pixels' light, pixels: geometric mean of both axes */
  readonly fwhm: number;
}

/** Nodes beyond the circle on each side that the spline looks at. */
const MARGIN = 3;

/** Nodes along an axis for a radius. */
export const sideOf = (radius: number, oversampling: number): number =>
  2 * (Math.ceil(radius * oversampling) + MARGIN) + 1;

/** Number of terms of a polynomial in x and y. */
export const termsOf = (degree: number): number => ((degree + 1) * (degree + 2)) / 2;

/** The terms of the polynomial at a place (pixels from 0), x and y brought to -1 … 1. */
export function polynomialAt(
  { degree, size }: Pick<PsfModel, 'degree' | 'size'>,
  x: number,
  y: number,
  out: Float64Array,
): void {
  const u = (2 * x - size[0] + 1) / size[0];
  const v = (2 * y - size[1] + 1) / size[1];
  let at = 0;
  for (let order = 0; order <= degree; order++)
    for (let k = 0; k <= order; k++) out[at++] = u ** (order - k) * v ** k;
}

/** A place to put the PSF's coefficients at a star. */
export const localPsf = ({ side, terms }: PsfModel): LocalPsf => ({
  coefficients: new Float64Array(side * side),
  weights: new Float64Array(terms.length),
});

/** The PSF at a star: `coefficients` of the spline. */
export interface LocalPsf {
  coefficients: Float64Array;
  readonly weights: Float64Array;
}

/** Nodes of a PSF that are looked at: the first along x and y, and how many. */
export interface NodeWindow {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/** Fills `local` with the PSF at a place of the image; outside the window it is left as it was. */
export function psfAt(
  model: PsfModel,
  { x, y }: { readonly x: number; readonly y: number },
  local: LocalPsf,
  window: NodeWindow,
): void {
  const { terms, side } = model;
  const [first] = terms as [Float64Array];
  if (terms.length === 1) {
    local.coefficients = first;
    return;
  }
  const { coefficients, weights } = local;
  polynomialAt(model, x, y, weights);
  const { column, columns } = window;
  for (let row = window.row; row < window.row + window.rows; row++) {
    const from = row * side + column;
    const to = from + columns;
    addTerms(terms, weights, coefficients, from, to);
  }
}

/** The sum of all terms by their weights, of the nodes from one to another: three in one loop. */
function addTerms(
  terms: readonly Float64Array[],
  weights: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
): void {
  for (let k = 0; k < terms.length; k += 3) {
    const a = terms[k]!;
    const b = terms[k + 1] ?? a;
    const c = terms[k + 2] ?? a;
    const u = weights[k]!;
    const v = weights[k + 1] ?? 0;
    const w = weights[k + 2] ?? 0;
    if (k === 0) for (let i = from; i < to; i++) out[i] = u * a[i]! + v * b[i]! + w * c[i]!;
    else for (let i = from; i < to; i++) out[i]! += u * a[i]! + v * b[i]! + w * c[i]!;
  }
}
