import { seededRandom } from '../../../shared/core/random.ts';
import { randomMagnitude } from '../magnitudes.ts';
import { bandNames, bands, type DemoBand } from './bands.ts';
import { heart, nebulaAt } from './nebula.ts';

/** A star of the demonstration's sky. */
export interface Star {
  /** arcminutes west and north of the field's centre */
  x: number;
  y: number;
  /** as they arrive here, reddened by what dust is before the star */
  magnitudes: Record<DemoBand['name'], number>;
}

/** Half the sides of the rectangle that is filled, arcminutes. */
const reach = { x: 12.5, y: 10 };

/**
 * A seeded field: stars whose numbers grow by 10^0.3 a magnitude, near dwarfs and far giants, whose
 * light comes through the nebula's dust and more, and a cluster of young, blue ones at the nebula's
 * heart.
 */
export function makeStars(seed: number): Star[] {
  const random = seededRandom(seed);
  const { uniform, normal } = random;
  const magnitude = (brightest: number, faintest: number) =>
    randomMagnitude(random, brightest, faintest, 0.3);
  const anywhere = () => ({ x: (2 * uniform() - 1) * reach.x, y: (2 * uniform() - 1) * reach.y });
  const inCluster = () => ({ x: heart.x + 0.7 * normal(), y: heart.y + 0.6 * normal() });
  const dwarf = () => seen(anywhere(), magnitude(7.5, 16), 0.25 + 0.1 * normal(), 0);
  const giant = () => {
    const place = anywhere();
    return seen(
      place,
      magnitude(7.5, 16),
      0.85 + 0.15 * normal(),
      nebulaAt(place.x, place.y).dust + 7 * uniform() ** 2,
    );
  };
  const young = () => seen(inCluster(), magnitude(8.5, 14.5), -0.2, 0);
  return [
    ...Array.from({ length: 1200 }, dwarf),
    ...Array.from({ length: 1800 }, giant),
    ...Array.from({ length: 90 }, young),
  ];
}

/**
 * A star of a magnitude in Ks and a colour J − Ks of its own, behind dust of so many magnitudes in
 * V.
 */
function seen(place: { x: number; y: number }, ks: number, colour: number, dust: number): Star {
  const own = { J: ks + colour, H: ks + 0.2 * colour, Ks: ks };
  const arriving = bandNames.map((band) => [band, own[band] + bands[band].extinction * dust]);
  return { ...place, magnitudes: Object.fromEntries(arriving) as Star['magnitudes'] };
}
