import type { CardToWrite } from '../fits/write.ts';
import { icrsToHips } from '../hips/frame.ts';
import { lonLatToVector, type Vector, vectorToLonLat } from '../sphere/vector.ts';

/** Frames that grids are laid in. */
export const gridFrames = ['icrs', 'galactic'] as const;

/** Frames that a grid may have. */
export type GridFrame = (typeof gridFrames)[number];

/** CTYPE, CUNIT and RADESYS of a frame and a projection. */
export const frameCards = (frame: GridFrame, projection: string): CardToWrite[] =>
  frame === 'galactic'
    ? [
        { keyword: 'CTYPE1', value: `GLON-${projection}` },
        { keyword: 'CTYPE2', value: `GLAT-${projection}` },
        { keyword: 'CUNIT1', value: 'deg' },
        { keyword: 'CUNIT2', value: 'deg' },
      ]
    : [
        { keyword: 'CTYPE1', value: `RA---${projection}` },
        { keyword: 'CTYPE2', value: `DEC--${projection}` },
        { keyword: 'CUNIT1', value: 'deg' },
        { keyword: 'CUNIT2', value: 'deg' },
        { keyword: 'RADESYS', value: 'ICRS' },
      ];

/** A direction in a frame, of an ICRS one. */
export function icrsToFrame(frame: GridFrame, vector: Vector): Vector {
  if (frame === 'icrs') return vector;
  return lonLatToVector(...icrsToHips('galactic', ...vectorToLonLat(...vector)));
}
