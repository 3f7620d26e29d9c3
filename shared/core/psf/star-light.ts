import { CellPsfs } from './cell-psfs.ts';
import type { PsfModel } from './psf-model.ts';
import {
  boxAbout,
  createStamp,
  fillStamp,
  placeStamp,
  type Stamp,
  type StarInBox,
} from './stamp.ts';

/** A star that is put to an image. */
export interface StarFlux {
  readonly x: number;
  readonly y: number;
  readonly flux: number;
}

/** Pixels of an image that stars are put to. */
interface Plane {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Part of sigma at which a star's light is cut off, and the fewest widths that it reaches. */
const CUT = 0.02;
const WIDTHS_LEAST = 1.5;

/** A change of a star is followed so much less far: at the end all is taken off once more. */
const CHANGE = 5;

/** How much of a PSF's light in a pixel changes over a width, more or less. */
const STEEPNESS = 3;

/** Puts the light of stars to pixels, by a PSF; its buffers are made once. */
export class StarLight {
  readonly model: PsfModel;
  readonly stamp: Stamp;
  readonly #psfs: CellPsfs;
  /** the brightest of the PSF's pixels at each whole radius or beyond */
  readonly #profile: Float64Array;

  constructor(model: PsfModel) {
    this.model = model;
    this.#psfs = new CellPsfs(model);
    this.stamp = createStamp(model.radius, model.oversampling);
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

  /** Fills the stamp with the PSF at a star. */
  fill(x: number, y: number, radius: number, withSlopes: boolean): Stamp {
    const { model, stamp } = this;
    placeStamp(model, { x, y, ...boxAbout(x, y, radius) }, stamp);
    fillStamp(model, this.#psfs.at(x, y), stamp, withSlopes);
    return stamp;
  }

  /** Adds a star to the pixels of an image, within a radius. */
  add({ x, y, flux }: StarFlux, radius: number, to: Plane): void {
    addStamp(this.fill(x, y, radius, false), flux, to);
  }

  /**
   * Moves a star, or changes its light: takes the one off and adds the other, in the same pixels,
   * as far as the difference matters where a pixel's noise is sigma. Both have the PSF at the first
   * one's place.
   */
  replace(before: StarFlux, after: StarFlux, sigma: number, to: Plane): void {
    const { model, stamp } = this;
    const way = Math.hypot(after.x - before.x, after.y - before.y);
    const moved = STEEPNESS * (way / model.fwhm) * after.flux;
    const change = Math.abs(after.flux - before.flux) + Math.abs(moved);
    const reach = Math.min(this.reach(change, CHANGE * sigma), model.radius - 1 - way);
    const box = boxAbout(before.x, before.y, reach);
    const [first, second] = [before, after].map(({ x, y }) => ({ x, y, ...box })) as [
      StarInBox,
      StarInBox,
    ];
    const coefficients = this.#psfs.at(before.x, before.y);
    placeStamp(model, first, stamp);
    fillStamp(model, coefficients, stamp, false);
    addStamp(stamp, -before.flux, to);
    placeStamp(model, second, stamp);
    fillStamp(model, coefficients, stamp, false);
    addStamp(stamp, after.flux, to);
  }
}

function addStamp({ x0, y0, columns, rows, values }: Stamp, flux: number, to: Plane): void {
  const { data, width, height } = to;
  const [left, right] = [Math.max(0, -x0), Math.min(columns, width - x0)];
  for (let row = Math.max(0, -y0); row < Math.min(rows, height - y0); row++) {
    const at = (y0 + row) * width + x0;
    for (let column = left; column < right; column++)
      data[at + column]! += flux * values[row * columns + column]!;
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
