import { askNetwork, readNetwork } from '../../core/source-extractor/network.ts';
import { isophotalSums } from '../measured/isophotes.ts';
import { pixelScales } from '../measured/world.ts';
import type { Scene } from '../scene.ts';
import { byName } from './by-name.ts';

/**
 * CLASS_STAR: what the user's network says of logarithms of the area above the threshold, of the
 * peak over the threshold, and of the seven areas above it, areas in units of the squared seeing;
 * and of the seeing, arcsec (Bertin & Arnouts 1996; the order found by giving SExtractor networks
 * that pass one input on).
 */
function classes(scene: Scene): Float64Array {
  const { STARNNW_NAME, SEEING_FWHM } = scene.input.configuration;
  const network = readNetwork(scene.input.network ?? '', String(STARNNW_NAME[0]));
  const seeing = SEEING_FWHM[0]!;
  const scales = pixelScales(scene);
  const { areas, peak } = isophotalSums(scene);
  const threshold = scene.facts.analysisThreshold;
  return Float64Array.from(peak, (height, row) => {
    const unit = (scales[row]! / seeing) ** 2;
    const [first = 0, ...others] = areas.map((area) =>
      area[row]! > 0 ? Math.log10(area[row]! * unit) : NO_AREA,
    );
    const contrast = height > 0 ? Math.log10(height / threshold) : -1;
    return askNetwork(network, [first, contrast, ...others, Math.log10(seeing)]);
  });
}

/** The logarithm of no pixel (found from sources that do not reach the analysis threshold). */
const NO_AREA = -2;

/** CLASS_STAR. */
export const starClass = byName({ CLASS_STAR: classes });
