import type { Detections } from './detections.ts';
import type { Matched } from './match-detections.ts';

/** What is known of given places. */
export interface GivenPlaces {
  /** their ids are whole numbers of 64 bits; else text */
  readonly hasNumbers: boolean;
  /** their ids are those of objects: objid */
  readonly areObjects: boolean;
}

/** Measurements at one given place are of one object: those with the same place and id. */
export function matchPlaces({ rows, ids = [], columns: { ra, dec } }: Detections): Matched {
  const objectOf = new Int32Array(rows);
  const first = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const place = `${ra[row]} ${dec[row]} ${ids[row]}`;
    const known = first.get(place) ?? row;
    first.set(place, known);
    objectOf[row] = known;
  }
  return { objectOf, flags: new Uint8Array(rows) };
}
