/** A small polygon that is cut and measured in place. */
export class Polygon {
  count = 0;
  x = new Float64Array(16);
  y = new Float64Array(16);
  #nextX = new Float64Array(16);
  #nextY = new Float64Array(16);

  add(x: number, y: number): void {
    this.x[this.count] = x;
    this.y[this.count] = y;
    this.count++;
  }

  /** Without sign. */
  get area(): number {
    let sum = 0;
    for (let i = 0, j = this.count - 1; i < this.count; j = i++) {
      sum +=
        (this.x[j]! - this.x[0]!) * (this.y[i]! - this.y[0]!) -
        (this.x[i]! - this.x[0]!) * (this.y[j]! - this.y[0]!);
    }
    return Math.abs(sum) / 2;
  }

  /**
   * Cuts off what lies outside [0, width] × [0, height] (Sutherland & Hodgman 1974). False when
   * nothing is left.
   */
  clip(width: number, height: number): boolean {
    this.#cut(1, 0, 0);
    this.#cut(-1, 0, width);
    this.#cut(0, 1, 0);
    this.#cut(0, -1, height);
    return this.count > 2;
  }

  /** Keeps a·x + b·y + c ≥ 0. */
  #cut(a: number, b: number, c: number): void {
    const { x, y, count } = this;
    [this.x, this.#nextX] = [this.#nextX, x];
    [this.y, this.#nextY] = [this.#nextY, y];
    this.count = 0;
    for (let i = 0, j = count - 1; i < count; j = i++) {
      const before = a * x[j]! + b * y[j]! + c;
      const here = a * x[i]! + b * y[i]! + c;
      if (before < 0 !== here < 0) {
        const t = before / (before - here);
        this.add(x[j]! + t * (x[i]! - x[j]!), y[j]! + t * (y[i]! - y[j]!));
      }
      if (here >= 0) this.add(x[i]!, y[i]!);
    }
  }
}
