// The image of test/truth/photometry/make.py, made by the same integer formula.

export const WIDTH = 160;
export const HEIGHT = 120;
const SOURCES = 40;

/** n 32-bit numbers of a linear congruential generator. */
function draws(seed: number, n: number): Uint32Array {
  const out = new Uint32Array(n);
  let state = seed;
  for (let k = 0; k < n; k++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out[k] = state;
  }
  return out;
}

/** quadratic forms xx dx^2 + xy dx dy + yy dy^2 */
const forms = [
  [4, 0, 4],
  [2, 0, 6],
  [5, 4, 3],
  [1, 0, 1],
] as const;

/** Pixels that are exact in float32, so that both languages make the same bits. */
export function pixels(x: ArrayLike<number>, y: ArrayLike<number>): Float32Array {
  const d = draws(20240607, SOURCES * 4);
  const total = new Float64Array(WIDTH * HEIGHT);
  for (let k = 0; k < SOURCES; k++) {
    const amplitude = 2000 + ((d[4 * k + 2]! >>> 8) % 60000);
    const [xx, xy, yy] = forms[(d[4 * k + 3]! >>> 8) % 4]!;
    for (let j = 0; j < HEIGHT; j++) {
      for (let i = 0; i < WIDTH; i++) {
        const dx = 16 * i - 16 * x[k]!;
        const dy = 16 * j - 16 * y[k]!;
        const q = xx * dx * dx + xy * dx * dy + yy * dy * dy;
        const t = Math.floor((65536 * 2304) / (2304 + q));
        total[j * WIDTH + i]! += Math.floor((amplitude * t * t) / 2 ** 32);
      }
    }
  }
  const noise = draws(7, WIDTH * HEIGHT);
  return Float32Array.from(
    total,
    (value, k) =>
      (value + (noise[k]! >>> 24) + ((noise[k]! >>> 16) & 255) + ((noise[k]! >>> 8) & 255) - 382) /
      16,
  );
}

const eachPixel = <T>(f: (i: number, j: number) => T): T[] =>
  Array.from({ length: WIDTH * HEIGHT }, (_, k) => f(k % WIDTH, Math.floor(k / WIDTH)));

/** An rms map. */
export const errors = (): number[] => eachPixel((i, j) => 1 + ((7 * i + 13 * j) % 16) / 16);

/** Scattered bad pixels and a bad block. */
export const mask = (): Uint8Array =>
  Uint8Array.from(
    eachPixel((i, j) =>
      Number((31 * i + 17 * j) % 23 === 0 || (i > 100 && i < 108 && j > 50 && j < 90)),
    ),
  );

/** A chequerboard of sky and two sources. */
export const segments = (): Int32Array =>
  Int32Array.from(eachPixel((i, j) => ((i >> 3) + (j >> 3)) % 3));
