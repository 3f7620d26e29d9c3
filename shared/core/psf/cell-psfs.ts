import { type LocalPsf, localPsf, type PsfModel, polynomialAt, psfAt } from './psf-model.ts';

/** Cells of an image along an axis, at most. */
const MOST = 32;

/** Part of the PSF's brightest pixel by which it changes over half a cell, at most but for MOST. */
const CHANGE = 5e-4;

/**
 * The PSF of the middle of the cell that a place lies in: the image is cut into so many cells that
 * within one the PSF changes by next to nothing. Each is made when it is asked for, and kept.
 */
export class CellPsfs {
  readonly #model: PsfModel;
  readonly #cells: number;
  readonly #known = new Map<number, LocalPsf['coefficients']>();

  constructor(model: PsfModel) {
    this.#model = model;
    this.#cells = cellsFor(model);
  }

  /** The spline's coefficients at a place of the image, pixels from 0. */
  at(x: number, y: number): Float64Array {
    const { size, terms, side } = this.#model;
    if (terms.length === 1) return terms[0]!;
    const cells = this.#cells;
    const cellOf = (place: number, length: number) =>
      Math.min(cells - 1, Math.max(0, Math.floor(((place + 0.5) / length) * cells)));
    const [column, row] = [cellOf(x, size[0]), cellOf(y, size[1])];
    const known = this.#known.get(row * cells + column);
    if (known) return known;
    const middle = (cell: number, length: number) => ((cell + 0.5) / cells) * length - 0.5;
    const place = { x: middle(column, size[0]), y: middle(row, size[1]) };
    const local = localPsf(this.#model);
    psfAt(this.#model, place, local, { column: 0, row: 0, columns: side, rows: side });
    this.#known.set(row * cells + column, local.coefficients);
    return local.coefficients;
  }
}

/** As many cells as the brightest pixel needs by its polynomial, from corner to corner. */
function cellsFor(model: PsfModel): number {
  const { side, terms, size } = model;
  const middle = ((side - 1) / 2) * (side + 1);
  const weights = new Float64Array(terms.length);
  const peakAt = (x: number, y: number) => {
    polynomialAt(model, x, y, weights);
    return terms.reduce((sum, term, k) => sum + weights[k]! * term[middle]!, 0);
  };
  const places = [0, 0.25, 0.5, 0.75, 1];
  const peaks = places.flatMap((v) =>
    places.map((u) => peakAt(u * (size[0] - 1), v * (size[1] - 1))),
  );
  const change = Math.max(...peaks) - Math.min(...peaks);
  return Math.min(MOST, Math.max(1, Math.ceil(change / peaks[12]! / CHANGE / 2)));
}
