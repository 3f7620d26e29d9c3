import { takenWords } from '../../shared/contracts/taken.ts';
import { hduName } from '../../shared/core/planes/choose.ts';
import type { ZeroPoint } from '../../shared/core/units/zero-point.ts';
import type { ImagePlanes, ruleOf, takenOf } from '../../shared/run/open-image.ts';
import type { readWcs } from '../../shared/run/read-wcs.ts';
import type { GivenNumber } from './given-numbers.ts';
import type { LoadedPlanes } from './load-planes.ts';
import { systemName } from './magnitudes.ts';
import type { HduMeasurement } from './measure.ts';

/** What was decided and found of one HDU. */
export interface HduFacts {
  planes: ImagePlanes;
  loaded: LoadedPlanes;
  rule: Awaited<ReturnType<typeof ruleOf>>;
  gain: GivenNumber;
  saturation: GivenNumber;
  reading: Awaited<ReturnType<typeof readWcs>>;
  zeroPoint: ZeroPoint;
  found: Pick<HduMeasurement, 'globalback' | 'globalrms' | 'isConstant'>;
  taken: ReturnType<typeof takenOf>;
  /** --bits; null where it was not given */
  bits: string | null;
}

/** What a person should know of an HDU that was searched. */
export function hduWarnings({
  planes,
  loaded,
  rule,
  gain,
  saturation,
  reading,
  zeroPoint,
  found,
  bits,
}: HduFacts): string[] {
  const { quality } = planes;
  const warnings = [
    loaded.border,
    rule?.isGuess && quality
      ? `what the bits of ${quality.name} mean is not known: ${rule.words} (${percentOf(loaded.maskedPixels, loaded.image)} of all). --bits says otherwise`
      : undefined,
    bits !== null && !quality
      ? `--bits ${bits} says nothing here: the image has no data quality plane`
      : undefined,
    reading.wcs ? undefined : `ra and dec are null: ${reading.because}`,
    found.isConstant
      ? 'the image holds mainly constant data: its noise cannot be measured, and rms 1 is taken'
      : undefined,
    gain.warning,
    saturation.warning,
    zeroPointWarning(zeroPoint),
  ];
  return warnings.flatMap((warning) => (warning ? [`${hduName(planes.science)}: ${warning}`] : []));
}

function zeroPointWarning(zeroPoint: ZeroPoint): string | undefined {
  if (zeroPoint.magnitude === null) return `magnitudes are null: ${zeroPoint.because}`;
  return zeroPoint.system === 'Vega'
    ? `magnitudes are Vega's, not AB: the header has ${zeroPoint.from} alone`
    : undefined;
}

/** How an HDU was measured, for the header of the catalogue. */
export function hduComments({
  planes,
  loaded: { errorFrom },
  gain,
  zeroPoint,
  found,
  taken,
}: HduFacts): string[] {
  return [
    `background ${found.globalback}, rms ${found.globalrms}, ${errorFrom ? `errors from ${errorFrom.name}` : 'errors from the background'}`,
    ...(gain.value > 0 ? [`gain ${gain.value}: errors have the photon noise of sources`] : []),
    ...takenWords(taken),
    zeroPoint.magnitude === null
      ? `no zero point: ${zeroPoint.because}`
      : `zero point ${zeroPoint.magnitude.toFixed(4)} ${systemName(zeroPoint)} from ${zeroPoint.from}`,
  ].map((comment) => `${hduName(planes.science)}: ${comment}`);
}

const percentOf = (pixels: number, { width, height }: { width: number; height: number }): string =>
  `${((100 * pixels) / (width * height)).toPrecision(2)} %`;
