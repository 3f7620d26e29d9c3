import { halveGreys, putRows } from '../../../sky-wasm/src/halve.ts';

/** A square tile. */
export interface SquareTile<Pixels> {
  pixels: Pixels;
  /** pixels across it */
  width: number;
}

/** An image, and its pixel that gets the first one of a tile. */
export interface TileTarget<Pixels> extends SquareTile<Pixels> {
  column: number;
  row: number;
}

/**
 * How pixels of a kind are made smaller: the one difference between tiles of values and tiles of a
 * picture.
 */
export interface TileKind<Pixels> {
  /** whether the first row is the lowest one, as in FITS, or the top one, as in PNG */
  readonly isBottomUp: boolean;
  /** without data */
  blank(width: number, height: number): Pixels;
  /**
   * Means of the factor × factor pixels that have data, of a square tile, into an image. Where none
   * has data the image stays as it is, which is blank.
   */
  shrink(tile: SquareTile<Pixels>, factor: number, into: TileTarget<Pixels>): void;
}

/** Values of a FITS tile; NaN is no data. Sums are made in double precision, row by row. */
export const values: TileKind<Float32Array> = {
  isBottomUp: true,
  blank: (width, height) => new Float32Array(width * height).fill(Number.NaN),
  shrink({ pixels: tile, width }, factor, { pixels: into, width: intoWidth, column, row }) {
    const small = width / factor;
    for (let y = 0; y < small; y++) {
      for (let x = 0; x < small; x++) {
        let sum = 0;
        let count = 0;
        for (let j = 0; j < factor; j++) {
          const start = (y * factor + j) * width + x * factor;
          for (let i = start; i < start + factor; i++) {
            const value = tile[i]!;
            if (Number.isNaN(value)) continue;
            sum += value;
            count++;
          }
        }
        if (count > 0) into[(row + y) * intoWidth + column + x] = sum / count;
      }
    }
  },
};

/**
 * RGBA bytes of a picture tile; alpha 0 is no data, what has data becomes opaque. Halves are
 * rounded up.
 */
export const pictures: TileKind<Uint8Array> = {
  isBottomUp: false,
  blank: (width, height) => new Uint8Array(4 * width * height),
  shrink({ pixels: tile, width }, factor, { pixels: into, width: intoWidth, column, row }) {
    const small = width / factor;
    for (let y = 0; y < small; y++) {
      for (let x = 0; x < small; x++) {
        let red = 0;
        let green = 0;
        let blue = 0;
        let count = 0;
        for (let j = 0; j < factor; j++) {
          const start = 4 * ((y * factor + j) * width + x * factor);
          for (let i = start; i < start + 4 * factor; i += 4) {
            if (tile[i + 3] === 0) continue;
            red += tile[i]!;
            green += tile[i + 1]!;
            blue += tile[i + 2]!;
            count++;
          }
        }
        if (count === 0) continue;
        const to = 4 * ((row + y) * intoWidth + column + x);
        into[to] = Math.floor(red / count + 0.5);
        into[to + 1] = Math.floor(green / count + 0.5);
        into[to + 2] = Math.floor(blue / count + 0.5);
        into[to + 3] = 255;
      }
    }
  },
};

/** Widths of which the kernel halves tiles. */
const KERNEL_STEP = 16;

/** Levels of a grey picture tile, a byte each; 0 is no data. Halves are rounded up. */
export const greys: TileKind<Uint8Array> = {
  isBottomUp: false,
  blank: (width, height) => new Uint8Array(width * height),
  shrink({ pixels: tile, width }, factor, { pixels: into, width: intoWidth, column, row }) {
    const small = width / factor;
    if (factor === 2 && width % KERNEL_STEP === 0) {
      putRows(halveGreys(tile, width), small, into, row * intoWidth + column, intoWidth);
      return;
    }
    for (let y = 0; y < small; y++) {
      for (let x = 0; x < small; x++) {
        let sum = 0;
        let count = 0;
        for (let j = 0; j < factor; j++) {
          const start = (y * factor + j) * width + x * factor;
          for (let i = start; i < start + factor; i++) {
            sum += tile[i]!;
            if (tile[i] !== 0) count++;
          }
        }
        if (count > 0) into[(row + y) * intoWidth + column + x] = Math.floor(sum / count + 0.5);
      }
    }
  },
};
