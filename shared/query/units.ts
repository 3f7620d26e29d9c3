import type { ResultColumn } from '../core/query/result.ts';
import type { NamedPlan } from './database.ts';
import type { ParquetFooter } from './footer.ts';

/** What a file says that a column is; empty where it says nothing. */
interface Meaning {
  readonly unit: string;
  readonly ucd: string;
}

/** Under which a Parquet file has a VOTable that describes its columns (VOParquet 1.0). */
const VOTABLE_KEY = 'IVOA.VOTable-Parquet.content';
/** Of units and UCDs, in characters, at most. */
const LONGEST = 200;

/**
 * Columns of an answer with the units and UCDs that the tables give those that they are;
 * `plain` says which. None where two tables differ.
 */
export function withUnits(
  columns: readonly ResultColumn[],
  plain: (output: string) => string | undefined,
  plans: readonly NamedPlan[],
): ResultColumn[] {
  const tables = plans.flatMap(({ plan: { choices } }) =>
    choices.slice(0, 1).map(({ file }) => meaningsOf(file)),
  );
  return columns.map((column) => {
    const source = plain(column.name);
    const known = source === undefined ? [] : tables.flatMap((one) => one.get(source) ?? []);
    const [first] = known;
    if (!first || known.some(({ unit, ucd }) => unit !== first.unit || ucd !== first.ucd))
      return column;
    return { ...column, ...first };
  });
}

/** By the names of columns in lower case. */
function meaningsOf({ metadata }: ParquetFooter): Map<string, Meaning> {
  const text = metadata.key_value_metadata?.find(({ key }) => key === VOTABLE_KEY)?.value ?? '';
  const meanings = new Map<string, Meaning>();
  for (const [, field = ''] of text.matchAll(/<FIELD\s([^>]*)>/g)) {
    const of = (name: string) => attribute(field, name);
    meanings.set(of('name').toLowerCase(), { unit: of('unit'), ucd: of('ucd') });
  }
  return meanings;
}

const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", apos: "'" },
};

function attribute(field: string, name: string): string {
  const [, , value = ''] = new RegExp(`(?:^|\\s)${name}=(["'])(.*?)\\1`).exec(field) ?? [];
  return value
    .slice(0, LONGEST)
    .replace(/&([\w#]+);/g, (all, entity: string) => entities[entity] ?? all);
}
