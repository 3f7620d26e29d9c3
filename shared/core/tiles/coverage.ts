/**
 * How much of each unit cell [i, i + 1] × [j, j + 1] a polygon covers, exactly. By Green's theorem
 * the area left of an edge is the integral of x dy along it; every edge is cut at the lines between
 * cells, and what it leaves to its left within its row goes to its own cell in part and to those
 * before it in full.
 */
export class PolygonCoverage {
  /** first column and row of the cells */
  left = 0;
  bottom = 0;
  columns = 0;
  rows = 0;
  /** areas, row by row */
  areas = new Float64Array(64);
  #heights = new Float64Array(64);

  /** The polygon's first `count` corners, in order around it, either way. */
  cover(x: Float64Array, y: Float64Array, count: number): void {
    let [x0, x1, y0, y1] = [x[0]!, x[0]!, y[0]!, y[0]!];
    for (let i = 1; i < count; i++) {
      x0 = Math.min(x0, x[i]!);
      x1 = Math.max(x1, x[i]!);
      y0 = Math.min(y0, y[i]!);
      y1 = Math.max(y1, y[i]!);
    }
    this.left = Math.floor(x0);
    this.bottom = Math.floor(y0);
    this.columns = Math.floor(x1) - this.left + 1;
    this.rows = Math.floor(y1) - this.bottom + 1;
    const cells = this.columns * this.rows;
    if (cells > this.areas.length) {
      this.areas = new Float64Array(2 * cells);
      this.#heights = new Float64Array(2 * cells);
    }
    this.areas.fill(0, 0, cells);
    this.#heights.fill(0, 0, cells);
    for (let i = 0; i < count; i++) {
      const j = i + 1 < count ? i + 1 : 0;
      this.#edge(x[i]! - this.left, y[i]! - this.bottom, x[j]! - this.left, y[j]! - this.bottom);
    }
    this.#sum(cells);
  }

  /** An edge, cut where it passes from row to row. */
  #edge(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return;
    const slope = (x1 - x0) / (y1 - y0);
    const step = y1 > y0 ? 1 : -1;
    const last = Math.min(this.rows - 1, Math.floor(y1));
    let row = Math.min(this.rows - 1, Math.floor(y0));
    let [x, y] = [x0, y0];
    while (row !== last) {
      const yCut = step > 0 ? row + 1 : row;
      const xCut = x0 + (yCut - y0) * slope;
      this.#piece(row, x, y, xCut, yCut);
      [x, y] = [xCut, yCut];
      row += step;
    }
    this.#piece(row, x, y, x1, y1);
  }

  /** A piece within a row, cut where it passes from column to column. */
  #piece(row: number, x0: number, y0: number, x1: number, y1: number): void {
    const most = this.columns - 1;
    const first = Math.max(0, Math.min(most, Math.floor(x0)));
    const last = Math.max(0, Math.min(most, Math.floor(x1)));
    const at = row * this.columns;
    if (first === last) {
      this.#add(at + first, first, x0, x1, y1 - y0);
      return;
    }
    const slope = (y1 - y0) / (x1 - x0);
    const step = x1 > x0 ? 1 : -1;
    let [x, y] = [x0, y0];
    for (let column = first; column !== last; column += step) {
      const xCut = step > 0 ? column + 1 : column;
      const yCut = y0 + (xCut - x0) * slope;
      this.#add(at + column, column, x, xCut, yCut - y);
      [x, y] = [xCut, yCut];
    }
    this.#add(at + last, last, x, x1, y1 - y);
  }

  #add(cell: number, column: number, x0: number, x1: number, height: number): void {
    this.#heights[cell] = this.#heights[cell]! + height;
    this.areas[cell] = this.areas[cell]! + height * ((x0 + x1) / 2 - column);
  }

  /**
   * What lies left of the edges of all later cells of a row is covered in full. The sign is that of
   * the way around.
   */
  #sum(cells: number): void {
    const { areas, columns } = this;
    let total = 0;
    for (let end = cells; end > 0; end -= columns) {
      let later = 0;
      for (let cell = end - 1; cell >= end - columns; cell--) {
        areas[cell] = areas[cell]! + later;
        later += this.#heights[cell]!;
        total += areas[cell]!;
      }
    }
    if (total < 0) for (let cell = 0; cell < cells; cell++) areas[cell] = -areas[cell]!;
  }
}
