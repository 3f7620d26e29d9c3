import { PackedImages } from '../../../shared/core/background/packed-images.ts';
import { Pairs, planeDifference } from '../../../shared/core/background/pairs.ts';
import { toRadians } from '../../../shared/core/sphere/angle.ts';
import { dot, lonLatToVector, subtract, type Vector } from '../../../shared/core/sphere/vector.ts';
import { normal } from '../overlaps/made-images.ts';
import { seeded } from '../pictures/slow-twins.ts';

/** Of a sample's difference, ADU. */
const NOISE = 7;
/** An image of 512 × 1024 pixels is looked at in so many places. */
const [ACROSS, UP] = [20, 40];
const PIXELS = (512 * 1024) / (ACROSS * UP);
/** Of a scan, degrees. */
const SCAN = 6;
/** σ of the levels planted, ADU. */
const LEVELS = 10;

/** Shape of a synthetic sky. */
export interface SkyOptions {
  readonly images: number;
  readonly seed: number;
  /** σ by which the slopes of own skies are off, ADU over an image */
  readonly off: number;
  /** the part of pairs that are wrong, by some 30 ADU */
  readonly wrong?: number;
  /** of the real sky in a direction, ADU */
  readonly glow?: (direction: Vector) => number;
}

/**
 * A whole sky of images of the shape of 2MASS's, twice as high as wide, in scans of some 6° along
 * the declination, with the levels planted in them and the sums of their overlaps.
 */
export function madeSky({ images: wanted, seed, off, wrong = 0, glow }: SkyOptions) {
  const centres = scansOf(wanted);
  const deviate = normal(seed);
  const random = seeded(seed + 1);
  const height = centres.height;
  const frames = centres.places.map(({ ra, dec }) => frameAt(ra, dec, height));
  const n = frames.length;
  const truth = new Float64Array(3 * n);
  const images = new PackedImages();
  for (const [k, frame] of frames.entries()) {
    truth[3 * k] = LEVELS * deviate();
    images.add({ band: 'J', width: 512, height: 1024, frame });
    const gradient = glow
      ? [slope(glow, frame.centre, frame.across), slope(glow, frame.centre, frame.up)]
      : [0, 0];
    images.setSky(k, {
      plane: [0, gradient[0]! + off * deviate(), gradient[1]! + off * deviate()],
      rms: 5,
      count: 131_072,
    });
  }
  const pairs = new Pairs(n, Number);
  for (const [i, j] of neighbours(centres)) {
    addPair(pairs, frames, i, j, truth, deviate, random() < wrong ? 30 * deviate() : 0);
  }
  return { images, pairs, truth };
}

const times = ([x, y, z]: Vector, by: number): Vector => [x * by, y * by, z * by];

const slope = (glow: (d: Vector) => number, c: Vector, step: Vector): number => {
  const half = times(step, 0.5);
  return glow(subtract(c, times(half, -1))) - glow(subtract(c, half));
};

interface Scans {
  readonly height: number;
  readonly rows: { dec: number; first: number; count: number; phase: number }[];
  readonly places: { ra: number; dec: number }[];
}

function scansOf(wanted: number): Scans {
  // 4π steradians over images of h × h/2, each with 8 % and 10 % of overlap, and what scans share.
  const height = Math.sqrt((2 * 41_253 * 1.35) / wanted);
  const step = 0.92 * height;
  const count = Math.ceil(180 / step);
  const inScan = Math.max(1, Math.round(SCAN / step));
  const rows: Scans['rows'] = [];
  const places: Scans['places'] = [];
  for (let row = 0; row < count; row++) {
    const dec = -90 + (row + 0.5) * (180 / count);
    const scan = Math.floor(row / inScan);
    const near = Math.min(
      ...[scan * inScan, (scan + 1) * inScan - 1].map(
        (r) => Math.abs(-90 + (r + 0.5) * (180 / count)) - height / 2,
      ),
    );
    const around = Math.ceil((360 * Math.cos(toRadians(Math.max(0, near)))) / (0.45 * height));
    rows.push({ dec, first: places.length, count: around, phase: (scan * 0.37) % 1 });
    for (let k = 0; k < around; k++)
      places.push({ ra: (360 * (k + ((scan * 0.37) % 1))) / around, dec });
  }
  return { height, rows, places };
}

