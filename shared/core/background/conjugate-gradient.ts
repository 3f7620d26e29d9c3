/** The scratch of `conjugateGradient`: two vectors of the system's size, for repeated use. */
export type Workspace = readonly [Float64Array, Float64Array];

/**
 * A symmetric positive semidefinite system with its preconditioner. Both write their second
 * argument.
 */
export interface LinearSystem {
  readonly rightSide: Float64Array;
  apply(x: Float64Array, product: Float64Array): void;
  precondition(residual: Float64Array, step: Float64Array): void;
}

/**
 * Preconditioned conjugate gradient (Hestenes & Stiefel 1952), begun at `x`, which it improves in
 * place until the residual in the preconditioner's norm is `tolerance` of the right side's. Returns
 * the iterations. A consistent singular system is solved too. The system's right side becomes the
 * residual.
 */
export function conjugateGradient(
  system: LinearSystem,
  x: Float64Array,
  tolerance: number,
  maxIterations: number,
  [step, direction]: Workspace,
): number {
  const size = x.length;
  const product = step; // no step is needed where there is a product
  system.precondition(system.rightSide, step);
  const goal = tolerance ** 2 * dot(system.rightSide, step);
  system.apply(x, product);
  const residual = system.rightSide; // in its place
  for (let k = 0; k < size; k++) residual[k] = residual[k]! - product[k]!;
  system.precondition(residual, step);
  direction.set(step);
  let left = dot(residual, step);
  let iterations = 0;
  while (left > goal && iterations < maxIterations) {
    iterations++;
    system.apply(direction, product);
    const curvature = dot(direction, product);
    if (!(curvature > 0)) break;
    const length = left / curvature;
    for (let k = 0; k < size; k++) {
      x[k] = x[k]! + length * direction[k]!;
      residual[k] = residual[k]! - length * product[k]!;
    }
    system.precondition(residual, step);
    const next = dot(residual, step);
    const ratio = next / left;
    for (let k = 0; k < size; k++) direction[k] = step[k]! + ratio * direction[k]!;
    left = next;
  }
  return iterations;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
