/** Stars as they are fitted: a struct of arrays. Pixels count from 0. */
export interface Stars {
  length: number;
  x: Float64Array;
  y: Float64Array;
  /** light within the circle of the PSF, units of the pixels */
  flux: Float64Array;
  /** standard deviations of x and y, pixels; NaN of those that stay where they are given */
  xError: Float64Array;
  yError: Float64Array;
  /** where each began; it may move so far from there and no farther */
  startX: Float64Array;
  startY: Float64Array;
  /** 1: is fitted; 0: has been given up, and has no light */
  isStar: Uint8Array;
}

/** Stars at given places with a first guess of their light. */
export function createStars(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  flux: ArrayLike<number>,
): Stars {
  return {
    length: x.length,
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    flux: Float64Array.from(flux),
    xError: new Float64Array(x.length).fill(Number.NaN),
    yError: new Float64Array(x.length).fill(Number.NaN),
    startX: Float64Array.from(x),
    startY: Float64Array.from(y),
    isStar: new Uint8Array(x.length).fill(1),
  };
}

/** What a star has besides whether it is one. */
type StarColumn = 'x' | 'y' | 'flux' | 'xError' | 'yError' | 'startX' | 'startY';

/** Both one after another. */
export function joinStars(a: Stars, b: Stars): Stars {
  const join = (property: StarColumn) => {
    const out = new Float64Array(a.length + b.length);
    out.set(a[property]);
    out.set(b[property], a.length);
    return out;
  };
  const isStar = new Uint8Array(a.length + b.length);
  isStar.set(a.isStar);
  isStar.set(b.isStar, a.length);
  return {
    length: a.length + b.length,
    x: join('x'),
    y: join('y'),
    flux: join('flux'),
    xError: join('xError'),
    yError: join('yError'),
    startX: join('startX'),
    startY: join('startY'),
    isStar,
  };
}

/** Some of the stars, in the order that is asked for. */
export function keepStars(stars: Stars, rows: readonly number[]): Stars {
  const pick = (property: StarColumn) => Float64Array.from(rows, (i) => stars[property][i]!);
  return {
    length: rows.length,
    ...{ x: pick('x'), y: pick('y'), flux: pick('flux') },
    ...{ xError: pick('xError'), yError: pick('yError') },
    ...{ startX: pick('startX'), startY: pick('startY') },
    isStar: Uint8Array.from(rows, (i) => stars.isStar[i]!),
  };
}
