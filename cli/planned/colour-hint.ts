import { wavelengthsOfBand } from '../../shared/core/units/wavelengths.ts';

/**
 * What makes one survey in colour of a map of exactly three bands, longest wavelength red, where
 * none was asked for.
 */
export function colourHint(
  bands: readonly string[],
  { bands: asked }: { bands?: Readonly<Record<string, string>> | undefined },
): string[] {
  if (asked || bands.length !== 3) return [];
  const known = bands.map((band) => ({ band, longest: wavelengthsOfBand(band)?.[1] }));
  const isKnown = known.every(({ longest }) => longest !== undefined);
  const sorted = known.sort(
    (one, other) => (other.longest ?? 0) - (one.longest ?? 0) || (one.band < other.band ? -1 : 1),
  );
  const [r, g, b] = sorted.map(({ band }) => band);
  return [
    `  hint: of three bands --bands r=${r},g=${g},b=${b} makes one survey in colour too${isKnown ? '' : ' (the longest wavelength is r)'}`,
  ];
}
