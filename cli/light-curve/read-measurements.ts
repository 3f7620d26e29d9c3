import { UsageError } from '../../local/usage-error.ts';
import type { Cone } from '../../shared/core/query/constraints.ts';
import type { CellValue } from '../../shared/core/query/result.ts';
import { QueryEngine } from '../../shared/query/engine.ts';
import { openStore } from '../../shared/store/open.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { readCone } from '../query/read-cone.ts';
import { type LightCurve, lightCurveOf } from './read-table.ts';

/** Within so far of a place lies what was measured there, unless it is said. */
const RADIUS = '1s';

/** The measurements of one object of a run, by its number or place. Throws UsageError. */
export async function readMeasurements(
  place: string,
  { objid, pos }: { objid?: string | undefined; pos?: string | undefined },
): Promise<LightCurve> {
  if ((objid === undefined) === (pos === undefined))
    throw new UsageError(`say which object of ${place}: --objid N, or --pos "ra dec" in degrees`);
  if (objid !== undefined && !/^-?\d{1,19}$/.test(objid))
    throw new UsageError(`--objid ${objid}: write the whole number that the tables have`);
  const cone =
    pos === undefined
      ? undefined
      : readCone(/\S+[\s,]+\S+[\s,]+\S/.test(pos) ? pos : `${pos} ${RADIUS}`);
  const engine = await QueryEngine.open(
    openStore({ ...process.env, STARFAN_FILES: '1' }),
    objectUrl(place),
  );
  try {
    const of = cone === undefined ? objid : await nearestObject(engine, cone);
    const where = of === undefined ? '' : ` WHERE objid = ${of}`;
    const sql = `SELECT mjd, filter, mag, magErr FROM measurements${where} ORDER BY mjd`;
    const cells = await cellsOf(engine, sql, cone);
    if (cells.length === 0)
      throw new UsageError(
        `${place} has no measurement of ${objid === undefined ? `anything at ${pos}` : `object ${objid}`}`,
      );
    return lightCurveOf(
      cells.map(([mjd = null, filter = null, mag = null, error = null]) => ({
        mjd: number(mjd),
        filter: filter === null ? '' : String(filter),
        mag: number(mag),
        error: number(error),
      })),
    );
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

/** Of the objects in a cone the one nearest to its centre; undefined where there is no such table. */
async function nearestObject(engine: QueryEngine, cone: Cone): Promise<string | undefined> {
  if (!engine.tables.some(({ names }) => names.includes('objects'))) return undefined;
  const far = `DISTANCE(POINT(ra, dec), POINT(${cone.ra}, ${cone.dec}))`;
  const [first] = await cellsOf(engine, `SELECT TOP 1 objid FROM objects ORDER BY ${far}`, cone);
  return first?.[0]?.toString();
}

const number = (cell: CellValue): number => (cell === null ? Number.NaN : Number(cell));
