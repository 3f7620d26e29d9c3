import { promisify } from 'node:util';
import { constants, crc32, deflate } from 'node:zlib';
import { deflateRows } from '../../sky-wasm/src/png.ts';
import type { TilePicture } from '../core/pictures/tile-picture.ts';

/**
 * Grey, colour, indices into a palette, colour and alpha, as IHDR names them (PNG, third edition,
 * §11.2.1).
 */
const GREY = 0;
const RGB = 2;
const INDEXED = 3;
const RGBA = 6;

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

const runsAndCodes = { level: 1, strategy: constants.Z_RLE, memLevel: 9 };
/** A picture's bytes come in few pieces: after each the thread that deflates waits for this one. */
const pieces = { chunkSize: 2 ** 18 };
const deflateBeside = promisify<Uint8Array, object, Buffer>(deflate);

/**
 * A tile as PNG, a byte a channel. What has no data is one transparent value, black (tRNS), so that
 * no channel is spent on it; only a picture with black of its own keeps its alpha. Same pixels,
 * same bytes, on every processor.
 */
export function encodePng(
  { data, width, height, channels }: TilePicture,
  take: (bytes: number) => Uint8Array = (bytes) => new Uint8Array(bytes),
): Uint8Array {
  const isGrey = channels === 1;
  const key = isGrey ? buffered(data).includes(0) : blackKey(data);
  const colourType = isGrey ? GREY : key === undefined ? RGBA : RGB;
  const kept = colourType === RGB ? 3 : channels;
  const colours = kept === channels ? data : withoutAlpha(data);
  const parts = [
    signature,
    ...header(width, height, colourType),
    ...(key ? chunk('tRNS', new Uint8Array(2 * kept)) : []), // 16 bits a channel
    ...chunk('IDAT', deflateRows(colours, kept * width, height, kept)),
    ...chunk('IEND', new Uint8Array(0)),
  ];
  const png = take(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    png.set(part, at);
    at += part.length;
  }
  return png;
}

function withoutAlpha(data: Uint8Array): Uint8Array {
  const colours = new Uint8Array((3 * data.length) / 4);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    colours[to++] = data[from]!;
    colours[to++] = data[from + 1]!;
    colours[to++] = data[from + 2]!;
  }
  return colours;
}

/**
 * A picture of at most 256 colours as PNG: `rows` holds a 0 (no filter) and then an index a pixel
 * for every row, `palette` three bytes a colour. Deflated beside the process's other work.
 */
export async function encodeIndexedPng(
  rows: Uint8Array,
  width: number,
  height: number,
  palette: Uint8Array,
): Promise<Uint8Array> {
  return Buffer.concat([
    signature,
    ...header(width, height, INDEXED),
    ...chunk('PLTE', palette),
    ...chunk('IDAT', await deflateBeside(rows, { ...runsAndCodes, ...pieces })),
    ...chunk('IEND', new Uint8Array(0)),
  ]);
}

function header(width: number, height: number, colourType: number): Uint8Array[] {
  const head = new DataView(new ArrayBuffer(13));
  head.setUint32(0, width);
  head.setUint32(4, height);
  head.setUint8(8, 8);
  head.setUint8(9, colourType);
  return chunk('IHDR', new Uint8Array(head.buffer));
}

/**
 * Whether RGBA bytes need a transparent value; undefined where black cannot be it: some is opaque,
 * or a pixel half transparent.
 */
function blackKey(data: Uint8Array): boolean | undefined {
  let key = false;
  for (let i = 0; i < data.length; i += 4) {
    const isBlack = (data[i]! | data[i + 1]! | data[i + 2]!) === 0;
    const alpha = data[i + 3]!;
    if (alpha !== (isBlack ? 0 : 255)) return undefined;
    if (isBlack) key = true;
  }
  return key;
}

/** The same bytes, in which Node searches ten times as fast. */
const buffered = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length);

/** A chunk in pieces, of which the body is not copied. */
function chunk(type: string, body: Uint8Array): Uint8Array[] {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length, 0);
  head.write(type, 4, 'latin1');
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body, crc32(head.subarray(4))));
  return [head, body, sum];
}
