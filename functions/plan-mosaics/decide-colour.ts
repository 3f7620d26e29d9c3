import { RunError } from '../../shared/contracts/errors.ts';
import type { MosaicParameters } from '../../shared/contracts/mosaics/parameters.ts';
import { plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { coloursOf } from '../../shared/core/mosaics/colours.ts';
import type { PlannedMosaic } from '../../shared/core/mosaics/plan.ts';
import type { Rgb } from '../../shared/core/pictures/tile-colour.ts';
import { readPlanImages } from '../../shared/run/plan-images.ts';
import type { Store } from '../../shared/store/store.ts';

/** The bands of the pictures in colour, and the tiles that all three have. */
export interface Colour {
  bands: Rgb<string>;
  tiles: ReadonlySet<string>;
}

/**
 * The bands of the pictures in colour: those that were asked for, else by the wavelengths of the
 * images; undefined where these give none. Throws BadRequest for a band that no mosaic is in.
 */
export async function decideColour(
  store: Store,
  run: string,
  { bands }: MosaicParameters,
  mosaics: readonly PlannedMosaic[],
): Promise<Colour | undefined> {
  const tiles = new Map<string, Set<string>>();
  for (const { band, tile } of mosaics)
    tiles.set(band, (tiles.get(band) ?? new Set()).add(tile.name));
  const chosen = bands
    ? ([bands.r, bands.g, bands.b] as const)
    : await byWavelength(store, run, tiles);
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

async function byWavelength(
  store: Store,
  run: string,
  tiles: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Rgb<string> | undefined> {
  const known = new Map<string, number>();
  const images = readPlanImages(store, run, plannedImageSchema);
  for await (const { band, wavelengths } of images)
    if (wavelengths && !known.has(band))
      known.set(band, Math.sqrt(wavelengths[0] * wavelengths[1]));
  return coloursOf(
    [...known].flatMap(([band, wavelength]) => {
      const own = tiles.get(band);
      return own ? [{ band, wavelength, tiles: own }] : [];
    }),
  );
}
