/** Flags of a measurement at a given place: SExtractor's bits where it has some. */
export const placeFlags = {
  /** masked pixels in the circle, made up for by area */
  masked: 1,
  saturated: 4,
  /** a part of the circle lies over the edge, and is not made up for */
  edge: 8,
} as const;
