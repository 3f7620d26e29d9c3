/** An rms of this and more says that a pixel was not seen (SExtractor's limit is 1e30 on the variance). */
const UNSEEN = 1e15;

/** Bad pixels of an error map go into the mask (1 = bad), and are NaN in the map. In place; no copy. */
export function maskBadErrors(error: Float32Array, mask: Uint8Array): void {
  for (let i = 0; i < error.length; i++) {
    if (error[i]! > 0 && error[i]! < UNSEEN) continue;
    error[i] = Number.NaN;
    mask[i] = 1;
  }
}

/** An inverse variance map becomes one of standard deviations, in place: 1/√w, NaN where there is no weight. */
export function weightToError(weight: Float32Array): void {
  for (let i = 0; i < weight.length; i++) weight[i] = weight[i]! > 0 ? 1 / Math.sqrt(weight[i]!) : Number.NaN;
}

/** Multiplies an error map, in place. A weight is known up to a factor only: the background's rms gives it. */
export function scaleErrors(error: Float32Array, factor: number): void {
  for (let i = 0; i < error.length; i++) error[i]! *= factor;
}
