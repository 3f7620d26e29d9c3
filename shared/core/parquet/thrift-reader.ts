import { DataError } from '../errors.ts';

// Types of the compact protocol of Apache Thrift.
const [TRUE, FALSE, BYTE, I16, I32] = [1, 2, 3, 4, 5];
/** A 64-bit integer. */
export const I64 = 6;
const [DOUBLE, BINARY] = [7, 8];
/** A list. */
export const LIST = 9;
const [SET, MAP] = [10, 11];
/** A structure. */
export const STRUCT = 12;
/** Structures in each other: parquet-format has six. */
const DEEPEST = 16;

/** Goes over Thrift's bytes without keeping what they say. */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** Calls back at each value of a structure, which must be read or skipped. */
  fields(each: (id: number, type: number) => void): void {
    let id = 0;
    for (;;) {
      const head = this.#byte();
      if (head === 0) return;
      const type = head & 15;
      id = head >> 4 === 0 ? Number(zigzag(this.varint())) : id + (head >> 4);
      each(id, type);
    }
  }

  skip(type: number, depth: number): void {
    if (depth > DEEPEST) throw damaged('the metadata of the Parquet file are nested too deep');
    if (type === TRUE || type === FALSE) return;
    if (type === BYTE) this.at += 1;
    else if (type === I16 || type === I32 || type === I64) this.varint();
    else if (type === DOUBLE) this.at += 8;
    else if (type === BINARY) this.#skipBytes();
    else if (type === LIST || type === SET) this.#skipList(depth);
    else if (type === STRUCT) this.fields((_, inner) => this.skip(inner, depth + 1));
    else throw damaged(type === MAP ? 'a map in Parquet metadata' : `no Thrift type ${type}`);
  }

  #skipBytes(): void {
    const length = Number(this.varint());
    this.at += length;
  }

  #skipList(depth: number): void {
    const { count, type } = this.listHead();
    // in a list a truth takes a byte
    const inner = type === TRUE || type === FALSE ? BYTE : type;
    for (let i = 0; i < count; i++) this.skip(inner!, depth + 1);
  }

  listHead(): { count: number; type: number } {
    const head = this.#byte();
    const short = head >> 4;
    const count = short === 15 ? Number(this.varint()) : short;
    if (count > this.#bytes.length) throw damaged('a list in Parquet metadata is too long');
    return { count, type: head & 15 };
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw damaged('a number in Parquet metadata is too long');
  }

  #byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw damaged('the metadata of the Parquet file end too early');
    return byte;
  }
}

const zigzag = (value: bigint): bigint => (value >> 1n) ^ -(value & 1n);

/** The error for damaged metadata. */
export const damaged = (what: string): DataError =>
  new DataError('MalformedTable', `${what}: make the file again, or fetch it again.`);
