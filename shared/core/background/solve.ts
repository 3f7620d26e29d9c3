import { CoarseSpace } from './coarse.ts';
import { conjugateGradient, type Workspace } from './conjugate-gradient.ts';
import { globalModes, isFree } from './free-modes.ts';
import { removeGlobal } from './global-plane.ts';
import { type GroupToMatch, groupToMatch } from './group-to-match.ts';
import { type ConnectedImages, groupsOf } from './groups.ts';
import type { BackgroundImages } from './image.ts';
import { PairWeights } from './pair-weights.ts';
import { type Pairs, planeDifference } from './pairs.ts';
import { rejoin } from './rejoin.ts';
import { SlopeModel } from './slope-model.ts';
import type { Scratch } from './slopes.ts';
import { NormalEquations } from './system.ts';

/** What is matched of each image: level and slopes, the level alone, or nothing. */
export type BackgroundMode = 'plane' | 'level' | 'none';

/** How one connected group of images was matched. */
export interface MatchedGroup {
  readonly band: string;
  readonly images: number;
  readonly pairs: number;
  /** of the conjugate gradient, all passes together */
  readonly iterations: number;
  /** σ of the corrections' slopes, image units over an image, as the overlaps show it */
  readonly slopeSigma: number;
  /**
   * σ by which the slopes of the images' own skies are not theirs but the sky's; undefined without
   * own skies
   */
  readonly skySigma: number | undefined;
  /**
   * independent tilts of the whole group that overlaps cannot show, and that they can (round a
   * closed ring)
   */
  readonly free: number;
  readonly determined: number;
}

/** What is to be subtracted from each image, and how well it is known. */
export interface BackgroundSolution {
  /** a, b, c per image: a + b (x − xc)/width + c (y − yc)/height is to be subtracted */
  readonly planes: Float64Array;
  /**
   * per pair, in the order added: rms over the overlap of what is not noise in the difference,
   * before and after
   */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** per pair: 1 = believed; less = an outlier, held back */
  readonly weights: Float64Array;
  readonly groups: MatchedGroup[];
}

/** Passes with Huber's weights, and all: each is one solution, begun at the last. */
const MILD_PASSES = 4;
const MAX_PASSES = 16;
/** Weights that change less than this are settled. */
const SETTLED = 0.05;
/** Of the conjugate gradient: while weights are found, and at the end. */
const ROUGH = 1e-4;
const FINE = 1e-7;
const MAX_ITERATIONS = 2000;
/** Smaller groups are solved as fast without a coarse space. */
const MIN_COARSE = 40;

/**
 * One plane (or level) per image, so that the differences of all overlapping pairs vanish in the
 * sense of least squares:
 *
 * Σ_pairs w Σ_samples (D − (c_i − c_j))² + Σ_images slope terms → min,
 *
 * w = the trust in the pair over its noise (see `PairWeights`; found by iteration, first with
 * Huber's weights, whose minimum is unique, then with their squares, which let go of a wrong pair).
 * Every band and every connected group is solved by itself, by conjugate gradient; time and memory
 * are linear in images and pairs.
 *
 * Thin overlaps hardly see slopes across them: along a row of images, levels and slopes may zigzag
 * together and leave no seam. Two robust terms say what is then likely, each as strongly as the
 * overlaps that do see slopes confirm it: slopes are about 0, and they are those of the images' own
 * skies, less a common plane (see `SlopeModel`).
 *
 * What overlaps really cannot show is fixed: the corrections of a group have no mean level, and of
 * its tilts those that leave no difference (see `globalModes`) get the amount at which the
 * corrections' slopes have the least area-weighted mean square. So levels come before slopes: what
 * a step in level explains is no slope. A tilt that overlaps do show stays as it is.
 *
 * Throws RangeError when the pairs are not of these images, or join two bands.
 */
