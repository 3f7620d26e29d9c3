import type { Numbers } from '../../contracts/taken.ts';
import { type Counts, lowerMedian, totalOf } from './counts.ts';

/**
 * Magnitudes. Zero points closer than this are of one scale, measured night by night, and pixels
 * are left as they were published (as Hipsgen leaves them); what is further apart counts in other
 * units.
 */
const SAME_SCALE = 0.25;
/** magnitudes: 2 % of brightness, what a seam of a bright nebula begins to show at */
const VISIBLE = 0.02;

/** The zero points of the images of a band, in the unit of the band. */
export class ZeroPointCensus {
  readonly #systems = new Map<string, Counts>();
  #untold = 0;

  /** `images` alike ones. */
  add(
    { zeroPoint, zeroPointSystem }: Pick<Numbers, 'zeroPoint' | 'zeroPointSystem'>,
    images = 1,
  ): void {
    if (zeroPoint === null) {
      this.#untold += images;
      return;
    }
    const system = zeroPointSystem ?? '';
    const counts = this.#systems.get(system) ?? new Map<number, number>();
    this.#systems.set(system, counts);
    counts.set(zeroPoint, (counts.get(zeroPoint) ?? 0) + images);
  }

  /**
   * The scale of the band: the median zero point of the system that most images have; undefined
   * where none gives one.
   */
  scale(): BandScale | undefined {
    const [most, ...others] = [...this.#systems].sort(
      ([a, one], [b, other]) => totalOf(other) - totalOf(one) || (a < b ? -1 : 1),
    );
    if (!most) return undefined;
    const [system, counts] = most;
    const zeroPoint = lowerMedian(counts);
    const shifts = [...counts].filter(([one]) => isOfOtherScale(one, zeroPoint));
    const near = [...counts.keys()].filter((one) => !isOfOtherScale(one, zeroPoint));
    const spread = Math.max(...near) - Math.min(...near);
    return {
      system,
      zeroPoint,
      shifted: shifts.reduce((sum, [, images]) => sum + images, 0),
      factors: shifts.map(([one]) => factorBetween(one, zeroPoint)),
      spread,
      others: others.reduce((sum, [, one]) => sum + totalOf(one), this.#untold),
    };
  }
}

/** The zero point that all images of a band are brought to. */
export interface BandScale {
  system: string;
  zeroPoint: number;
  /** images that are multiplied, and by what */
  shifted: number;
  factors: number[];
  /** magnitudes between the zero points that are left as they are */
  spread: number;
  /** images that have none in this system and stay as they are */
  others: number;
}

/**
 * What the pixels of an image are multiplied by to have the zero point of its band; 1 where it has
 * none in the band's system.
 */
export function zeroPointFactor(
  scale: BandScale | undefined,
  { zeroPoint, zeroPointSystem }: Pick<Numbers, 'zeroPoint' | 'zeroPointSystem'>,
): number {
  if (!scale || zeroPoint === null || (zeroPointSystem ?? '') !== scale.system) return 1;
  return isOfOtherScale(zeroPoint, scale.zeroPoint) ? factorBetween(zeroPoint, scale.zeroPoint) : 1;
}

const isOfOtherScale = (one: number, other: number): boolean => Math.abs(one - other) >= SAME_SCALE;

/** Pogson: what makes values of one zero point those of another. */
export const factorBetween = (from: number, to: number): number => 10 ** (0.4 * (to - from));

/**
 * What a person should know of a band whose images were brought to one zero point, or could not.
 */
export function scaled(
  band: string,
  { zeroPoint, system, shifted, factors, spread, others }: BandScale,
): string[] {
  const [least, most] = [Math.min(...factors), Math.max(...factors)].map((one) =>
    one.toPrecision(4),
  );
  const name = `${zeroPoint.toFixed(3)}${system && ` ${system}`}`;
  return [
    ...(shifted > 0
      ? [
          `Band ${band}: pixels of ${shifted} images are multiplied by ${least === most ? least : `${least} to ${most}`} to have the zero point ${name} of the others`,
        ]
      : []),
    ...(spread >= VISIBLE
      ? [
          `Band ${band}: zero points differ by up to ${spread.toFixed(3)} mag, one source by ${Math.round(100 * (10 ** (0.4 * spread) - 1))} % between images; the map averages pixels as they are. Scale the images to one zero point if that matters`,
        ]
      : []),
    ...(others > 0
      ? [
          `Band ${band}: ${others} images tell no zero point in the system of the others (${name}) and are averaged as they are: bring them to it if that matters`,
        ]
      : []),
  ];
}
