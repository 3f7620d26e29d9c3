import type { ColumnChunk, RowGroup } from 'hyparquet';
import type { HealpixRange } from '../core/hats/cells.ts';
import { coneRanges, rangesMeet } from '../core/query/cone-ranges.ts';
import type { Constraint } from '../core/query/constraints.ts';
import { fileColumns } from './columns.ts';
import type { ParquetFooter } from './footer.ts';
import type { DataTable } from './hats-table.ts';

/** Of a file the row groups and columns that a query reads. */
export interface GroupChoice {
  readonly file: ParquetFooter;
  readonly groups: readonly number[];
  readonly columns: readonly string[];
}

/** Ranges of `_healpix_29` that all rows lie in which fulfil the constraints; undefined for all. */
export function healpixRanges(
  table: Pick<DataTable, 'ra' | 'dec' | 'healpix'>,
  constraints: readonly Constraint[],
): readonly HealpixRange[] | undefined {
  for (const one of constraints) {
    if (one.kind === 'cone') {
      if (one.ra === table.ra.toLowerCase() && one.dec === table.dec.toLowerCase())
        return coneRanges(one.cone);
    } else if (one.column === table.healpix) {
      const [low, high] =
        one.kind === 'range' ? [one.low, one.high] : [least(one.values), most(one.values)];
      return [[whole(low, Math.floor), whole(high, Math.ceil) + 1n]];
    }
  }
  return undefined;
}

const DEEPEST_PIXEL = 12n << 58n;
function whole(value: bigint | number, round: (value: number) => number): bigint {
  if (typeof value === 'bigint') return value;
  if (!Number.isFinite(value)) return value < 0 ? -1n : DEEPEST_PIXEL;
  return BigInt(round(value));
}

const least = (values: readonly (bigint | number)[]) => values.reduce((a, b) => (b < a ? b : a));
const most = (values: readonly (bigint | number)[]) => values.reduce((a, b) => (b > a ? b : a));

/** The row groups of a file that may hold a row that is asked for, by their statistics. */
export function groupsWithin(
  file: ParquetFooter,
  constraints: readonly Constraint[],
  { healpix }: Pick<DataTable, 'healpix'>,
  ranges: readonly HealpixRange[] | undefined,
): number[] {
  const numbers = new Map(
    fileColumns(file).flatMap(({ name, isNumber }) =>
      isNumber ? [[name.toLowerCase(), name]] : [],
    ),
  );
  const groups = file.metadata.row_groups.map((group, place) => ({ group, place }));
  const mayHold = (group: RowGroup): boolean => {
    const pixels = ranges && limitsOf(group, numbers.get(healpix));
    if (pixels && !rangesMeet(ranges, whole(pixels[0], Math.floor), whole(pixels[1], Math.ceil)))
      return false;
    return constraints.every((one) => {
      if (one.kind === 'cone') return true;
      const limits = limitsOf(group, numbers.get(one.column));
      if (!limits) return true;
      const [low, high] = limits;
      if (one.kind === 'range') return one.low <= high && low <= one.high;
      return one.values.some((value) => value >= low && value <= high);
    });
  };
  return groups.filter(({ group }) => mayHold(group)).map(({ place }) => place);
}

/** The least and the greatest number of a column in a row group, where they are written. */
function limitsOf(
  group: RowGroup,
  column: string | undefined,
): readonly [bigint | number, bigint | number] | undefined {
  if (column === undefined) return undefined;
  const chunk = group.columns.find(
    ({ meta_data: data }) => data?.path_in_schema.length === 1 && data.path_in_schema[0] === column,
  );
  const statistics = chunk?.meta_data?.statistics;
  const [low, high] = [
    statistics?.min_value ?? statistics?.min,
    statistics?.max_value ?? statistics?.max,
  ];
  return isNumber(low) && isNumber(high) && low <= high ? [low, high] : undefined;
}

const isNumber = (value: unknown): value is bigint | number =>
  typeof value === 'bigint' || typeof value === 'number';

/** Where in the file the bytes of a choice are; ascending. */
export function spansOf({ file, groups, columns }: GroupChoice): [start: number, end: number][] {
  const wanted = new Set(columns);
  const spans: [number, number][] = [];
  for (const place of groups) {
    for (const chunk of file.metadata.row_groups[place]!.columns) {
      if (wanted.has(chunk.meta_data?.path_in_schema[0] ?? '')) spans.push(...spansOfChunk(chunk));
    }
  }
  return spans
    .map(([start, end]): [number, number] => [start, Math.min(end, file.size)])
    .sort(([a], [b]) => a - b);
}

/** A Bloom filter whose length is not written is looked for in so many bytes. */
const BLOOM_FILTER = 1 << 20;

function spansOfChunk({ meta_data: data }: ColumnChunk): [number, number][] {
  if (!data) return [];
  const start = Math.min(
    Number(data.data_page_offset),
    Number(data.dictionary_page_offset) || Number(data.data_page_offset),
  );
  const pages: [number, number] = [start, start + Number(data.total_compressed_size)];
  const filter = Number(data.bloom_filter_offset ?? 0);
  if (filter === 0) return [pages];
  return [pages, [filter, filter + (data.bloom_filter_length ?? BLOOM_FILTER)]];
}

/** How many bytes a choice reads. */
export const bytesRead = (choice: GroupChoice): number =>
  spansOf(choice).reduce((sum, [start, end]) => sum + end - start, 0);
