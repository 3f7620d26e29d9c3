import { UsageError } from '../../local/usage-error.ts';
import type { Cone } from '../../shared/core/query/constraints.ts';
import type { CellValue } from '../../shared/core/query/result.ts';
import type { QueryEngine } from '../../shared/query/engine.ts';
import { openTables } from '../query.ts';
import { type LightCurve, lightCurveOf } from './read-table.ts';

/** Which object of a run. */
export interface ChosenObject {
  /** its number in the tables */
  readonly objid?: bigint | number | string | undefined;
  /** the object nearest to the centre of this circle: degrees, ICRS */
  readonly cone?: Cone | undefined;
}

/**
 * The measurements of one object of a run, by its number or place: magnitudes of the fit by the PSF
 * where it has some, as `variable` is of them. Throws UsageError.
 */
export async function readMeasurements(
  place: string,
  { objid, cone }: ChosenObject,
): Promise<LightCurve> {
  const id = objid?.toString();
  if ((id === undefined) === (cone === undefined))
    throw new UsageError(`say which object of ${place}: by its objid, or by its position`);
  if (id !== undefined && !/^-?\d{1,19}$/.test(id))
    throw new UsageError(`objid ${id}: write the whole number that the tables have`);
  const engine = await openTables(place);
  try {
    const chosen = cone === undefined ? id : await nearestObject(engine, cone);
    const where = chosen === undefined ? '' : ` WHERE objid = ${chosen}`;
    const hasPsf = (await engine.columnsOf('measurements')).has('psf_mag');
    const psf = hasPsf ? ', psf_mag, psf_magErr' : '';
    const sql = `SELECT mjd, filter, mag, magErr${psf} FROM measurements${where} ORDER BY mjd`;
    const cells = await cellsOf(engine, sql, cone);
    if (cells.length === 0)
      throw new UsageError(
        `${place} has no measurement of ${cone ? `anything at ${cone.ra} ${cone.dec}` : `object ${id}`}`,
      );
    const isFitted = hasPsf && cells.some((row) => row[4] !== null);
    const [mag, error] = isFitted ? [4, 5] : [2, 3];
    const rows = cells.map((row) => ({
      mjd: number(row[0]),
      filter: String(row[1] ?? ''),
      mag: number(row[mag]),
      error: number(row[error]),
    }));
    return { ...lightCurveOf(rows), magnitude: isFitted ? 'psf_mag' : 'mag' };
  } finally {
    engine.close();
  }
}

async function cellsOf(
  engine: QueryEngine,
  sql: string,
  cone?: Cone,
): Promise<(readonly CellValue[])[]> {
  const cells: (readonly CellValue[])[] = [];
  for await (const some of (await engine.query(sql, { cone })).rows) cells.push(...some);
  return cells;
}

/**
 * Of the objects in a cone the one nearest to its centre; undefined where there is no such table.
 */
async function nearestObject(engine: QueryEngine, cone: Cone): Promise<string | undefined> {
  if (!engine.tables.some(({ names }) => names.includes('objects'))) return undefined;
  const far = `DISTANCE(POINT(ra, dec), POINT(${cone.ra}, ${cone.dec}))`;
  const [first] = await cellsOf(engine, `SELECT TOP 1 objid FROM objects ORDER BY ${far}`, cone);
  return first?.[0]?.toString();
}

const number = (cell: CellValue | undefined): number => Number(cell ?? Number.NaN);
