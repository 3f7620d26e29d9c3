/**
 * The side of a HEALPix cell, radians: the square root of its area, the sphere's 4π over 12 ·
 * 4^order.
 */
export const cellSide = (order: number): number => Math.sqrt(Math.PI / 3) / 2 ** order;

/** The area of a HEALPix cell, steradians. */
export const cellArea = (order: number): number => Math.PI / 3 / 4 ** order;

/**
 * No point of a HEALPix cell is further from its centre than this, radians (healpy: 0.84 at order
 * 0, 1.0688/2^10 at 10).
 */
export const cellRadius = (order: number): number => 1.07 / 2 ** order;
