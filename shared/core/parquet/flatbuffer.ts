/**
 * A table to write in Google's FlatBuffers form: its fields in the order of their ids, undefined
 * for what is left at its default. Source: FlatBuffers internals, flatbuffers.dev/internals.
 */
export type FlatbufferField =
  | undefined
  | { readonly bytes: 1 | 2 | 4 | 8; readonly value: number }
  | { readonly text: string }
  | { readonly table: readonly FlatbufferField[] }
  | { readonly tables: readonly (readonly FlatbufferField[])[] };

/** A buffer with `root` as its root table, a multiple of 8 bytes long. */
export function flatbuffer(root: readonly FlatbufferField[]): Uint8Array {
  const out = new Growing();
  const place = out.reserve(4, 4);
  out.pointTo(place, () => writeTable(out, root));
  out.align(8);
  return out.bytes();
}

/** Little-endian bytes that grow at their end. */
class Growing {
  #view = new DataView(new ArrayBuffer(1024));
  #length = 0;

  bytes(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.#length).slice();
  }

  align(bytes: number): void {
    this.reserve(0, bytes);
  }

  /** Room for so many bytes, all 0, at a multiple of `align`; answers where. */
  reserve(bytes: number, align: number): number {
    const at = Math.ceil(this.#length / align) * align;
    this.#length = at + bytes;
    while (this.#length > this.#view.byteLength) {
      const larger = new Uint8Array(2 * this.#view.byteLength);
      larger.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }

  set(at: number, bytes: 1 | 2 | 4 | 8, value: number): void {
    if (bytes === 1) this.#view.setUint8(at, value);
    else if (bytes === 2) this.#view.setInt16(at, value, true);
    else if (bytes === 4) this.#view.setInt32(at, value, true);
    else this.#view.setBigInt64(at, BigInt(value), true);
  }

  put(at: number, bytes: Uint8Array): void {
    new Uint8Array(this.#view.buffer).set(bytes, at);
  }

  /** Writes something behind what is there and an offset to it at `at`. */
  pointTo(at: number, write: () => number): void {
    this.set(at, 4, write() - at);
  }
}

/** Its layout (vtable), the table, then what it points to. Answers where the table is. */
function writeTable(out: Growing, fields: readonly FlatbufferField[]): number {
  const layout = out.reserve(4 + 2 * fields.length, 2);
  const start = out.reserve(4, 8);
  const places = fields.map((field, id) => {
    if (field === undefined) return 0;
    const bytes = 'bytes' in field ? field.bytes : 4;
    const place = out.reserve(bytes, bytes);
    out.set(layout + 4 + 2 * id, 2, place - start);
    if ('bytes' in field) out.set(place, field.bytes, field.value);
    return place;
  });
  out.set(layout, 2, 4 + 2 * fields.length);
  out.set(
    layout + 2,
    2,
    Math.max(start + 4, ...places.map((place, id) => place && place + sizeOf(fields[id]))) - start,
  );
  out.set(start, 4, start - layout);
  for (const [id, field] of fields.entries()) {
    if (field === undefined || 'bytes' in field) continue;
    out.pointTo(places[id]!, () => {
      if ('text' in field) return writeText(out, field.text);
      return 'table' in field ? writeTable(out, field.table) : writeTables(out, field.tables);
    });
  }
  return start;
}

const sizeOf = (field: FlatbufferField): number => (field && 'bytes' in field ? field.bytes : 4);

function writeText(out: Growing, text: string): number {
  const bytes = new TextEncoder().encode(text);
  const at = out.reserve(4 + bytes.length + 1, 4);
  out.set(at, 4, bytes.length);
  out.put(at + 4, bytes);
  return at;
}

function writeTables(out: Growing, tables: readonly (readonly FlatbufferField[])[]): number {
  const at = out.reserve(4 + 4 * tables.length, 4);
  out.set(at, 4, tables.length);
  for (const [i, table] of tables.entries())
    out.pointTo(at + 4 + 4 * i, () => writeTable(out, table));
  return at;
}
