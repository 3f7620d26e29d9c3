// Pixels of a blended group that lie below the branching go to the objects by the objects' profiles
// there: bivariate
// Gaussians with the moments of the part above the branching (Bertin & Arnouts 1996, section 5).
// SExtractor and SEP throw
// dice weighted by the profiles; here the highest profile takes the pixel, so that the same pixels
// always give the same
// objects, whatever else is in the image.

import { Branch, cut, topOf } from "./deblend";
import { partAt, pixels, rawAt, setPart, xAt, xmax, xmin, yAt, ymax, ymin } from "./group";
import { scratchBytes } from "./memory";
import { halfway, narrowness } from "./narrowness";

/** How far down the lowest profile is followed, in half squared sigmas. */
// @ts-ignore: decorator
@inline const REACH: f64 = 70;

@unmanaged
class Profile {
  x: f64;
  y: f64;
  /** half squared sigmas are xx dx^2 + yy dy^2 + xy dx dy */
  xx: f64;
  yy: f64;
  xy: f64;
  logAmplitude: f64;
  /**
   * of the unfiltered pixels above the branching: the greatest, and how many lie below half way to
   * it (narrowness)
   */
  peak: f64;
  between: f64;
  /** half height and half width of the box outside of which the profile does not reach */
  height: f64;
  width: f64;
}

let profiles: usize = 0;
/**
 * Logarithm of the highest profile at each pixel so far (f64); Infinity for pixels that are not
 * shared out.
 */
let heights: usize = 0;
/** The first pixel of each row (u32), and the end. */
let rows: usize = 0;
/** A profile counts where it rises above this, but for pixels where none does. */
let floor: f64 = 0;

// @ts-ignore: decorator
@inline function profileAt(i: i32): Profile {
  return changetype<Profile>(profiles + <usize>i * offsetof<Profile>());
}

/**
 * What the unfiltered pixels of the parts say of their widths, at the cuts where the parts branch
 * off.
 */
function compareAreas(count: i32): void {
  for (let part = 0; part < count; part++) {
    profileAt(part).peak = -Infinity;
    profileAt(part).between = 0;
  }
  for (let i: u32 = 0; i < pixels; i++) {
    const part = partAt(i);
    if (part >= 0) profileAt(part).peak = max(profileAt(part).peak, <f64>rawAt(i));
  }
  for (let i: u32 = 0; i < pixels; i++) {
    const part = partAt(i);
    if (part < 0) continue;
    const threshold = cut(topOf(part).level);
    const value = <f64>rawAt(i);
    if (value > threshold && value <= halfway(threshold, profileAt(part).peak)) profileAt(part).between++;
  }
}

/**
 * Gaussian with the moments of a branch, made narrower where its areas say so, and as high as to
 * fall to the threshold where it encloses the branch's area, but at most 4 times the branch's peak
 * (found from how SEP shares the pixels of designed pairs). Exact lines and points are widened by a
 * pixel's own moments, 1/12.
 */
function setProfile(profile: Profile, top: Branch, threshold: f64): void {
  const x = top.x / top.flux;
  const y = top.y / top.flux;
  let xx = top.xx / top.flux - x * x;
  let yy = top.yy / top.flux - y * y;
  const xy = top.xy / top.flux - x * y;
  if (xx * yy - xy * xy < 1 / 144.0) {
    xx += 1 / 12.0;
    yy += 1 / 12.0;
  }
  const determinant = xx * yy - xy * xy;
  const ab = Math.sqrt(determinant);
  const narrow = narrowness(ab, cut(top.level), profile.peak, profile.between);
  const scale = 1 / (determinant * narrow);
  profile.x = x + <f64>xAt(0);
  profile.y = y + <f64>yAt(0);
  profile.xx = 0.5 * yy * scale;
  profile.yy = 0.5 * xx * scale;
  profile.xy = -xy * scale;
  const steepness = <f64>top.pixels / (2 * Math.PI * ab * narrow);
  profile.logAmplitude = min(Math.log(threshold) + steepness, Math.log(4 * top.peak));
}

