import { GroupFit } from './fit-group.ts';
import { eachPair, groupStars } from './groups.ts';
import { type PsfPixels, sigmaAt } from './pixels.ts';
import type { StarFlux, StarLight } from './star-light.ts';
import type { Stars } from './stars.ts';

/** Pixels about a star that are fitted, and distance of stars fitted at once, widths. */
const FIT_WIDTHS = 1.25;
const GROUP_WIDTHS = 1.25;

/** A step of a place is at most so many widths, and all steps together. */
const STEP_WIDTHS = 0.25;
const WAY_WIDTHS = 0.75;

/** Two stars closer than this, in widths, are one (Stetson 1987, section III.D). */
const MERGE_WIDTHS = 0.37;

/** A change below this part of a star's error is none. */
const STEP_LEAST = 0.02;

/** Radius of the pixels about a star that are fitted, pixels. */
export const fitRadiusOf = (fwhm: number): number => Math.max(1.8, FIT_WIDTHS * fwhm);

/** Stars of an image on their way: groups are fitted by turns, each to what the others leave. */
export class StarSweeps {
  readonly pixels: PsfPixels;
  readonly stars: Stars;
  readonly light: StarLight;
  readonly radius: number;
  readonly isFixed: boolean;
  /** standard deviations of the fluxes */
  readonly errors: Float64Array;
  readonly #rests: { data: Float32Array; width: number; height: number };
  readonly #group: GroupFit;
  #isMoving: Uint8Array;
  #groups: number[][] = [];
  #neighbours: number[][] = [];

  constructor(
    pixels: PsfPixels,
    stars: Stars,
    rests: Float32Array,
    light: StarLight,
    isFixed: boolean,
  ) {
    this.pixels = pixels;
    this.stars = stars;
    this.light = light;
    this.radius = fitRadiusOf(light.model.fwhm);
    this.isFixed = isFixed;
    this.errors = new Float64Array(stars.length).fill(Number.NaN);
    this.#rests = { data: rests, width: pixels.width, height: pixels.height };
    this.#group = new GroupFit(this.light, this.radius);
    this.#isMoving = new Uint8Array(stars.length);
  }

  /** Which stars are fitted to begin with: those that are not settled, and their neighbours. */
  start(settled: Float64Array): void {
    this.errors.set(settled);
    this.takeOff(settled.length);
    this.regroup();
    for (let i = 0; i < this.stars.length; i++)
      if (this.stars.isStar[i] === 1 && Number.isNaN(this.errors[i]!)) this.#wake(i);
  }

  /** Takes the light of the stars from one on off the image, of all as far as it reaches. */
  takeOff(first: number): void {
    const { stars } = this;
    if (first === 0) this.#rests.data.set(this.pixels.data);
    for (let i = first; i < stars.length; i++) if (stars.isStar[i] === 1) this.#takeOff(i);
  }

  /** Fits each group that changes once; whether anything changed. */
  sweep(number: number): boolean {
    if (number === 4 || number === 8 || number === 16) this.regroup();
    const before = this.#isMoving;
    this.#isMoving = new Uint8Array(this.stars.length);
    let moved = false;
    for (const group of this.#groups)
      if (group.some((i) => before[i] === 1) && this.#fit(group, number)) moved = true;
    return moved;
  }

  #takeOff(i: number): void {
    const star = this.#starAt(i);
    if (star.flux === 0) return;
    const reach = this.light.reach(star.flux, sigmaAt(this.pixels, star));
    this.light.add({ ...star, flux: -star.flux }, reach, this.#rests);
  }

  #starAt(i: number): StarFlux {
    const { x, y, flux } = this.stars;
    return { x: x[i]!, y: y[i]!, flux: flux[i]! };
  }

  #fit(group: readonly number[], sweep: number): boolean {
    const { stars, isFixed, errors } = this;
    const step = this.#group;
    const unknowns = isFixed ? 1 : 3;
    if (!step.step(this.pixels, this.#rests.data, stars, group, isFixed)) {
      for (const i of group) this.#giveUp(i, this.#starAt(i));
      return false;
    }
    let moved = false;
    for (const [k, i] of group.entries()) {
      const first = unknowns * k;
      errors[i] = step.error(first, unknowns * group.length);
      if (!isFixed) {
        stars.xError[i] = step.error(first + 1, unknowns * group.length);
        stars.yError[i] = step.error(first + 2, unknowns * group.length);
      }
      const before = this.#starAt(i);
      const isFar = this.#change(i, step.shift, first);
      const isLost = !isFixed && sweep > 1 && !(stars.flux[i]! > errors[i]!);
      if (isLost) this.#giveUp(i, before);
      else {
        // what is left loses the star as it is now, and gets back the one it lost before
        this.light.replace(this.#starAt(i), before, sigmaAt(this.pixels, before), this.#rests);
        if (!isFar) continue;
      }
      moved = true;
      this.#wake(i);
    }
    return moved;
  }

  /** Changes a star by its part of a step; whether that is more than next to nothing. */
  #change(i: number, shift: Float64Array, at: number): boolean {
    const { stars, errors, isFixed } = this;
    const flux = shift[at]!;
    stars.flux[i]! += flux;
    const [size, least] = [Math.abs(stars.flux[i]!), STEP_LEAST * errors[i]!];
    const isBrighter = Math.abs(flux) > least + 1e-5 * size;
    if (isFixed) return isBrighter;
    const way = this.#move(i, shift[at + 1]!, shift[at + 2]!);
    return isBrighter || way * size > least * this.light.model.fwhm;
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

  /** Ends a star: its light goes back to what is left. */
  #giveUp(i: number, before: StarFlux): void {
    const reach = this.light.reach(before.flux, sigmaAt(this.pixels, before));
    this.light.add(before, reach, this.#rests);
    this.stars.isStar[i] = 0;
    this.stars.flux[i] = 0;
    this.errors[i] = Number.NaN;
  }

  /** Groups and neighbours anew; of two stars in one place the fainter ends: whether one does. */
  regroup(): boolean {
    const { stars, isFixed } = this;
    const { fwhm } = this.light.model;
    const ended: number[] = [];
    const members = () =>
      Array.from({ length: stars.length }, (_, i) => i).filter((i) => stars.isStar[i] === 1);
    if (!isFixed)
      eachPair(members(), stars, MERGE_WIDTHS * fwhm, (a, b) => {
        if (stars.isStar[a] === 0 || stars.isStar[b] === 0) return;
        const fainter = stars.flux[a]! < stars.flux[b]! ? a : b;
        this.#giveUp(fainter, this.#starAt(fainter));
        ended.push(fainter);
      });
    const left = members();
    this.#groups = groupStars(left, stars, GROUP_WIDTHS * fwhm);
    this.#neighbours = Array.from({ length: stars.length }, () => []);
    eachPair([...left, ...ended], stars, 2 * this.radius, (a, b) => {
      this.#neighbours[a]!.push(b);
      this.#neighbours[b]!.push(a);
    });
    for (const i of ended) this.#wake(i);
    return ended.length > 0;
  }
}
