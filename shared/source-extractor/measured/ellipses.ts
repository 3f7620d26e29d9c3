import {
  fluxRadius,
  hiddenShare,
  kronRadius,
  type Neighbours,
  petrosianRadius,
  sumEllipse,
  windowedPositions,
} from 'sep-wasm';
import { lengthOf } from '../../core/source-extractor/source-table.ts';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { isPhotographic, light } from './light.ts';
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
   * the part of the pixels that neighbours hold: where it is more than a tenth the flux may be
   * biased
   */
  share: Float64Array;
}

/**
 * Kron's radius is looked for out to this many a and b, and FLUX_RADIUS in a circle of this many a.
 */
export const REACH = 6;

/** The least semi-axis, pixels: a source of one row of pixels has none across. */
const LEAST_AXIS = 1e-3;

/** Semi-axes that an ellipse can have. */
const axes = once(({ objects }: Scene) => ({
  a: objects.a.map((axis) => Math.max(axis, LEAST_AXIS)),
  b: objects.b.map((axis) => Math.max(axis, LEAST_AXIS)),
}));

/**
 * Sums of whole pixels in ellipses scaled by `factor` times a radius, at least `least`, and as wide
 * as the least aperture.
 */
function sumScaled(
  scene: Scene,
  found: { radius: Float64Array; flag: Int16Array },
  [factor, least, diameter]: readonly [number, number, number],
): EllipseSums {
  const { x, y, theta } = scene.objects;
  const { a, b } = axes(scene);
  const { image, ...noise } = light(scene);
  const options = { ...noise, neighbours: neighbourMask(scene), subpix: 1 };
  const radius = found.radius.map((value) => Math.max(factor * value, least));
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
  const search = hiddenShare(scene.detection, { x, y, a, b, theta }, REACH, {
    neighbours: inDetection(scene),
  });
  const own = hiddenShare(image, { x, y, a: major, b: minor, theta }, scale, options);
  return {
    flux: sums.flux,
    fluxerr: sums.fluxerr,
    radius,
    flag: sums.flag.map((flag, row) => flag | found.flag[row]!),
    share: search.map((share, row) => Math.max(share, own[row]!)),
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
  const { PHOT_AUTOPARAMS, PHOT_AUTOAPERS } = scene.input.configuration;
  const { x, y, theta } = scene.objects;
  const { a, b } = axes(scene);
  const found = kronRadius(scene.detection, x, y, a, b, theta, REACH, {
    neighbours: inDetection(scene),
  });
  return sumScaled(scene, found, [PHOT_AUTOPARAMS[0]!, PHOT_AUTOPARAMS[1]!, PHOT_AUTOAPERS[0]!]);
});

/** PETRO photometry (Petrosian 1976). */
export const petrosian = once((scene: Scene): EllipseSums => {
  const { PHOT_PETROPARAMS, PHOT_AUTOAPERS } = scene.input.configuration;
  const { x, y, theta } = scene.objects;
  const { a, b } = axes(scene);
  const found = petrosianRadius(
    scene.detection,
    { x, y, a, b, theta },
    {
      neighbours: inDetection(scene),
    },
  );
  return sumScaled(scene, found, [PHOT_PETROPARAMS[0]!, PHOT_PETROPARAMS[1]!, PHOT_AUTOAPERS[1]!]);
});

/** The radius of half of the light, which windows follow whatever PHOT_FLUXFRAC says. */
const HALF = 0.5;

/**
 * Radii that hold parts of FLUX_AUTO, row after row: half of it, then each of PHOT_FLUXFRAC that is
 * asked for; one growth curve serves all. Of plates SExtractor counts the curve in units
 * of 10^(d / MAG_GAMMA) - 1 and the flux in intensities (found from its radii).
 */
export const radii = once((scene: Scene) => {
  const { x, y, a } = scene.objects;
  const asked = scene.input.columns
    .filter(({ parameter }) => parameter.group === 'radius')
    .map(lengthOf);
  const fractions = [
    HALF,
    ...scene.input.configuration.PHOT_FLUXFRAC.slice(0, Math.max(0, ...asked)),
  ];
  const unit = isPhotographic(scene) ? scene.input.configuration.MAG_GAMMA[0]! / Math.LN10 : 1;
  const { radius, flag } = fluxRadius(
    light(scene).image,
    x,
    y,
    a.map((axis) => REACH * axis),
    fractions,
    {
      neighbours: neighbourMask(scene),
      normflux: auto(scene).flux.map((flux) => flux * unit),
      signed: true,
    },
  );
  return { radius, flag, fractions: fractions.length };
});

const halfLight = (scene: Scene): Float64Array => {
  const { radius, fractions } = radii(scene);
  return Float64Array.from({ length: scene.rows }, (_, row) => radius[row * fractions]!);
};

/** Windowed positions, moments and fluxes. */
export const windowed = once((scene: Scene) => {
  const { image, ...noise } = light(scene);
  return windowedPositions(image, scene.objects, halfLight(scene), {
    ...noise,
    neighbours: neighbourMask(scene),
  });
});