/** Logarithm of a profile's height at a place. */
// @ts-ignore: decorator
@inline function heightAt(profile: Profile, x: f64, y: f64): f64 {
  const dx = x - profile.x;
  const dy = y - profile.y;
  return profile.logAmplitude - (profile.xx * dx * dx + profile.yy * dy * dy + profile.xy * dx * dy);
}

/** Set the box in which a profile rises above `floor`. */
function setReach(profile: Profile): void {
  // the extent of the ellipse xx dx^2 + yy dy^2 + xy dx dy = reach
  const reach = profile.logAmplitude - floor;
  const determinant = profile.xx * profile.yy - 0.25 * profile.xy * profile.xy;
  profile.width = Math.sqrt((reach * profile.yy) / determinant);
  profile.height = Math.sqrt((reach * profile.xx) / determinant);
}

/** First pixel of row y (counted from ymin) with x not below `from`. */
function firstAt(y: i32, from: i32): u32 {
  let low = load<u32>(rows + (<usize>y << 2));
  let high = load<u32>(rows + (<usize>y << 2), 4);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xAt(middle) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Give a profile the pixels in its reach where it is the highest so far. */
function claim(part: i32): void {
  const profile = profileAt(part);
  const top = max(<i32>Math.ceil(profile.y - profile.height), ymin);
  const bottom = min(<i32>Math.floor(profile.y + profile.height), ymax);
  const left = max(<i32>Math.ceil(profile.x - profile.width), xmin);
  const right = min(<i32>Math.floor(profile.x + profile.width), xmax);
  for (let y = top; y <= bottom; y++) {
    const end = load<u32>(rows + (<usize>(y - ymin) << 2), 4);
    for (let i = firstAt(y - ymin, left); i < end; i++) {
      const x = xAt(i);
      if (x > right) break;
      const height = heightAt(profile, x, y);
      if (height < floor || !(height > load<f64>(heights + (<usize>i << 3)))) continue;
      store<f64>(heights + (<usize>i << 3), height);
      setPart(i, part);
    }
  }
}

/** The profile that is highest at a place that none reaches. */
function highestAt(x: f64, y: f64, count: i32): i32 {
  let best = 0;
  let highest = -Infinity;
  for (let part = 0; part < count; part++) {
    const height = heightAt(profileAt(part), x, y);
    if (height > highest) {
      highest = height;
      best = part;
    }
  }
  return best;
}

/** Whether a pixel was shared out, and not above the branching of its part. */
// @ts-ignore: decorator
@inline export function wasShared(i: u32): bool {
  return load<f64>(heights + (<usize>i << 3)) < Infinity;
}

/** Give every pixel of the open group that has no part yet to one of `count` objects. */
export function sharePixels(count: i32, threshold: f64): void {
  profiles = scratchBytes(<u64>count * offsetof<Profile>());
  heights = scratchBytes(<u64>pixels * 8);
  rows = scratchBytes(<u64>(ymax - ymin + 2) * 4);
  compareAreas(count);
  floor = Infinity;
  for (let part = 0; part < count; part++) {
    setProfile(profileAt(part), topOf(part), threshold);
    floor = min(floor, profileAt(part).logAmplitude - REACH);
  }
  for (let i: u32 = 0; i < pixels; i++) {
    if (i == 0 || yAt(i) != yAt(i - 1)) store<u32>(rows + (<usize>(yAt(i) - ymin) << 2), i);
    store<f64>(heights + (<usize>i << 3), partAt(i) < 0 ? -Infinity : Infinity);
  }
  store<u32>(rows + (<usize>(ymax - ymin + 1) << 2), pixels);
  for (let part = 0; part < count; part++) {
    setReach(profileAt(part));
    claim(part);
  }
  for (let i: u32 = 0; i < pixels; i++) {
    if (partAt(i) < 0) setPart(i, highestAt(xAt(i), yAt(i), count));
  }
}
