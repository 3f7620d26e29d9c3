import { UsageError } from '../../local/usage-error.ts';
import { type LightCurveSummary, summarise } from '../../shared/core/light-curve/summary.ts';
import { refuseUnknown } from '../given.ts';
import { type ChosenObject, readMeasurements } from './read-measurements.ts';
import { type LightCurve, readLightCurve } from './read-table.ts';

/** Which light curve of a run; of a table only `filter` says anything. */
export interface LightCurveOptions extends ChosenObject {
  /** this band alone */
  readonly filter?: string | undefined;
}

/** A light curve, what is known of it, and how many measurements do not count. */
export interface LightCurveResult extends LightCurveSummary {
  /**
   * measurements that are left out: without a time or a magnitude, or without an error where most
   * of their band have one
   */
  readonly left: number;
  /** the column that the magnitudes are of: psf_mag where stars were fitted */
  readonly magnitude: string;
}

/**
 * The light curve of one object: how much it varies in each band (χ², Stetson's J) and its period
 * (Lomb–Scargle). `place` is a run or a HATS catalogue with a table of measurements, or a CSV or
 * TSV file with columns mjd (days) and mag, and perhaps magErr and filter. Throws UsageError.
 */
export async function lightCurve(
  place: string,
  { objid, cone, filter, ...others }: LightCurveOptions = {},
): Promise<LightCurveResult> {
  refuseUnknown(others);
  const isTable = /\.[ct]sv$/i.test(place);
  if (isTable && (objid !== undefined || cone !== undefined))
    throw new UsageError(
      `${place} is the table of one object: a number or a place chooses an object of a run`,
    );
  const all = isTable
    ? await readLightCurve(place)
    : await readMeasurements(place, { objid, cone });
  const { measurements, left, magnitude } = ofFilter(all, filter);
  return { ...summarise(measurements), left, magnitude };
}

function ofFilter(curve: LightCurve, filter: string | undefined): LightCurve {
  if (filter === undefined) return curve;
  const measurements = curve.measurements.filter((one) => one.filter === filter);
  if (measurements.length > 0) return { ...curve, measurements };
  const known = [...new Set(curve.measurements.map((one) => one.filter))].join(', ');
  throw new UsageError(`filter ${filter}: there are measurements in ${known || 'no filter'}`);
}
