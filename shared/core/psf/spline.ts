/**
 * Weights of the four nodes about a place, its fraction t in [0, 1) past the second of them: the
 * uniform cubic B-spline (Unser 1999, equation 4).
 */
export function splineWeights(t: number, out: Float64Array): void {
  const s = 1 - t;
  out[0] = (s * s * s) / 6;
  out[1] = (4 - 6 * t * t + 3 * t * t * t) / 6;
  out[2] = (4 - 6 * s * s + 3 * s * s * s) / 6;
  out[3] = (t * t * t) / 6;
}

/** Derivatives of the weights by t. */
export function splineSlopes(t: number, out: Float64Array): void {
  const s = 1 - t;
  out[0] = -(s * s) / 2;
  out[1] = (-4 * t + 3 * t * t) / 2;
  out[2] = (4 * s - 3 * s * s) / 2;
  out[3] = (t * t) / 2;
}

/**
 * Turns side × side values at the nodes, in place, into the coefficients of the spline through
 * them; beyond the border all is 0.
 */
export function splineCoefficients(values: Float64Array, side: number): void {
  const ratios = new Float64Array(side);
  const line = new Float64Array(side);
  for (let axis = 0; axis < 2; axis++) {
    const [step, stride] = axis === 0 ? [1, side] : [side, 1];
    for (let n = 0; n < side; n++) {
      for (let k = 0; k < side; k++) line[k] = 6 * values[n * stride + k * step]!;
      solveSpline(line, ratios);
      for (let k = 0; k < side; k++) values[n * stride + k * step] = line[k]!;
    }
  }
}

/** Solves c[k-1] + 4 c[k] + c[k+1] = line[k] in place (Thomas' algorithm). */
function solveSpline(line: Float64Array, ratios: Float64Array): void {
  const { length } = line;
  for (let k = 0; k < length; k++) {
    const pivot = 4 - (k > 0 ? ratios[k - 1]! : 0);
    ratios[k] = 1 / pivot;
    line[k] = (line[k]! - (k > 0 ? line[k - 1]! : 0)) / pivot;
  }
  for (let k = length - 2; k >= 0; k--) line[k]! -= ratios[k]! * line[k + 1]!;
}
