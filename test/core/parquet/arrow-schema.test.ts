import { describe, expect, it } from 'vitest';
import { mergedColumns } from '../../../shared/core/catalogue/merged-columns.ts';
import { arrowSchema } from '../../../shared/core/parquet/arrow-schema.ts';

/** Reads FlatBuffers by the definition: a table's layout says where its fields are. */
function reader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const follow = (at: number) => at + view.getUint32(at, true);
  const field = (table: number, id: number): number | undefined => {
    const layout = table - view.getInt32(table, true);
    const at =
      4 + 2 * id < view.getUint16(layout, true) ? view.getUint16(layout + 4 + 2 * id, true) : 0;
    return at === 0 ? undefined : table + at;
  };
  const text = (at: number) => {
    const start = follow(at);
    return new TextDecoder().decode(
      bytes.subarray(start + 4, start + 4 + view.getUint32(start, true)),
    );
  };
  const tables = (at: number) => {
    const start = follow(at);
    return Array.from({ length: view.getUint32(start, true) }, (_, i) => follow(start + 4 + 4 * i));
  };
  return { view, follow, field, text, tables };
}

describe('the schema that pyarrow reads', () => {
  const framed = arrowSchema(mergedColumns, [{ key: 'a key', value: 'µ' }]);

  it('is one message in Arrow’s frame, 8 bytes aligned', () => {
    const view = new DataView(framed.buffer);
    expect(view.getUint32(0, true)).toBe(0xffffffff);
    expect(view.getUint32(4, true)).toBe(framed.length - 8);
    expect(framed.length % 8).toBe(0);
  });

  it('has a field for each column, with what is to be told of it', () => {
    const { view, follow, field, text, tables } = reader(framed.subarray(8));
    const message = follow(0);
    expect(view.getInt16(field(message, 0)!, true)).toBe(4); // V5
    expect(view.getUint8(field(message, 1)!)).toBe(1); // Schema
    const schema = follow(field(message, 2)!);
    const pairs = (at: number) =>
      Object.fromEntries(tables(at).map((pair) => [text(field(pair, 0)!), text(field(pair, 1)!)]));
    const types = { int32: 2, int64: 2, float64: 3, string: 5, boolean: 6 };
    const read = tables(field(schema, 1)!).map((one) => ({
      name: text(field(one, 0)!),
      nullable: view.getUint8(field(one, 1)!) === 1,
      type: view.getUint8(field(one, 2)!),
      children: tables(field(one, 5)!).length,
      metadata: pairs(field(one, 6)!),
    }));
    expect(read).toEqual(
      mergedColumns.map(({ name, nullable, type, unit, ucd, description }) => ({
        name,
        nullable,
        type: types[type],
        children: 0,
        metadata: { ...(unit ? { unit } : {}), ...(ucd ? { ucd } : {}), description },
      })),
    );
    expect(pairs(field(schema, 2)!)).toEqual({ 'a key': 'µ' });
    const long = follow(field(tables(field(schema, 1)!)[0]!, 3)!);
    expect([view.getInt32(field(long, 0)!, true), view.getUint8(field(long, 1)!)]).toEqual([64, 1]);
  });
});
