import { type LocalPsf, localPsf, type PsfModel, psfAt } from './psf-model.ts';
import { createStamp, fillStamp, type Stamp } from './stamp.ts';

/** A star that is put to an image. */
export interface StarFlux {
  readonly x: number;
  readonly y: number;
  readonly flux: number;
}

/** Part of sigma at which a star's light is cut off, and the fewest widths that it reaches. */
const CUT = 0.02;
const WIDTHS_LEAST = 1.5;

/** Cells along an axis of the image in each of which the PSF is taken for one. */
const CELLS = 128;

/** Puts the light of stars to pixels, by a PSF; its buffers are made once. */
export class StarLight {
  readonly model: PsfModel;
  readonly local: LocalPsf;
  readonly stamp: Stamp;
  /** the brightest of the PSF's pixels at each whole radius or beyond */
  readonly #profile: Float64Array;
  #cellX = Number.NaN;
  #cellY = Number.NaN;

  constructor(model: PsfModel) {
    this.model = model;
    this.local = localPsf(model);
    this.stamp = createStamp(model.radius);
    this.#profile = radialProfile(model);
  }

  /** Radius to which a star is worth adding where a pixel's noise is sigma. */
  reach(flux: number, sigma: number): number {
    const { fwhm, radius } = this.model;
    let reach = this.#profile.length - 1;
    const least = CUT * sigma;
    while (reach > 0 && Math.abs(flux) * this.#profile[reach]! < least) reach--;
    return Math.min(radius - 1, Math.max(reach + 1, WIDTHS_LEAST * fwhm));
  }

  /** Fills the stamp with the PSF at a star; of near places it is the same. */
  fill(x: number, y: number, radius: number, withSlopes: boolean): Stamp {
    const { size } = this.model;
    const [cellX, cellY] = [Math.round((x * CELLS) / size[0]), Math.round((y * CELLS) / size[1])];
    if (cellX !== this.#cellX || cellY !== this.#cellY) {
      psfAt(this.model, (cellX * size[0]) / CELLS, (cellY * size[1]) / CELLS, this.local);
      this.#cellX = cellX;
      this.#cellY = cellY;
    }
    fillStamp(this.model, this.local.coefficients, { x, y, radius }, this.stamp, withSlopes);
    return this.stamp;
  }

  /** Adds a star to the pixels of an image. */
  add(
    { x, y, flux }: StarFlux,
    radius: number,
    data: Float32Array,
    size: readonly [number, number],
  ) {
    const { x0, y0, columns, rows, values } = this.fill(x, y, radius, false);
    const [width, height] = size;
    const [from, to] = [Math.max(0, -x0), Math.min(columns, width - x0)];
    for (let row = Math.max(0, -y0); row < Math.min(rows, height - y0); row++) {
      const at = (y0 + row) * width + x0;
      for (let column = from; column < to; column++)
        data[at + column]! += flux * values[row * columns + column]!;
    }
  }
}

function radialProfile({ terms, side, oversampling, radius }: PsfModel): Float64Array {
  const half = (side - 1) / 2;
  const most = new Float64Array(Math.ceil(radius) + 1);
  const [first] = terms as [Float64Array];
  for (let j = 0; j < side; j++)
    for (let i = 0; i < side; i++) {
      const r = Math.floor(Math.hypot(i - half, j - half) / oversampling);
      if (r < most.length) most[r] = Math.max(most[r]!, Math.abs(first[j * side + i]!));
    }
  for (let r = most.length - 2; r >= 0; r--) most[r] = Math.max(most[r]!, most[r + 1]!);
  return most;
}
