// Petrosian's radius (Petrosian 1976): where the light of a narrow ring falls to a fifth of the
// mean inside it. SExtractor goes out in 20ths of its reach (6 a and b: steps of 0.3), as far as
// 1.2 of a step stays within it: the ring lies between 1 and 1.2 of a step, the mean and the radius
// at 1.1 (found from
// its radii of 1,200 Gaussians).
import { scratchBytes } from "../memory";
import { cut, cx, cy, distance2, fromY, setBox, setEllipse, toY, zone, zoneFrom, zoneTo } from "./ellipse";
import { GOOD, isFinite64, kindOf, rowOf, width } from "./field";
import { ALL_MASKED, TRUNCATED } from "./flags";
import { dropNeighbours, showNeighbours } from "./neighbours";

// @ts-ignore: decorator
@inline const PARTS: f64 = 20;
// @ts-ignore: decorator
@inline const MIDDLE: f64 = 1.1;
// @ts-ignore: decorator
@inline const HIGH: f64 = 1.2;
// @ts-ignore: decorator
@inline const RATIO: f64 = 0.2;
const STEPS: i32 = <i32>(PARTS / HIGH);

/**
 * per step four float64: light and area of the ring, and of what lies between this step and the one
 * before
 */
let sums: usize = 0;
/** in units of a and b */
let stepSize: f64 = 0;
/**
 * light and area, float64, of each tenth of a step: all rings begin and end between two of them
 */
let bins: usize = 0;
// @ts-ignore: decorator
@inline const PER_STEP: i32 = 10;
const BINS: i32 = <i32>PARTS * PER_STEP + 2;
/** A pixel as near as this to the end of a bin, in bins, is counted by itself. */
// @ts-ignore: decorator
@inline const TIE: f64 = 1e-9;

// @ts-ignore: decorator
@inline function add(step: i32, offset: usize, value: f64): void {
  const at = sums + (<usize>step << 5) + offset;
  store<f64>(at, load<f64>(at) + value);
  store<f64>(at, load<f64>(at, 8) + 1, 8);
}

/** A pixel at r into the rings that it lies in. */
function addPixel(r: f64, value: f32): void {
  const inside = <i32>(r / (MIDDLE * stepSize)) + 1;
  if (inside <= STEPS) add(inside, 16, value);
  for (let step = max(1, <i32>ceil(r / (HIGH * stepSize))); step <= STEPS && stepSize * <f64>step <= r; step++) {
    if (r < HIGH * stepSize * <f64>step) add(step, 0, value);
  }
}

/** Sums of the bins from <= bin < to onto the light and area at `at`. */
// @ts-ignore: decorator
@inline function addBins(from: i32, to: i32, at: usize): void {
  let both = v128.load(at);
  for (let bin = from; bin < to; bin++) both = f64x2.add(both, v128.load(bins + (<usize>bin << 4)));
  v128.store(at, both);
}

function gather(reach: f64): void {
  memory.fill(sums, 0, <usize>(STEPS + 2) << 5);
  memory.fill(bins, 0, <usize>BINS << 4);
  const perBin = <f64>PER_STEP / stepSize;
  for (let j = fromY; j < toY; j++) {
    zone(j, reach * reach);
    const row = rowOf(j);
    const dy = <f64>j - cy;
    for (let i = zoneFrom; i < zoneTo; i++) {
      const value = load<f32>(row + (<usize>i << 2));
      if (kindOf(<usize>j * width + i, value, 0) != GOOD) continue;
      const r = Math.sqrt(max(0.0, distance2(<f64>i - cx, dy)));
      const place = r * perBin;
      if (Math.abs(place - nearest(place)) < TIE) {
        addPixel(r, value);
        continue;
      }
      const at = bins + (<usize>place << 4);
      v128.store(at, f64x2.add(v128.load(at), f64x2(<f64>value, 1)));
    }
  }
  for (let step = 1; step <= STEPS; step++) {
    const at = sums + (<usize>step << 5);
    addBins(step * PER_STEP, <i32>(HIGH * <f64>PER_STEP) * step, at);
    addBins(<i32>(MIDDLE * <f64>PER_STEP) * (step - 1), <i32>(MIDDLE * <f64>PER_STEP) * step, at + 16);
  }
}

/**
 * Where the light falls nowhere so far, the last ring. 0 where the ring that decides is without
 * light: black, or outside the image (found from SExtractor's radii of discs).
 */
function radius(): f64 {
  let light: f64 = 0;
  let area: f64 = 0;
  let ring: f64 = 0;
  let step = 0;
  while (step++ < STEPS) {
    const at = sums + (<usize>step << 5);
    light += load<f64>(at, 16);
    area += load<f64>(at, 24);
    ring = load<f64>(at);
    const ringArea = load<f64>(at, 8);
    if (ringArea > 0 && area > 0 && ring / ringArea < RATIO * light / area) break;
  }
  return ring != 0 ? MIDDLE * stepSize * <f64>min(step, STEPS) : 0;
}

/**
 * Petrosian radii of n sources, looked for out to r, in units of a and b: float64 columns; results
 * float64 and int32
 * flags.
 */
export function petrosianRadii(
  n: i32, x: usize, y: usize, a: usize, b: usize, theta: usize, r: usize, radii: usize, flags: usize,
): void {
  sums = scratchBytes(<u64>(STEPS + 2) << 5);
  bins = scratchBytes(<u64>BINS << 4);
  for (let k = 0; k < n; k++) {
    const at = <usize>k << 3;
    const pa = load<f64>(a + at);
    const pb = load<f64>(b + at);
    let flag = ALL_MASKED;
    let found: f64 = 0;
    if (isFinite64(load<f64>(x + at) + load<f64>(y + at) + pa + pb) && pa > 0 && pb > 0) {
      setEllipse(load<f64>(x + at), load<f64>(y + at), pa, pb, load<f64>(theta + at));
      const reach = load<f64>(r + at);
      stepSize = reach / PARTS;
      setBox(reach);
      flag = cut ? TRUNCATED : 0;
      dropNeighbours(k, NaN);
      gather(reach);
      showNeighbours();
      found = radius();
    }
    store<f64>(radii + at, found);
    store<i32>(flags + (<usize>k << 2), flag);
  }
}