export function solveBackground(
  images: BackgroundImages,
  pairs: Pairs,
  mode: BackgroundMode = 'plane',
): BackgroundSolution {
  if (pairs.images !== images.length) {
    throw new RangeError(`pairs of ${pairs.images} images for a background of ${images.length}`);
  }
  const planes = new Float64Array(3 * images.length);
  const weights = new Float64Array(pairs.count).fill(1);
  const [before, after] = [new Float64Array(pairs.count), new Float64Array(pairs.count)];
  const groups: MatchedGroup[] = [];
  for (const group of groupsOf(pairs)) {
    checkBand(images, group);
    if (mode === 'none' || group.images.length === 1) continue;
    // The arrays of the answer serve as scratch until the answer is written.
    const scratch: Scratch = [
      before.subarray(0, group.pairs.length),
      after.subarray(0, group.pairs.length),
    ];
    const own = groupToMatch(images, pairs, group, mode === 'plane');
    const { solution, ...report } = matchGroup(own, mode === 'plane', weights, scratch);
    for (let place = 0; place < own.images.length; place++) {
      planes.set(solution.subarray(3 * place, 3 * place + 3), 3 * group.images[place]!);
    }
    groups.push(report);
  }
  setSeams(before, pairs);
  setSeams(after, pairs, planes);
  return { planes, before, after, weights, groups };
}

function matchGroup(
  own: GroupToMatch,
  slopes: boolean,
  trust: Float64Array,
  scratch: Scratch,
): MatchedGroup & { solution: Float64Array } {
  const { images, pairs, group, areas, globals } = own;
  const pairWeights = new PairWeights(pairs, group, trust, scratch);
  const model = slopes
    ? new SlopeModel(own, (pair) => pairWeights.noise(pair), scratch)
    : undefined;
  const { solution, iterations } = settle(own, pairWeights, model, trust);
  const modes = globalModes(pairs, group, pairWeights.weights(), globals);
  const free = modes.filter(isFree).map(({ planes }) => planes);
  if (free.length > 0) removeGlobal(solution, free, areas, true);
  removeGlobal(solution, globals.slice(0, 1), areas);
  return {
    band: images.at(0)!.band,
    images: images.length,
    pairs: group.pairs.length,
    iterations,
    slopeSigma: model?.slopeSigma ?? 0,
    skySigma: model?.skySigma,
    free: free.length,
    determined: modes.length - free.length,
    solution,
  };
}

/** Solves and weighs in turn, until the weights change no more. */
function settle(
  { images, pairs, group, globals }: GroupToMatch,
  pairWeights: PairWeights,
  model: SlopeModel | undefined,
  trust: Float64Array,
): { solution: Float64Array; iterations: number } {
  const coarse =
    images.length < MIN_COARSE
      ? undefined
      : new CoarseSpace({
          ...{ pairs, group, globals },
          weights: pairWeights.weights(),
          terms: model?.terms,
        });
  const vector = (): Float64Array => new Float64Array(3 * images.length);
  const solution = vector();
  const system = new NormalEquations(pairs, group);
  const workspace: Workspace = [vector(), vector()];
  let iterations = 0;
  const improve = (tolerance: number): void => {
    system.set(pairWeights.weights(), model?.terms, coarse);
    iterations += conjugateGradient(system, solution, tolerance, MAX_ITERATIONS, workspace);
  };
  let strict = false;
  for (let pass = 1; pass <= MAX_PASSES; pass++) {
    improve(ROUGH);
    const changed = Math.max(pairWeights.reweigh(solution, strict), model?.reweigh(solution) ?? 0);
    if (changed < SETTLED) {
      if (strict) {
        const expected = (pair: number) => pairWeights.expected(pair);
        if (rejoin({ pairs, group, trust, expected, planes: solution }) === 0) break;
        pairWeights.reweigh(solution, strict);
      }
      strict = true;
    } else if (pass === MILD_PASSES) strict = true;
  }
  improve(FINE);
  return { solution, iterations };
}

/** Without planes: as they are. */
function setSeams(seams: Float64Array, pairs: Pairs, planes?: Float64Array): void {
  const t = new Float64Array(5);
  for (let pair = 0; pair < pairs.count; pair++) {
    if (planes) planeDifference(planes, pairs.i(pair), pairs.j(pair), t);
    seams[pair] = Math.sqrt(pairs.seamSquare(pair, t));
  }
}

function checkBand(images: BackgroundImages, group: ConnectedImages): void {
  const bands = Array.from(group.images, (image) => images.at(image)!.band);
  for (let k = 0; k < group.pairs.length; k++) {
    if (bands[group.i[k]!] === bands[group.j[k]!]) continue;
    const [i, j] = [images.at(group.images[group.i[k]!]!)!, images.at(group.images[group.j[k]!]!)!];
    throw new RangeError(`an overlap of ${i.name} (band ${i.band}) and ${j.name} (band ${j.band})`);
  }
}
