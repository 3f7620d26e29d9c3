import { hiddenShare, kronRadius, type Neighbours, petrosianRadius, sumEllipse } from 'sep-wasm';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { edgeFlags } from './edge-flags.ts';
import { light } from './light.ts';
import { neighbourMask } from './neighbours.ts';

/** Sums in an ellipse that follows the light. */
export interface EllipseSums {
  flux: Float64Array;
  fluxerr: Float64Array;
  /** scale of the ellipse, in units of a and b; 0 for a circle of the least aperture */
  radius: Float64Array;
  /** SEP's aperture flags */
  flag: Int16Array;
  /**
   * the part of the pixels that neighbours hold, of AUTO also where its radius is looked for: where
   * it is more than a tenth the flux may be biased
   */
  share: Float64Array;
}

/** Radii are looked for out to this many a and b, and FLUX_RADIUS in a circle of this many a. */
export const REACH = 6;

/** The least semi-axis, pixels: a source of one row of pixels has none across. */
const LEAST_AXIS = 1e-3;

/** Semi-axes that an ellipse can have. */
const axes = once(({ objects }: Scene) => ({
  a: objects.a.map((axis) => Math.max(axis, LEAST_AXIS)),
  b: objects.b.map((axis) => Math.max(axis, LEAST_AXIS)),
}));

/**
 * Where radii are looked for: in an ellipse out to 6 of its axes, or in the circle that
 * PHOT_AUTOAPERS names first where that is wider. A radius found in a circle is in pixels, and
 * counts as if it were in units of a and b (so has Source Extractor; found by varying the circle).
 */
const searched = once((scene: Scene) => {
  const { x, y, theta } = scene.objects;
  const { a, b } = axes(scene);
  const least = scene.input.configuration.PHOT_AUTOAPERS[0]! / 2;
  const reach = new Float64Array(scene.rows).fill(REACH);
  const [major, minor] = [a.slice(), b.slice()];
  for (let row = 0; row < scene.rows; row++) {
    if (REACH * Math.sqrt(a[row]! * b[row]!) >= least) continue;
    reach[row] = least;
    major[row] = minor[row] = 1;
  }
  return { ellipses: { x, y, a: major, b: minor, theta }, reach };
});

/**
 * Sums of whole pixels in ellipses scaled by `factor` times a radius, at least `least`, or in the
 * circle that PHOT_AUTOAPERS names second where that is wider.
 */
function sumScaled(
  scene: Scene,
  found: { radius: Float64Array; flag: Int16Array },
  [factor, least]: readonly number[],
): EllipseSums {
  const diameter = scene.input.configuration.PHOT_AUTOAPERS[1]!;
  const { x, y, theta } = scene.objects;
  const { a, b } = axes(scene);
  const { image, ...noise } = light(scene);
  const options = { ...noise, neighbours: neighbourMask(scene), subpix: 1 };
  const radius = found.radius.map((value) => Math.max(factor! * value, least!));
  const isSmall = radius.map((scale, row) =>
    Number(scale * Math.sqrt(a[row]! * b[row]!) < diameter / 2),
  );
  const [major, minor, scale] = [a.slice(), b.slice(), radius.slice()];
  for (let row = 0; row < radius.length; row++) {
    if (!isSmall[row]) continue;
    radius[row] = 0;
    scale[row] = diameter / 2;
    major[row] = minor[row] = 1;
  }
  const sums = sumEllipse(image, x, y, major, minor, theta, scale, options);
  const { ellipses, reach } = searched(scene);
  const own = { x, y, a: major, b: minor, theta };
  const [atSearch, atSum] = [edgeFlags(image, ellipses, reach), edgeFlags(image, own, scale)];
  return {
    flux: sums.flux,
    fluxerr: sums.fluxerr,
    radius,
    flag: sums.flag.map((flag, row) => flag | found.flag[row]! | atSearch[row]! | atSum[row]!),
    share: hiddenShare(image, own, scale, options),
  };
}

/**
 * What is hidden in the detection image, where ellipses get their scales: levels of the measurement
 * image are not its own.
 */
const inDetection = (scene: Scene): Neighbours => {
  const { detection, measurement } = scene.fields;
  if (detection === measurement) return neighbourMask(scene);
  const { levels: _, ...hidden } = neighbourMask(scene);
  return { ...hidden, bad: detection.bad };
};

/** AUTO photometry (Kron 1980). */
export const auto = once((scene: Scene): EllipseSums => {
  const { ellipses, reach } = searched(scene);
  const { x, y, a, b, theta } = ellipses;
  const found = kronRadius(scene.detection, x, y, a, b, theta, reach, {
    neighbours: inDetection(scene),
  });
  const sums = sumScaled(scene, found, scene.input.configuration.PHOT_AUTOPARAMS);
  const hidden = hiddenShare(scene.detection, ellipses, reach, { neighbours: inDetection(scene) });
  return { ...sums, share: sums.share.map((share, row) => Math.max(share, hidden[row]!)) };
});

/** PETRO photometry (Petrosian 1976). */
export const petrosian = once((scene: Scene): EllipseSums => {
  const { ellipses, reach } = searched(scene);
  const found = petrosianRadius(scene.detection, ellipses, {
    neighbours: inDetection(scene),
    reach,
  });
  return sumScaled(scene, found, scene.input.configuration.PHOT_PETROPARAMS);
});