function frameAt(ra: number, dec: number, height: number) {
  const centre = lonLatToVector(ra, dec);
  const east: Vector = [-Math.sin(toRadians(ra)), Math.cos(toRadians(ra)), 0];
  const north: Vector = [
    centre[1] * east[2] - centre[2] * east[1],
    centre[2] * east[0] - centre[0] * east[2],
    centre[0] * east[1] - centre[1] * east[0],
  ];
  return {
    centre,
    across: times(east, -toRadians(height / 2)),
    up: times(north, toRadians(height)),
  };
}

function* neighbours({ rows, places, height }: Scans): Generator<[number, number]> {
  for (const [r, row] of rows.entries()) {
    for (const other of rows.slice(r, r + 2)) {
      for (let k = 0; k < row.count; k++) {
        const i = row.first + k;
        const cos = Math.cos(toRadians(Math.min(Math.abs(row.dec), Math.abs(other.dec))));
        const reach = Math.min(180, (0.5 * height) / Math.max(cos - toRadians(height), 0.01));
        const span = (reach / 360) * other.count;
        const at = (places[i]!.ra / 360) * other.count - other.phase;
        const seen = new Set<number>();
        for (let m = Math.ceil(at - span); m <= at + span; m++) {
          const j = other.first + (((m % other.count) + other.count) % other.count);
          if (other === row ? j <= i : false) continue;
          if (seen.has(j)) continue;
          seen.add(j);
          yield [i, j];
        }
      }
    }
  }
}

function addPair(
  pairs: Pairs,
  frames: readonly ReturnType<typeof frameAt>[],
  i: number,
  j: number,
  truth: Float64Array,
  deviate: () => number,
  error: number,
): void {
  const [a, b] = [frames[i]!, frames[j]!];
  const [uu, vv] = [dot(b.across, b.across), dot(b.up, b.up)];
  const moments = new Float64Array(15);
  const differences = new Float64Array(5);
  const t = new Float64Array(5);
  planeDifference(truth, i, j, t);
  let squares = 0;
  let count = 0;
  const sigma = NOISE / Math.sqrt(PIXELS);
  for (let y = 0; y < UP; y++) {
    const v = (y + 0.5) / UP - 0.5;
    for (let x = 0; x < ACROSS; x++) {
      const u = (x + 0.5) / ACROSS - 0.5;
      const px = a.centre[0] + u * a.across[0] + v * a.up[0];
      const py = a.centre[1] + u * a.across[1] + v * a.up[1];
      const pz = a.centre[2] + u * a.across[2] + v * a.up[2];
      const depth = px * b.centre[0] + py * b.centre[1] + pz * b.centre[2];
      if (depth <= 0) continue;
      const u2 = (px * b.across[0] + py * b.across[1] + pz * b.across[2]) / depth / uu;
      if (u2 < -0.5 || u2 > 0.5) continue;
      const v2 = (px * b.up[0] + py * b.up[1] + pz * b.up[2]) / depth / vv;
      if (v2 < -0.5 || v2 > 0.5) continue;
      const phi = [1, u, v, u2, v2];
      let d = error + sigma * deviate();
      for (let q = 0; q < 5; q++) d += t[q]! * phi[q]!;
      for (let q = 0, at = 0; q < 5; q++) {
        differences[q]! += PIXELS * phi[q]! * d;
        for (let p = q; p < 5; p++) moments[at++]! += PIXELS * phi[q]! * phi[p]!;
      }
      squares += PIXELS * d * d;
      count++;
    }
  }
  if (count < 4) return;
  const pixels = count * PIXELS;
  pairs.add({
    i: `${i}`,
    j: `${j}`,
    count: pixels,
    moments: [...moments],
    differences: [...differences],
    squares: squares + pixels * NOISE ** 2 * (1 - 1 / PIXELS),
    rms: NOISE,
  });
}

/** What is left of each level, but for their mean, ADU. */
export function levelErrors(truth: Float64Array, planes: Float64Array): Float64Array {
  const left = Float64Array.from(
    { length: truth.length / 3 },
    (_, k) => planes[3 * k]! - truth[3 * k]!,
  );
  const mean = left.reduce((sum, one) => sum + one, 0) / left.length;
  return left.map((one) => one - mean);
}

/** The same: rms, ADU. */
export const levelsLeft = (truth: Float64Array, planes: Float64Array): number => {
  const errors = levelErrors(truth, planes);
  return Math.sqrt(errors.reduce((sum, one) => sum + one * one, 0) / errors.length);
};
