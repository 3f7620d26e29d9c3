import type { Projection, ProjectionPoints } from '../projection.ts';

/** Gnomonic: Paper II §5.1.3. R = cot θ. */
export class Tan implements Projection {
  readonly theta0 = 90;

  deproject(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      l[i] = -y[i]!;
      m[i] = x[i]!;
      n[i] = 1;
    }
  }

  /** The lower hemisphere has no image. */
  project(count: number, { x, y, l, m, n }: ProjectionPoints): void {
    for (let i = 0; i < count; i++) {
      const scale = n[i]! > 0 ? 1 / n[i]! : Number.NaN;
      x[i] = m[i]! * scale;
      y[i] = -l[i]! * scale;
    }
  }
}
