import type { DescribedColumn } from './described-column.ts';
import { type FlatbufferField, flatbuffer } from './flatbuffer.ts';

// Apache Arrow: format/Schema.fbs (Schema, Field, Type), format/Message.fbs, and the encapsulated
// message of its columnar format.
const ARROW_V5 = 4;
const SCHEMA_HEADER = 1;
const INTEGER = 2;
const FLOAT = 3;
const UTF8 = 5;
const BOOL = 6;
const DOUBLE_PRECISION = 2;

const number = (bytes: 1 | 2 | 4 | 8, value: number): FlatbufferField => ({ bytes, value });
const pair = (key: string, value: string): FlatbufferField[] => [{ text: key }, { text: value }];

/**
 * The columns as Arrow knows them, with unit, UCD and description as each field's metadata, and the
 * file's other metadata: what pyarrow looks for under `ARROW:schema`, in base64. Where that is
 * there it takes all metadata from it.
 */
export function arrowSchema(
  columns: readonly DescribedColumn[],
  metadata: readonly { readonly key: string; readonly value: string }[],
): Uint8Array {
  const schema: FlatbufferField[] = [
    undefined, // little-endian
    { tables: columns.map(fieldOf) },
    { tables: metadata.map(({ key, value }) => pair(key, value)) },
  ];
  const message = flatbuffer([
    number(2, ARROW_V5),
    number(1, SCHEMA_HEADER),
    { table: schema },
    number(8, 0), // bytes of a body
  ]);
  const framed = new Uint8Array(8 + message.length);
  const view = new DataView(framed.buffer);
  view.setInt32(0, -1, true);
  view.setInt32(4, message.length, true);
  framed.set(message, 8);
  return framed;
}

function fieldOf({
  name,
  type,
  nullable,
  unit,
  ucd,
  description,
}: DescribedColumn): FlatbufferField[] {
  const metadata = Object.entries({ unit, ucd, description }).filter(([, text]) => text !== '');
  const [kind, layout] = typeOf(type);
  return [
    { text: name },
    number(1, Number(nullable)),
    number(1, kind),
    { table: layout },
    undefined, // dictionary
    { tables: [] }, // children
    { tables: metadata.map(([key, text]) => pair(key, text)) },
  ];
}

function typeOf(type: DescribedColumn['type']): [kind: number, layout: FlatbufferField[]] {
  if (type === 'string') return [UTF8, []];
  if (type === 'boolean') return [BOOL, []];
  if (type === 'float64') return [FLOAT, [number(2, DOUBLE_PRECISION)]];
  return [INTEGER, [number(4, type === 'int64' ? 64 : 32), number(1, 1)]];
}
