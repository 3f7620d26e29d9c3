import type { PlannedImage } from '../../contracts/sky-map/images.ts';
import { hipsPixelScale } from '../../core/hips/pixel-scale.ts';
import { orderOf } from '../../core/plan/order.ts';
import type { SkyMapPlan } from '../../core/plan/plan.ts';
import type { ImageTable } from '../../core/plan/sky-images.ts';

/** The scales of a band's images, by which they may not be of one kind. */
export interface BandScales {
  /** number of images by what weighs their pixels */
  weights: Map<string, number>;
  add(image: PlannedImage): void;
}

/** The scales of no images. */
export function newScales(): BandScales {
  const scales: BandScales = {
    weights: new Map(),
    add({ noise }) {
      const by = !noise
        ? 'none'
        : noise.kind === 'weight'
          ? 'relative weights'
          : 'errors or variances';
      scales.weights.set(by, (scales.weights.get(by) ?? 0) + 1);
    },
  };
  return scales;
}

/** Bands in which a weight of one image means nothing beside that of another. */
export const unweightedBands = (bands: ReadonlyMap<string, BandScales>): string[] =>
  [...bands].filter(([, { weights }]) => weights.size > 1).map(([band]) => band);

/** What a person should know of bands whose images differ. */
export function scaleWarnings(bands: ReadonlyMap<string, BandScales>): string[] {
  return [...bands].flatMap(([band, { weights }]) => {
    const warnings: string[] = [];
    if (weights.size > 1) {
      const kinds = [...weights].map(
        ([by, images]) => `${images} with ${by === 'none' ? 'no plane of noise' : by}`,
      );
      warnings.push(
        `Band ${band}: images cannot be weighted against each other (${kinds.sort().join(', ')}), so they count alike; bad pixels stay masked. Give all of them errors, or say weights in the list`,
      );
    }
    return warnings;
  });
}

/**
 * one pixel of an image on so many of the map's, along a side, that work and storage go into
 * nothing
 */
const MUCH_COARSER = 8;

/** Images that a map is deeper, or less deep, than they need; and the order of the finest. */
export interface DepthCounts {
  coarse: number;
  fine: number;
  deepest: number;
}

/** Counts those of a plan that are mapped. */
export function countDepths(
  images: ImageTable,
  { order, width, refused }: Pick<SkyMapPlan, 'order' | 'width' | 'refused'>,
): DepthCounts {
  const isRefused = new Set(refused.map(({ image }) => image));
  const limit = MUCH_COARSER * hipsPixelScale(order, width);
  const counts: DepthCounts = { coarse: 0, fine: 0, deepest: order };
  for (const [place, { pixelScale }] of images.entries()) {
    if (isRefused.has(place)) continue;
    if (pixelScale > limit) counts.coarse++;
    const own = orderOf(pixelScale, width);
    if (own > order) counts.fine++;
    counts.deepest = Math.max(counts.deepest, own);
  }
  return counts;
}

/** What a person should know of a map of so many images whose bands count so. */
export function depthWarnings(
  images: number,
  order: number,
  bands: readonly DepthCounts[],
): string[] {
  const coarse = bands.reduce((sum, one) => sum + one.coarse, 0);
  const fine = bands.reduce((sum, one) => sum + one.fine, 0);
  const deepest = Math.max(order, ...bands.map((one) => one.deepest));
  return [
    ...(coarse > 0
      ? [
          `${coarse} of ${images} images have pixels more than ${MUCH_COARSER} times as wide as those of order ${order}, which the finest images ask for: each order less (--order ${order - 1}) is a quarter of the work. Map the fine ones by themselves if they need it`,
        ]
      : []),
    ...(fine > 0
      ? [
          `${fine} of ${images} images have much finer pixels than most: the map is as deep as most need, order ${order}. --order ${deepest} shows all that they have, with ${4 ** (deepest - order)} times the pixels`,
        ]
      : []),
  ];
}
