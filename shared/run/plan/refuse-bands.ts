import { RunError } from '../../contracts/errors.ts';

/**
 * Bands of a run: an item of the map over pictures names all that a plate has, each with the plates
 * around it, and of the 262,144 bytes of a state's input no more than half may be items.
 */
export const MAX_BANDS = 500;

/** How many of them the sentence names. */
const NAMED = 5;

/** Throws BadRequest for images of more bands than a run may have. */
export function refuseBands(bands: Iterable<string>): void {
  const all = [...bands];
  if (all.length <= MAX_BANDS) return;
  throw new RunError(
    'BadRequest',
    `The images are of ${all.length} bands (${all.slice(0, NAMED).join(', ')} …), and ${MAX_BANDS} are the most of a run: name the bands in the list where FILTER does not, or map some of them apart`,
  );
}
