import { GroupFit } from './fit-group.ts';
import { eachPair, groupStars } from './groups.ts';
import type { PsfPixels } from './pixels.ts';
import type { PsfModel } from './psf-model.ts';
import { StarLight } from './star-light.ts';
import type { Stars } from './stars.ts';

/** Pixels about a star that are fitted, and distance of stars fitted at once, widths. */
const FIT_WIDTHS = 1.25;
const GROUP_WIDTHS = 1.25;

/** A step of a place is at most so many widths, and all steps together. */
const STEP_WIDTHS = 0.25;
const WAY_WIDTHS = 0.75;

/** Two stars closer than this, in widths, are one (Stetson 1987, section III.D). */
const MERGE_WIDTHS = 0.37;

const SWEEPS = 24;

/** What a fit of stars leaves. */
export interface StarFit {
  readonly stars: Stars;
  readonly light: StarLight;
  /** the image without its stars */
  readonly rests: Float32Array;
  /** standard deviations of the fluxes */
  readonly fluxError: Float64Array;
  /** radius of the pixels that were fitted, pixels */
  readonly radius: number;
  /** unknowns of each star: its flux, or its place as well */
  readonly unknowns: 1 | 3;
}

/** Radius of the pixels about a star that are fitted, pixels. */
export const fitRadiusOf = (fwhm: number): number => Math.max(1.8, FIT_WIDTHS * fwhm);

/**
 * Fits all stars of an image, in place: groups of overlapping ones at once, and group after group
 * on what the others leave, until nothing changes. `rests` becomes the image without stars.
 * `isFixed`: places are given and stay, and stars of negative light too.
 */
export function fitStars(
  pixels: PsfPixels,
  model: PsfModel,
  stars: Stars,
  rests: Float32Array,
  isFixed: boolean,
): StarFit {
  const run = new Fit(pixels, stars, rests, model, isFixed);
  rests.set(pixels.data);
  for (let i = 0; i < stars.length; i++) run.put(i, -1);
  for (let sweep = 0; sweep < SWEEPS && run.sweep(sweep); sweep++);
  const unknowns = isFixed ? 1 : 3;
  return { stars, light: run.light, rests, radius: run.radius, unknowns, fluxError: run.errors() };
}

class Fit {
  readonly pixels: PsfPixels;
  readonly stars: Stars;
  readonly rests: Float32Array;
  readonly light: StarLight;
  readonly radius: number;
  readonly isFixed: boolean;
  readonly #group: GroupFit;
  readonly #reach: Float64Array;
  readonly #size: readonly [number, number];
  #isMoving: Uint8Array;
  #groups: number[][] = [];
  #neighbours: number[][] = [];

  constructor(
    pixels: PsfPixels,
    stars: Stars,
    rests: Float32Array,
    model: PsfModel,
    isFixed: boolean,
  ) {
    this.pixels = pixels;
    this.stars = stars;
    this.rests = rests;
    this.light = new StarLight(model);
    this.radius = fitRadiusOf(model.fwhm);
    this.isFixed = isFixed;
    this.#group = new GroupFit(this.light, this.radius);
    this.#reach = new Float64Array(stars.length);
    this.#size = [pixels.width, pixels.height];
    this.#isMoving = new Uint8Array(stars.length).fill(1);
  }

  /** Adds a star's light to what is left (+1), or takes it off (-1). */
  put(i: number, sign: 1 | -1): void {
    const { x, y, flux, isStar } = this.stars;
    if (isStar[i] === 0 || flux[i] === 0) return;
    if (sign < 0) this.#reach[i] = this.light.reach(flux[i]!, this.#sigmaAt(x[i]!, y[i]!));
    this.light.add(
      { x: x[i]!, y: y[i]!, flux: sign * flux[i]! },
      this.#reach[i]!,
      this.rests,
      this.#size,
    );
  }

