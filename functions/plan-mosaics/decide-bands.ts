import type { MosaicParameters } from '../../shared/contracts/mosaics/parameters.ts';
import type { MosaicBand } from '../../shared/contracts/mosaics/plan.ts';
import { type PlannedImage, plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { pixelKind } from '../../shared/core/units/pixel-kind.ts';
import type { ImagesToPlan } from '../../shared/run/plan/images-to-plan.ts';
import { readPlanImages } from '../../shared/run/plan-images.ts';
import type { Store } from '../../shared/store/store.ts';

interface Seen {
  unit: string;
  images: number;
  /** with a plane of noise, and with one in the unit of the pixels */
  noisy: number;
  absolute: number;
  /** of which neither errors nor the gain are known */
  untold: number;
  /** of the first image; null where it has none, or another image another one */
  zeroPoint: MosaicBand['zeroPoint'] | null;
}

/** Magnitudes: zero points nearer to each other than this are one. */
const SAME_ZERO_POINT = 1e-3;

/** How each band's images become one, as asked for or as its images and its unit have it. */
export async function decideBands(
  store: Store,
  run: string,
  parameters: MosaicParameters,
  { unweighted }: Pick<ImagesToPlan, 'unweighted'>,
): Promise<{ bands: MosaicBand[]; notes: string[] }> {
  const seen = new Map<string, Seen>();
  const images = readPlanImages(store, run, plannedImageSchema);
  for await (const image of images) see(seen, image);
  const notes: string[] = [];
  const bands = [...seen].map(
    ([name, { unit, images, noisy, absolute, untold, zeroPoint }]): MosaicBand => {
      const canWeigh = noisy === images && !unweighted.includes(name);
      if (parameters.combine === 'weighted' && !canWeigh)
        notes.push(
          `Band ${name}: --combine weighted, but ${images - noisy} of ${images} images have no weights or errors that can be compared: they count alike`,
        );
      const combine =
        parameters.combine === 'weighted' && !canWeigh
          ? 'mean'
          : (parameters.combine ?? (canWeigh ? 'weighted' : 'mean'));
      if (combine === 'clipped' && untold > 0)
        notes.push(
          `Band ${name}: ${untold} of ${images} images have neither errors nor a gain (GAIN, EGAIN): outliers are found by the σ of their sky and a tenth of a source's height`,
        );
      const kind = pixelKind(unit);
      const conservesFlux = parameters.conserve
        ? parameters.conserve === 'flux'
        : kind === 'counts' || kind === 'flux';
      // Of fluxes the unit says it; a sum of images, or counts by brightness, count otherwise.
      const hasZeroPoint = kind === 'counts' && conservesFlux && combine !== 'sum';
      return {
        name,
        unit,
        combine,
        conservesFlux,
        ...(zeroPoint && hasZeroPoint ? { zeroPoint } : {}),
        hasError: absolute === images,
        isWeighted: canWeigh && combine !== 'mean',
      };
    },
  );
  return { bands, notes };
}

function see(seen: Map<string, Seen>, image: PlannedImage): void {
  const { band, unit, noise, electrons } = image;
  const own = zeroPointOf(image);
  const none = { images: 0, noisy: 0, absolute: 0, untold: 0 };
  const one = seen.get(band) ?? { unit, ...none, zeroPoint: own };
  seen.set(band, one);
  if (!isSame(one.zeroPoint, own)) one.zeroPoint = null;
  one.images++;
  if (noise) one.noisy++;
  if (noise && noise.kind !== 'weight') one.absolute++;
  else if (!electrons) one.untold++;
}

const zeroPointOf = ({ zeroPoint, zeroPointSystem }: PlannedImage): Seen['zeroPoint'] =>
  zeroPoint === null
    ? null
    : { magnitude: zeroPoint, ...(zeroPointSystem ? { system: zeroPointSystem } : {}) };

const isSame = (one: Seen['zeroPoint'], other: Seen['zeroPoint']): boolean =>
  !!one &&
  !!other &&
  one.system === other.system &&
  Math.abs(one.magnitude - other.magnitude) < SAME_ZERO_POINT;
