import { neighbours } from '../healpix/neighbours.ts';
import { type Histogram, mergeHistograms } from './histogram.ts';

/**
 * The histogram of a plate (a nested HEALPix cell) and the up to eight plates around it, for a stretch that follows the sky from
 * place to place: those of adjacent plates share six of nine, so they change slowly. `histogramOf` gives undefined where there is no
 * plate. At the corners of three faces a plate has seven neighbours.
 */
export function mergeNeighbours(
  order: number,
  plate: number,
  histogramOf: (plate: number) => Histogram | undefined,
): Histogram {
  // At order 0 one cell can be a neighbour twice.
  const around = new Set([plate, ...neighbours(order, plate)]);
  around.delete(-1);
  return mergeHistograms([...around].flatMap((one) => histogramOf(one) ?? []));
}
