import type { MosaicParameters } from '../../shared/contracts/mosaics/parameters.ts';
import type { MosaicBand } from '../../shared/contracts/mosaics/plan.ts';
import { plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
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
}

/** How each band's images become one, as asked for or as its images and its unit have it. */
export async function decideBands(
  store: Store,
  run: string,
  parameters: MosaicParameters,
  { unweighted }: Pick<ImagesToPlan, 'unweighted'>,
): Promise<{ bands: MosaicBand[]; notes: string[] }> {
  const seen = new Map<string, Seen>();
  const images = readPlanImages(store, run, plannedImageSchema);
  for await (const { band, unit, noise } of images) {
    const one = seen.get(band) ?? { unit, images: 0, noisy: 0, absolute: 0 };
    seen.set(band, one);
    one.images++;
    if (noise) one.noisy++;
    if (noise && noise.kind !== 'weight') one.absolute++;
  }
  const notes: string[] = [];
  const bands = [...seen].map(([name, { unit, images, noisy, absolute }]): MosaicBand => {
    const canWeigh = noisy === images && !unweighted.includes(name);
    if (parameters.combine === 'weighted' && !canWeigh)
      notes.push(
        `Band ${name}: --combine weighted, but ${images - noisy} of ${images} images have no weights or errors that can be compared: they count alike`,
      );
    const combine =
      parameters.combine === 'weighted' && !canWeigh
        ? 'mean'
        : (parameters.combine ?? (canWeigh ? 'weighted' : 'mean'));
    if (combine === 'clipped' && noisy < images)
      notes.push(
        `Band ${name}: ${images - noisy} images have no noise plane: outliers are found by the σ of their sky and a tenth of a source's height, as the gain is unknown`,
      );
    const kind = pixelKind(unit);
    return {
      name,
      unit,
      combine,
      conservesFlux: parameters.conserve
        ? parameters.conserve === 'flux'
        : kind === 'counts' || kind === 'flux',
      hasError: absolute === images,
      isWeighted: canWeigh && combine !== 'mean',
    };
  });
  return { bands, notes };
}
