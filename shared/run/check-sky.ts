import { RunError } from '../contracts/errors.ts';
import type { SkyParameters } from '../contracts/sky-map/parameters.ts';
import { parseCut } from '../core/stretch/cut.ts';
import { stretchKind } from '../core/stretch/stretch.ts';

/**
 * The same parameters, where they go together. Throws MalformedConfig for a stretch or a cut that
 * there is not, BadRequest.
 */
export function checkSky(sky: SkyParameters): SkyParameters {
  stretchKind(sky.stretch);
  parseCut(sky.cut);
  if (sky.publish === 'colour' && !sky.bands)
    throw new RunError(
      'BadRequest',
      'To publish the colour survey alone say what its colours are: bands',
    );
  if (sky.adaptive && sky.colour === 'lupton')
    throw new RunError(
      'BadRequest',
      'An adaptive stretch is per band: it does not go with colour lupton',
    );
  return sky;
}
