import type { Completeness, CompletenessParameters } from '../../shared/contracts/completeness.ts';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import type { Hdu } from '../../shared/core/fits/hdu.ts';
import { hduName } from '../../shared/core/planes/choose.ts';
import { STARS_FEWEST } from '../../shared/core/psf/choose-stars.ts';
import type { PsfModel } from '../../shared/core/psf/psf-model.ts';
import { electronsOf } from '../../shared/core/units/electrons.ts';
import type { Keywords } from '../../shared/core/units/keywords.ts';
import type { ZeroPoint } from '../../shared/core/units/zero-point.ts';
import { nameOfFile } from '../../shared/run/name-of-file.ts';
import { artificialStars } from './artificial-stars.ts';
import type { Noise } from './hdu-sources.ts';
import type { LoadedPlanes } from './load-planes.ts';
import type { HduMeasurement } from './measure.ts';
import { spoiltPixels } from './spoilt-pixels.ts';

/** A searched HDU into which artificial stars are put. */
export interface HduToComplete {
  readonly loaded: LoadedPlanes;
  /** its pixels before the background was taken off */
  readonly before: Float32Array;
  readonly sources: HduMeasurement;
  readonly science: Hdu;
  readonly keywords: Keywords;
  readonly zeroPoint: ZeroPoint;
  readonly noise: Noise;
  readonly detection: DetectionParameters;
  readonly wanted: CompletenessParameters;
  readonly uri: string;
  /** the image's PSF where its stars were fitted by it */
  readonly model: PsfModel | undefined;
}

/** What came of the artificial stars of an HDU, and what a person should know of them. */
export async function hduCompleteness({
  loaded,
  before,
  sources,
  science,
  keywords,
  zeroPoint,
  noise,
  detection,
  wanted,
  uri,
  model,
}: HduToComplete): Promise<{ completeness: Completeness | undefined; warnings: string[] }> {
  const { gain, rule, level } = noise;
  const electrons = gain > 0 ? gain : electronsOf(keywords);
  const completeness = await artificialStars(loaded, before, sources, {
    parameters: detection,
    gain,
    mask: spoiltPixels(loaded, sources, rule, level),
    zeroPoint: zeroPoint.magnitude ?? 0,
    electrons,
    wanted,
    model,
    name: `${nameOfFile(uri)}[${science.index}]`,
  });
  const warnings = !completeness
    ? [
        `fewer than ${STARS_FEWEST} isolated, unsaturated stars: there is no PSF, and no artificial star`,
      ]
    : [
        ...(zeroPoint.magnitude === null
          ? ['magnitudes of artificial stars are of one unit of the pixels: there is no zero point']
          : []),
        ...(electrons === undefined
          ? [
              'artificial stars have no photon noise: neither GAIN nor BUNIT and the exposure time say what an electron is',
            ]
          : []),
      ];
  return {
    completeness,
    warnings: warnings.map((warning) => `${hduName(science)}: ${warning}`),
  };
}
