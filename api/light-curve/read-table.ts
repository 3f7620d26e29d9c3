import { readFile } from 'node:fs/promises';
import { UsageError } from '../../local/usage-error.ts';
import { parseCsv } from '../../shared/core/csv.ts';
import type { Brightness } from '../../shared/core/light-curve/measurement.ts';
import { bandsOf, hasErrors } from '../../shared/core/light-curve/variability.ts';

/** What the columns of a light curve are called, in lower case; the first that is there. */
const names = {
  mjd: ['mjd', 'time', 'hjd', 'bjd', 'jd'],
  mag: ['mag', 'magnitude', 'mag_auto'],
  error: ['magerr', 'mag_err', 'e_mag', 'error', 'mag_error', 'err', 'sigma', 'merr'],
  filter: ['filter', 'band', 'passband'],
} as const;

/** Measurements that count, and how many did not. */
export interface LightCurve {
  /** in the order of time */
  readonly measurements: readonly Brightness[];
  /** without a time or a magnitude, or without an error where most of their band have one */
  readonly left: number;
  /** the column that its magnitudes are of */
  readonly magnitude: string;
}

/**
 * A light curve of a CSV or TSV file with columns mjd, mag and perhaps magErr and filter. Throws
 * UsageError.
 */
export async function readLightCurve(path: string): Promise<LightCurve> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`${path} cannot be read: ${error.message}`);
  });
  const [head = [], ...rows] = parseCsv(text, /\.tsv$/i.test(path) ? '\t' : ',');
  const columns = head.map((name) => name.trim().toLowerCase());
  const place = (aliases: readonly string[]) => {
    const name = aliases.find((one) => columns.includes(one));
    if (name === undefined) return undefined;
    const at = columns.indexOf(name);
    if (columns.includes(name, at + 1))
      throw new UsageError(`${path} has more than one column ${name}: leave one`);
    return at;
  };
  const [mjd, mag] = [place(names.mjd), place(names.mag)];
  if (mjd === undefined || mag === undefined)
    throw new UsageError(
      `${path} has columns ${head.join(', ') || 'none'}: a light curve needs mjd and mag, and may have magErr and filter`,
    );
  const [error, filter] = [place(names.error), place(names.filter)];
  const measured = rows.map((row) => ({
    mjd: number(row[mjd]),
    mag: number(row[mag]),
    error: error === undefined ? Number.NaN : number(row[error]),
    filter: filter === undefined ? '' : (row[filter] ?? '').trim(),
  }));
  return { ...lightCurveOf(measured), magnitude: head[mag]!.trim() };
}

const number = (text: string | undefined): number =>
  text === undefined || text.trim() === '' ? Number.NaN : Number(text);

/** Magnitudes from here on, of either sign, say that there is none: 99.999, -99, -999. */
const NO_MAGNITUDE = 99;

/**
 * Those measurements that have a time and a magnitude, in the order of time; where half of a band
 * or more have an error, those of it that have one. An error of 99 mag or more is none.
 */
export function lightCurveOf(rows: readonly Brightness[]): Omit<LightCurve, 'magnitude'> {
  const measurements = rows
    .filter(({ mjd, mag }) => Number.isFinite(mjd) && Math.abs(mag) < NO_MAGNITUDE)
    .map((one) => (one.error >= NO_MAGNITUDE ? { ...one, error: Number.NaN } : one))
    .sort((a, b) => a.mjd - b.mjd);
  const kept = new Set(
    bandsOf(measurements).flatMap((band) => {
      const known = band.filter((one) => hasErrors([one]));
      return 2 * known.length < band.length ? band : known;
    }),
  );
  return {
    measurements: measurements.filter((one) => kept.has(one)),
    left: rows.length - kept.size,
  };
}
