// Slow, obvious twins of the kernels.

export interface Scene {
  width: number;
  height: number;
  pixels: ArrayLike<number>;
}

export interface Form {
  x: number;
  y: number;
  a: number;
  b: number;
  theta: number;
}

/** Distance in units of the ellipse. */
export function distance({ x, y, a, b, theta }: Form, i: number, j: number): number {
  const along = (i - x) * Math.cos(theta) + (j - y) * Math.sin(theta);
  const across = (j - y) * Math.cos(theta) - (i - x) * Math.sin(theta);
  return Math.hypot(along / a, across / b);
}

/** Calls `visit` with every pixel and, for each of its n x n sub-pixels, the centre. */
function subpixels(
  scene: Scene,
  n: number,
  visit: (value: number, i: number, j: number, k: number) => void,
) {
  for (let k = 0; k < scene.width * scene.height; k++) {
    const [column, row] = [k % scene.width, Math.floor(k / scene.width)];
    for (let v = 0; v < n; v++) {
      for (let u = 0; u < n; u++) {
        visit(scene.pixels[k]!, column + (u + 0.5) / n - 0.5, row + (v + 0.5) / n - 0.5, k);
      }
    }
  }
}

/** Sum and area inside r with n x n sub-pixels. */
export function apertureSum(
  scene: Scene,
  form: Form,
  r: number,
  n: number,
): { flux: number; area: number } {
  let [flux, area] = [0, 0];
  subpixels(scene, n, (value, i, j) => {
    if (distance(form, i, j) >= r) return;
    flux += value / n / n;
    area += 1 / n / n;
  });
  return { flux, area };
}

export function kronMoment(scene: Scene, form: Form, r: number): number {
  let [light, moment] = [0, 0];
  subpixels(scene, 1, (value, i, j) => {
    const far = distance(form, i, j);
    if (far > r) return;
    light += value;
    moment += far * value;
  });
  return moment / light;
}

/** The innermost of 64 rings where the growing sum reaches the fraction, linear inside the ring. */
export function growthRadius(
  scene: Scene,
  form: Form,
  rmax: number,
  target: number,
  n: number,
): number {
  const rings = new Float64Array(64);
  subpixels(scene, n, (value, i, j) => {
    const ring = Math.floor((Math.hypot(i - form.x, j - form.y) * 64) / rmax);
    if (ring < 64) rings[ring]! += value / n / n;
  });
  let below = 0;
  for (let ring = 0; ring < 64; ring++) {
    const within = below + rings[ring]!;
    if (within >= target) return ((ring + (target - below) / rings[ring]!) * rmax) / 64;
    below = within;
  }
  return rmax;
}

/** SExtractor's manual, windowed positional parameters. */
export function windowedCentre(
  scene: Scene,
  start: Form,
  sigma: number,
  n: number,
): [number, number] {
  let { x, y } = start;
  for (let step = 0; step < 16; step++) {
    let [light, dx, dy] = [0, 0, 0];
    subpixels(scene, n, (value, i, j, k) => {
      if (Math.hypot(i - x, j - y) >= 4 * sigma) return;
      const [column, row] = [k % scene.width, Math.floor(k / scene.width)];
      const weight = Math.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * sigma * sigma)) * value;
      light += weight;
      dx += weight * (column - x);
      dy += weight * (row - y);
    });
    if (!(light > 0)) break;
    x += (2 * dx) / light;
    y += (2 * dy) / light;
    if (Math.hypot((2 * dx) / light, (2 * dy) / light) < 2e-4) break;
  }
  return [x, y];
}
