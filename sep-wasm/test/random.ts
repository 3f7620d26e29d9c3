/** Numbers in [0, 1) from a seed, the same everywhere. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** About normal, sigma 1: twelve numbers summed. */
export function noise(next: () => number): number {
  let sum = -6;
  for (let k = 0; k < 12; k++) sum += next();
  return sum;
}

/** Noise of sigma 1 with Gaussian blobs of many sizes on it, crowded enough to touch. */
export function blobs(seed: number, width: number, height: number, count: number): Float32Array {
  const next = randomNumbers(seed);
  const data = new Float64Array(width * height).map(() => noise(next));
  for (let k = 0; k < count; k++) {
    const [x0, y0, sigma, peak] = [
      next() * width,
      next() * height,
      0.8 + 2.5 * next(),
      300 ** next() * 3,
    ];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const d = ((x - x0) ** 2 + (y - y0) ** 2) / (2 * sigma * sigma);
        if (d < 20) data[y * width + x]! += peak * Math.exp(-d);
      }
    }
  }
  return Float32Array.from(data);
}
