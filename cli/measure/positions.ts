import { readFile } from 'node:fs/promises';
import { UsageError } from '../../local/usage-error.ts';
import type { Cone } from '../../shared/core/query/constraints.ts';
import { toRadians } from '../../shared/core/sphere/angle.ts';
import { lonLatToVector, separation } from '../../shared/core/sphere/vector.ts';
import { QueryEngine } from '../../shared/query/engine.ts';
import type { Store } from '../../shared/store/store.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { parseCsv } from '../light-curve/csv.ts';

/** A place on the sky where brightness is measured. */
export interface Position {
  /** all digits of a whole number of 64 bits, or text; null where the table gives none */
  readonly id: bigint | string | null;
  /** degrees, ICRS */
  readonly ra: number;
  readonly dec: number;
}

/** A table of places, of which those near an image are asked for. */
export interface Positions {
  /** what its ids are called: id, objid … */
  readonly idName: string;
  /** whether all ids are whole numbers */
  readonly hasNumbers: boolean;
  /** objects whose change means a change of the places */
  readonly inputs: readonly string[];
  near(cone: Cone): Promise<Position[]>;
  close(): void;
}

const idNames = ['id', 'objid', 'source_id', 'name', 'measid', 'number'];

/**
 * The places of a CSV file (columns ra and dec, and an id), or of a Parquet file, a HATS catalogue
 * or a run. Throws UsageError.
 */
export async function openPositions(store: Store, at: string): Promise<Positions> {
  return /\.csv$/i.test(at) ? positionsOfCsv(at) : positionsOfTable(store, at);
}

async function positionsOfCsv(path: string): Promise<Positions> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`--at ${path} cannot be read: ${error.message}`);
  });
  const [head = [], ...rows] = parseCsv(text);
  const columns = head.map((name) => name.trim().toLowerCase());
  const [ra, dec] = [columns.indexOf('ra'), columns.indexOf('dec')];
  if (ra < 0 || dec < 0)
    throw new UsageError(
      `--at ${path} has columns ${head.join(', ') || 'none'}: it needs ra and dec, degrees, and may have an id`,
    );
  const idName = idNames.find((name) => columns.includes(name)) ?? 'id';
  const id = columns.indexOf(idName);
  const texts = rows.map((row) => (id < 0 ? '' : (row[id] ?? '').trim()));
  const hasNumbers = texts.every((one) => /^[-+]?\d{1,19}$/.test(one) && is64(BigInt(one)));
  const all = rows.map((row, i): Position => {
    const position = {
      id: texts[i] === '' ? null : hasNumbers ? BigInt(texts[i]!) : texts[i]!,
      ra: degrees(row[ra]),
      dec: degrees(row[dec]),
    };
    if (Number.isFinite(position.ra) && Math.abs(position.dec) <= 90) return position;
    throw new UsageError(
      `--at ${path}, row ${i + 1}: ${row[ra]} ${row[dec]} is no place on the sky in degrees`,
    );
  });
  const vectors = all.map(({ ra: lon, dec: lat }) => lonLatToVector(lon, lat));
  return {
    idName,
    hasNumbers,
    inputs: [objectUrl(path)],
    near: async (cone) => {
      const centre = lonLatToVector(cone.ra, cone.dec);
      const reach = toRadians(cone.radius);
      return all.filter((_, i) => separation(centre, vectors[i]!) <= reach);
    },
    close: () => {},
  };
}

const is64 = (value: bigint): boolean => value === BigInt.asIntN(64, value);
const degrees = (text: string | undefined): number =>
  text === undefined || text.trim() === '' ? Number.NaN : Number(text);

async function positionsOfTable(store: Store, at: string): Promise<Positions> {
  const engine = await QueryEngine.open(store, objectUrl(at));
  const [table] = engine.tables;
  if (!table) throw new UsageError(`--at ${at} holds no table`);
  const name = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const { columns } = await engine.query(`SELECT * FROM ${name(table.names[0]!)} LIMIT 0`);
  const id = idNames
    .map((one) => columns.find((column) => column.name.toLowerCase() === one))
    .find((column) => column !== undefined);
  const wanted = [id ? name(id.name) : 'NULL AS id', name(table.ra), name(table.dec)];
  const sql = `SELECT ${wanted.join(', ')} FROM ${name(table.names[0]!)}`;
  return {
    idName: id?.name ?? 'id',
    hasNumbers: id?.type === 'int64' || id?.type === 'int32',
    inputs: table.files.length === 1 ? [table.files[0]!.url] : [],
    near: async (cone) => {
      const found: Position[] = [];
      for await (const rows of (await engine.query(sql, { cone })).rows) {
        for (const [value = null, ra, dec] of rows)
          found.push({
            id: typeof value === 'number' ? BigInt(value) : value === null ? null : idOf(value),
            ra: Number(ra),
            dec: Number(dec),
          });
      }
      return found;
    },
    close: () => engine.close(),
  };
}

const idOf = (value: bigint | string | boolean): bigint | string =>
  typeof value === 'bigint' ? value : String(value);
