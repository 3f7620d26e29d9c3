import { cross, dot, lonLatToVector, sumOf, unit, type Vector } from './vector.ts';

const [up, down]: Vector[] = [
  [0, 0, 1],
  [0, 0, -1],
];
const [x, y, minusX, minusY]: Vector[] = [
  [1, 0, 0],
  [0, 1, 0],
  [-1, 0, 0],
  [0, -1, 0],
];

type Triangle = readonly [Vector, Vector, Vector];

/** S0 to S3 and N0 to N3, whose numbers are 8 to 15 (Kunszt, Szalay & Thakar 2001, §2). */
const octants = [
  [x, down, y],
  [y, down, minusX],
  [minusX, down, minusY],
  [minusY, down, x],
  [x, up, minusY],
  [minusY, up, minusX],
  [minusX, up, y],
  [y, up, x],
] as Triangle[];

/** A place on a side is in the triangle that comes first. */
const MARGIN = 1e-15;

const holds = ([a, b, c]: Triangle, place: Vector): boolean =>
  dot(cross(a, b), place) >= -MARGIN &&
  dot(cross(b, c), place) >= -MARGIN &&
  dot(cross(c, a), place) >= -MARGIN;

const middle = (a: Vector, b: Vector): Vector => unit(sumOf([a, b]));

/**
 * The triangle of the Hierarchical Triangular Mesh that a position (degrees) lies in, at a level
 * from 0 to 20: 8·4^level to 16·4^level − 1, as SDSS numbers them (Kunszt, Szalay & Thakar 2001,
 * "The Hierarchical Triangular Mesh").
 */
export function htmId(level: number, lon: number, lat: number): number {
  const place = lonLatToVector(lon, lat);
  const octant = octants.findIndex((one) => holds(one, place));
  let triangle = octants[octant]!;
  let id = 8 + octant;
  for (let depth = 0; depth < level; depth++) {
    const [a, b, c] = triangle;
    const [p, q, r] = [middle(b, c), middle(a, c), middle(a, b)];
    const children: Triangle[] = [
      [a, r, q],
      [b, p, r],
      [c, q, p],
      [p, q, r],
    ];
    const child = Math.max(
      0,
      children.findIndex((one) => holds(one, place)),
    );
    triangle = children[child]!;
    id = 4 * id + child;
  }
  return id;
}
