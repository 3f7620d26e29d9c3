/**
 * A smooth random function of the plane, in [0, 1], that changes over a unit. The same everywhere
 * for the same seed.
 */
function valueNoise(seed: number, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [smooth(x - column), smooth(y - row)];
  const lower = atNode(seed, column, row) * (1 - u) + atNode(seed, column + 1, row) * u;
  const upper = atNode(seed, column, row + 1) * (1 - u) + atNode(seed, column + 1, row + 1) * u;
  return lower * (1 - v) + upper * v;
}

/** Octaves of it, each half as large and as strong: the look of a cloud. In [0, 1], about 0.5. */
export const cloud = (seed: number, x: number, y: number, octaves: number): number =>
  summed(seed, x, y, octaves, (value) => value);

/** As a cloud, but of ridges: near 1 along crooked lines. */
export const ridges = (seed: number, x: number, y: number, octaves: number): number =>
  summed(seed, x, y, octaves, (value) => 1 - Math.abs(2 * value - 1));

function summed(
  seed: number,
  x: number,
  y: number,
  octaves: number,
  shape: (value: number) => number,
): number {
  let [sum, strength, scale] = [0, 0.5, 1];
  for (let octave = 0; octave < octaves; octave++) {
    sum += strength * shape(valueNoise(seed + octave, x * scale, y * scale));
    strength /= 2;
    scale *= 2.03; // so that the nodes of one octave do not lie on those of the next
  }
  return sum / (1 - 2 * strength);
}

/** Of no slope and no curvature at 0 and 1. */
const smooth = (t: number): number => t * t * t * (t * (6 * t - 15) + 10);

/**
 * A number in [0, 1) for a node of the grid: its coordinates and the seed, hashed (the finalizer of
 * MurmurHash3).
 */
function atNode(seed: number, column: number, row: number): number {
  let h = Math.imul(seed, 0x9e3779b1) ^ Math.imul(column, 0x85ebca6b) ^ Math.imul(row, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}
