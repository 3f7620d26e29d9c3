import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { DataError } from '../core/errors.ts';
import type { Head, Store } from '../store/store.ts';

/** Bytes at the end of a file that are read at once: the footer of some 50 row groups. */
const FOOTER_BYTES = 128 * 1024;

/** Rows of some row groups, by column: a null is null. */
export type ReadColumns = ReadonlyMap<string, ArrayLike<unknown>>;

/** The least and the most of a column in a row group; undefined where its values are all null. */
export interface GroupRange {
  readonly least: unknown;
  readonly most: unknown;
}

/** A Parquet file in a store, of which row groups are read by ranges. */
export interface ParquetFile {
  readonly metadata: FileMetaData;
  readonly columns: readonly string[];
  /** Whether a column has whole numbers. */
  isInteger(column: string): boolean;
  /**
   * Columns of the row groups whose range of the column `by` is wanted; where the file does not
   * give the range, too.
   */
  read(
    columns: readonly string[],
    by: string,
    isWanted: (range: GroupRange) => boolean,
  ): Promise<{ rows: number; columns: ReadColumns }>;
}

/** Opens a file by its footer. Throws DataError (MalformedFits), StoreError. */
export async function openParquet(store: Store, { url, size, etag }: Head): Promise<ParquetFile> {
  const get = (start: number, end: number) =>
    store.getRange(url, start, end - start, undefined, etag);
  const file: AsyncBuffer = {
    byteLength: size,
    slice: async (start, end = size) => bufferOf(await get(start, end)),
  };
  const metadata = await named(url, () =>
    parquetMetadataAsync(file, { initialFetchSize: FOOTER_BYTES }),
  );
  const schema = await named(url, async () => {
    const elements = parquetSchema(metadata).children.map(({ element }) => element);
    if (elements.some(({ name }) => typeof name !== 'string'))
      throw new Error('a column has no name');
    return elements;
  });
  return {
    metadata,
    columns: schema.map(({ name }) => name),
    isInteger: (column) => /^INT/.test(schema.find(({ name }) => name === column)?.type ?? ''),
    async read(columns, by, isWanted) {
      const found = new Map(columns.map((name) => [name, [] as unknown[]]));
      let [rows, start] = [0, 0];
      for (const group of metadata.row_groups) {
        const end = start + Number(group.num_rows);
        const range = rangeOf(group, by);
        if (range === 'unknown' || (range && isWanted(range))) {
          rows += end - start;
          const held = await holding(group, columns, get, size);
          const wanted = { columns: [...columns], compressors, rowStart: start, rowEnd: end };
          const onChunk = ({ columnName, columnData }: SubColumn) => {
            const cells = found.get(columnName)!;
            for (const value of columnData as Iterable<unknown>) cells.push(value);
          };
          await named(url, () => parquetRead({ file: held, metadata, ...wanted, onChunk }));
        }
        start = end;
      }
      return { rows, columns: found };
    },
  };
}

type SubColumn = Parameters<NonNullable<Parameters<typeof parquetRead>[0]['onChunk']>>[0];

/** What the parser throws is said of the file: it names nothing itself. */
async function named<T>(url: string, parse: () => Promise<T>): Promise<T> {
  try {
    return await parse();
  } catch (error) {
    const isParser = error instanceof Error && /^(Error|TypeError|RangeError)$/.test(error.name);
    if (!isParser) throw error;
    const message = `${url} is no whole Parquet file: ${error.message}. Make it again`;
    throw new DataError('MalformedFits', message, { uri: url }, { cause: error });
  }
}

type RowGroup = FileMetaData['row_groups'][number];

/** The range of a column in a row group; none where all of its cells are null. */
function rangeOf(group: RowGroup, column: string): GroupRange | 'unknown' | undefined {
  const statistics = group.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === column)
    ?.meta_data?.statistics;
  const [least, most] = [
    statistics?.min_value ?? statistics?.min,
    statistics?.max_value ?? statistics?.max,
  ];
  if (least !== undefined && most !== undefined) return { least, most };
  return statistics?.null_count === group.num_rows ? undefined : 'unknown';
}

/** The bytes of a group's columns, got in one request. */
async function holding(
  group: RowGroup,
  columns: readonly string[],
  get: (start: number, end: number) => Promise<Uint8Array>,
  size: number,
): Promise<AsyncBuffer> {
  let [from, to] = [size, 0];
  for (const { meta_data: chunk } of group.columns) {
    if (!chunk || !columns.includes(chunk.path_in_schema[0]!)) continue;
    const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
    from = Math.min(from, start, Number(chunk.data_page_offset));
    to = Math.max(to, start + Number(chunk.total_compressed_size));
  }
  const bytes = await get(from, to);
  return {
    byteLength: size,
    slice: (start, end = size) => bufferOf(bytes.subarray(start - from, end - from)),
  };
}

const bufferOf = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;
