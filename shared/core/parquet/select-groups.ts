import { damaged, I64, LIST, STRUCT, ThriftReader } from './thrift-reader.ts';

// FileMetaData of parquet-format: 3 = num_rows, 4 = row_groups; RowGroup: 3 = num_rows.
const NUM_ROWS = 3;
const ROW_GROUPS = 4;

/**
 * The metadata of a Parquet file (the Thrift structure at its end) as if it had only some of its
 * row groups: everything else stands as it stood, byte for byte. Throws MalformedTable for what is
 * no such structure.
 */
export function selectRowGroups(metadata: Uint8Array, groups: readonly number[]): Uint8Array {
  const reader = new ThriftReader(metadata);
  const out: Uint8Array[] = [];
  let copied = 0;
  let rowsAt: [number, number] | undefined;
  let spans: [number, number][] = [];
  let listAt: [number, number] | undefined;
  reader.fields((id, type) => {
    const start = reader.at;
    if (id === ROW_GROUPS && type === LIST) {
      const { count } = reader.listHead();
      for (let i = 0; i < count; i++) {
        const from = reader.at;
        reader.skip(STRUCT, 1);
        spans.push([from, reader.at]);
      }
      listAt = [start, reader.at];
    } else {
      reader.skip(type, 1);
      if (id === NUM_ROWS) rowsAt = [start, reader.at];
    }
  });
  if (!rowsAt || !listAt || rowsAt[0] > listAt[0])
    throw damaged('the metadata of the Parquet file name no row groups');
  spans = groups.map((group) => {
    const span = spans[group];
    if (!span) throw damaged(`no row group ${group} in the Parquet file`);
    return span;
  });
  const rows = spans.reduce((sum, [from]) => sum + rowsOf(metadata, from), 0n);
  const push = (until: number) => out.push(metadata.subarray(copied, until));
  push(rowsAt[0]);
  out.push(varint(rows << 1n)); // zigzag
  copied = rowsAt[1];
  push(listAt[0]);
  out.push(listHead(spans.length));
  for (const [from, to] of spans) out.push(metadata.subarray(from, to));
  copied = listAt[1];
  push(metadata.length);
  return join(out);
}

function rowsOf(metadata: Uint8Array, at: number): bigint {
  const reader = new ThriftReader(metadata, at);
  let rows = 0n;
  reader.fields((id, type) => {
    if (id === NUM_ROWS && type === I64) {
      const value = reader.varint();
      rows = value >> 1n;
    } else reader.skip(type, 2);
  });
  return rows;
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest > 0x7fn;
    bytes.push(Number(rest & 0x7fn) | (more ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

const listHead = (count: number): Uint8Array =>
  count < 15
    ? Uint8Array.of((count << 4) | STRUCT)
    : join([Uint8Array.of(0xf0 | STRUCT), varint(BigInt(count))]);

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
