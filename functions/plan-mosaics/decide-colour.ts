import { RunError } from '../../shared/contracts/errors.ts';
import type { MosaicsBandPlan } from '../../shared/contracts/mosaics/band-plan.ts';
import type { MosaicParameters } from '../../shared/contracts/mosaics/parameters.ts';
import { coloursOf } from '../../shared/core/mosaics/colours.ts';
import type { Rgb } from '../../shared/core/pictures/tile-colour.ts';

/** The bands of the pictures in colour, and the tiles that all three have. */
export interface Colour {
  bands: Rgb<string>;
  tiles: ReadonlySet<string>;
}

/**
 * The bands of the pictures in colour: those that were asked for, else by the wavelengths of the
 * images; undefined where these give none. `tiles`: names of each band's, of the bands that have
 * any. Throws BadRequest for a band that no mosaic is in.
 */
export function decideColour(
  { bands }: MosaicParameters,
  planned: readonly MosaicsBandPlan[],
  tiles: ReadonlyMap<string, ReadonlySet<string>>,
): Colour | undefined {
  const chosen = bands ? ([bands.r, bands.g, bands.b] as const) : byWavelength(planned, tiles);
  if (!chosen) return undefined;
  const [red, green, blue] = chosen.map((band) => {
    const own = tiles.get(band);
    if (own) return own;
    throw new RunError(
      'BadRequest',
      `--bands: no mosaic is in band ${band}: there are ${[...tiles.keys()].join(', ')}`,
    );
  });
  const common = [...red!].filter((name) => green!.has(name) && blue!.has(name));
  return { bands: chosen, tiles: new Set(common) };
}

const byWavelength = (
  planned: readonly MosaicsBandPlan[],
  tiles: ReadonlyMap<string, ReadonlySet<string>>,
): Rgb<string> | undefined =>
  coloursOf(
    planned.flatMap(({ band: { name }, wavelength }) => {
      const own = tiles.get(name);
      return own && wavelength !== null ? [{ band: name, wavelength, tiles: own }] : [];
    }),
  );