  /** Fits each group once; whether anything changed. */
  sweep(number: number): boolean {
    if (number % 4 === 0) this.#regroup();
    const before = this.#isMoving;
    this.#isMoving = new Uint8Array(this.stars.length);
    let moved = false;
    for (const group of this.#groups) {
      if (number > 1 && !group.some((i) => before[i] === 1)) continue;
      if (this.#fit(group, number)) moved = true;
    }
    return moved;
  }

  errors(): Float64Array {
    const errors = new Float64Array(this.stars.length).fill(Number.NaN);
    this.#regroup();
    for (const group of this.#groups) {
      if (!this.#group.step(this.pixels, this.rests, this.stars, group, this.isFixed)) continue;
      for (const [k, i] of group.entries())
        errors[i] = this.#group.fluxError(k, group.length, this.isFixed);
    }
    return errors;
  }

  #fit(group: readonly number[], sweep: number): boolean {
    const { stars, isFixed } = this;
    if (!this.#group.step(this.pixels, this.rests, stars, group, isFixed)) {
      for (const i of group) {
        this.put(i, 1);
        this.#giveUp(i);
      }
      return false;
    }
    const { shift } = this.#group;
    let moved = false;
    for (const [k, i] of group.entries()) {
      const flux = shift[isFixed ? k : 3 * k]!;
      const error = this.#group.fluxError(k, group.length, isFixed);
      this.put(i, 1);
      stars.flux[i]! += flux;
      let far = Math.abs(flux) > 0.02 * error + 1e-5 * Math.abs(stars.flux[i]!);
      if (!isFixed) {
        const change = this.#move(i, shift[3 * k + 1]!, shift[3 * k + 2]!);
        far ||= change * Math.abs(stars.flux[i]!) > 0.02 * error * this.light.model.fwhm;
        if (sweep > 1 && !(stars.flux[i]! > error)) {
          this.#giveUp(i);
          continue;
        }
      }
      this.put(i, -1);
      if (far) {
        moved = true;
        this.#wake(i);
      }
    }
    return moved;
  }

  /** Moves a star, within bounds; answers how far. */
  #move(i: number, dx: number, dy: number): number {
    const { stars, light } = this;
    const { fwhm } = light.model;
    const step = Math.hypot(dx, dy);
    const part = Math.min(1, (STEP_WIDTHS * fwhm) / step) || 0;
    let [x, y] = [stars.x[i]! + part * dx, stars.y[i]! + part * dy];
    const [wayX, wayY] = [x - stars.startX[i]!, y - stars.startY[i]!];
    const rein = Math.min(1, (WAY_WIDTHS * fwhm) / Math.hypot(wayX, wayY)) || 0;
    if (rein < 1) [x, y] = [stars.startX[i]! + rein * wayX, stars.startY[i]! + rein * wayY];
    const change = Math.hypot(x - stars.x[i]!, y - stars.y[i]!);
    stars.x[i] = x;
    stars.y[i] = y;
    return change;
  }

  /** A star that changed is fitted again, and its neighbours. */
  #wake(i: number): void {
    this.#isMoving[i] = 1;
    for (const j of this.#neighbours[i] ?? []) this.#isMoving[j] = 1;
  }

  /** Ends a star whose light stands in what is left. */
  #giveUp(i: number): void {
    this.stars.isStar[i] = 0;
    this.stars.flux[i] = 0;
  }

  #sigmaAt(x: number, y: number): number {
    const { sigma, width, height } = this.pixels;
    if (typeof sigma === 'number') return sigma;
    const column = Math.min(Math.max(Math.round(x), 0), width - 1);
    const row = Math.min(Math.max(Math.round(y), 0), height - 1);
    return sigma[row * width + column] || 0;
  }

  /** Groups and neighbours anew; of two stars in one place the fainter ends. */
  #regroup(): void {
    const { stars, isFixed } = this;
    const { fwhm } = this.light.model;
    const members = () =>
      Array.from({ length: stars.length }, (_, i) => i).filter((i) => stars.isStar[i] === 1);
    if (!isFixed)
      eachPair(members(), stars, MERGE_WIDTHS * fwhm, (a, b) => {
        if (stars.isStar[a] === 0 || stars.isStar[b] === 0) return;
        const fainter = stars.flux[a]! < stars.flux[b]! ? a : b;
        this.put(fainter, 1);
        this.#giveUp(fainter);
      });
    const left = members();
    this.#groups = groupStars(left, stars, GROUP_WIDTHS * fwhm);
    this.#neighbours = Array.from({ length: stars.length }, () => []);
    eachPair(left, stars, 2 * this.radius, (a, b) => {
      this.#neighbours[a]!.push(b);
      this.#neighbours[b]!.push(a);
    });
  }
}
