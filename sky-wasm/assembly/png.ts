// The rows of a picture, filtered and deflated (RFC 1950, RFC 1951) by run lengths and Huffman
// codes alone.
import { codesOf, lengthsOf } from './huffman';

/** The filter "average" (PNG, third edition, §9.2). */
const AVERAGE: u8 = 3;
/** Bytes of a block with codes of its own. */
const BLOCK: i32 = 65536;
/** Literals, the end of the block, and runs by their length code. */
const SYMBOLS: i32 = 286;
const END: i32 = 256;
const LONGEST: i32 = 258;
/** Tokens: a literal's byte, or FIRST_RUN + the length of a run of the byte before. */
const FIRST_RUN: i32 = 256;

const COUNTS = memory.data(4 * SYMBOLS, 16);
/** Of every other literal, so that one need not wait for the one before it. */
const ODD_COUNTS = memory.data(4 * 256, 16);
const LENGTHS = memory.data(SYMBOLS);
const CODES = memory.data(2 * SYMBOLS);
/** Of each token its bits, and above bit 27 how many they are. */
const WORDS = memory.data(4 * (FIRST_RUN + LONGEST + 1));
const LENGTH_COUNTS = memory.data(4 * 19);
const LENGTH_LENGTHS = memory.data(19);
const LENGTH_CODES = memory.data(2 * 19);

let to: usize = 0;
let bits: u64 = 0;
let held: u64 = 0;

// @ts-ignore: decorator
@inline function put(word: u64, count: u64): void {
  bits |= word << held;
  held += count;
}

// @ts-ignore: decorator
@inline function flush(): void {
  store<u64>(to, bits);
  to += <usize>(held >> 3);
  bits >>= held & ~7;
  held &= 7;
}

/**
 * A zlib stream of the picture's rows, `length` bytes each and `step` a pixel, with their filter
 * before them. `rows`: room for (length + 1) · height bytes; `tokens`: for 2 · BLOCK; `out`: for
 * twice the rows and 512 a block. Answers the stream's bytes.
 */
export function deflateRows(
  data: usize, length: i32, height: i32, step: i32, rows: usize, tokens: usize, out: usize,
): i32 {
  const size = (length + 1) * height;
  filterRows(data, length, height, step, rows);
  store<u8>(out, 0x78);
  store<u8>(out + 1, 0x01);
  to = out + 2;
  bits = 0;
  held = 0;
  for (let start = 0; start < size; start += BLOCK) {
    const end = min(start + BLOCK, size);
    const count = tokenise(rows, start, end, tokens);
    putBlock(tokens, count, end == size);
  }
  if (held > 0) {
    store<u8>(to, <u8>bits);
    to++;
  }
  store<u32>(to, bswap<u32>(adler32(rows, size)));
  return <i32>(to + 4 - out);
}

/** Each byte less the mean, rounded down, of its left and upper neighbours. */
function filterRows(data: usize, length: i32, height: i32, step: i32, rows: usize): void {
  let at = rows;
  for (let row = 0; row < height; row++) {
    store<u8>(at++, AVERAGE);
    const line = data + <usize>(row * length);
    const above = line - <usize>length;
    let i = 0;
    if (row > 0) {
      for (; i < step; i++) store<u8>(at + i, load<u8>(line + i) - (load<u8>(above + i) >> 1));
      for (; i + 16 <= length; i += 16) {
        const left = v128.load(line + i - step);
        const upper = v128.load(above + i);
        const odd = v128.and(v128.xor(left, upper), i8x16.splat(1));
        const mean = i8x16.sub(i8x16.avgr_u(left, upper), odd);
        v128.store(at + i, i8x16.sub(v128.load(line + i), mean));
      }
    }
    for (; i < length; i++) {
      const left: u32 = i >= step ? load<u8>(line + i - step) : 0;
      const upper: u32 = row > 0 ? load<u8>(above + i) : 0;
      store<u8>(at + i, <u8>(<u32>load<u8>(line + i) - ((left + upper) >> 1)));
    }
    at += <usize>length;
  }
}

/** Bytes that are looked at together, and those of them whose next two are seen, too. */
const SEEN: i32 = 16;
const JUDGED: i32 = SEEN - 2;

/** The tokens of bytes [start, end), counted; how many there are. */
function tokenise(rows: usize, start: i32, end: i32, tokens: usize): i32 {
  memory.fill(COUNTS, 0, 4 * SYMBOLS);
  memory.fill(ODD_COUNTS, 0, 4 * 256);
  let token = tokens;
  let i = start;
  while (i < end) {
    // where no byte begins a run, all are literals
    while (i > 0 && i + SEEN <= end) {
      const seen = v128.load(rows + i);
      const same = i8x16.bitmask(i8x16.eq(seen, v128.load(rows + i - 1)));
      const runs = same & (same >> 1) & (same >> 2);
      const literals = runs == 0 ? JUDGED : ctz(runs);
      if (literals == 0) break;
      v128.store(token, i16x8.extend_low_i8x16_u(seen));
      v128.store(token + 16, i16x8.extend_high_i8x16_u(seen));
      for (let k = 0; k < literals; k++) {
        const place = (k & 1 ? ODD_COUNTS : COUNTS) + (<usize>load<u8>(rows + i + k) << 2);
        store<u32>(place, load<u32>(place) + 1);
      }
      token += literals << 1;
      i += literals;
    }
    if (i >= end) break;
    const byte = <u32>load<u8>(rows + i);
    if (i > 0 && i + 3 <= end && load<u32>(rows + i - 1) == byte * 0x01010101) {
      let length = 3;
      const most = min(LONGEST, end - i);
      while (length < most && <u32>load<u8>(rows + i + length) == byte) length++;
      store<u16>(token, <u16>(FIRST_RUN + length));
      count(lengthCode(length));
      i += length;
    } else {
      store<u16>(token, <u16>byte);
      count(byte);
      i++;
    }
    token += 2;
  }
  count(END);
  for (let at: usize = 0; at < 4 * 256; at += 16)
    v128.store(COUNTS + at, i32x4.add(v128.load(COUNTS + at), v128.load(ODD_COUNTS + at)));
  return <i32>((token - tokens) >> 1);
}

// @ts-ignore: decorator
@inline function count(symbol: i32): void {
  const place = COUNTS + (<usize>symbol << 2);
  store<u32>(place, load<u32>(place) + 1);
}

/** RFC 1951, 3.2.5. */
function lengthCode(length: i32): i32 {
  if (length == LONGEST) return 285;
  if (length < 11) return 254 + length;
  const extra = extraBits(length);
  return 261 + 4 * extra + ((length - 3) >> extra) - 4;
}

function extraBits(length: i32): i32 {
  return length < 11 || length == LONGEST ? 0 : 29 - clz(length - 3);
}

/** A block with its codes before it. The only distance is 1, of one bit. */
function putBlock(tokens: usize, count: i32, isLast: bool): void {
  lengthsOf(COUNTS, SYMBOLS, 15, LENGTHS);
  codesOf(LENGTHS, SYMBOLS, CODES);
  put(isLast ? 5 : 4, 3);
  putLengths();
  for (let symbol = 0; symbol < 256; symbol++) setWord(symbol, symbol, 0, 0);
  for (let length = 3; length <= LONGEST; length++) {
    const extra = extraBits(length);
    // the distance's code, a 0, comes after the extra bits
    setWord(FIRST_RUN + length, lengthCode(length), (length - 3) & ((1 << extra) - 1), length == LONGEST ? 1 : extra + 1);
  }
  putTokens(tokens, count);
  put(load<u16>(CODES + 2 * END), load<u8>(LENGTHS + END));
  flush();
}

/** Two at a time, of at most 21 bits each, in variables that are not the module's. */
function putTokens(tokens: usize, count: i32): void {
  let waiting = bits;
  let length = held;
  let out = to;
  const end = tokens + (<usize>count << 1);
  for (let at = tokens; at < end; at += 4) {
    const first = wordAt(at);
    waiting |= <u64>(first & 0x7ffffff) << length;
    length += first >> 27;
    const second = at + 2 < end ? wordAt(at + 2) : 0;
    waiting |= <u64>(second & 0x7ffffff) << length;
    length += second >> 27;
    store<u64>(out, waiting);
    out += <usize>(length >> 3);
    waiting >>= length & ~7;
    length &= 7;
  }
  bits = waiting;
  held = length;
  to = out;
}

// @ts-ignore: decorator
@inline function wordAt(token: usize): u32 {
  return load<u32>(WORDS + (<usize>load<u16>(token) << 2));
}

function setWord(token: i32, symbol: i32, extra: u32, extraCount: u32): void {
  const length = <u32>load<u8>(LENGTHS + symbol);
  const word = <u32>load<u16>(CODES + (symbol << 1)) | (extra << length);
  store<u32>(WORDS + (token << 2), word | ((length + extraCount) << 27));
}

/**
 * The lengths of the codes (RFC 1951, 3.2.7): those of the symbols, and 1 of the one distance; runs
 * of zeros by 17 and 18, others one by one.
 */
function putLengths(): void {
  memory.fill(LENGTH_COUNTS, 0, 4 * 19);
  runsOfLengths(false);
  lengthsOf(LENGTH_COUNTS, 19, 7, LENGTH_LENGTHS);
  codesOf(LENGTH_LENGTHS, 19, LENGTH_CODES);
  put(SYMBOLS - 257, 5);
  put(0, 5);
  put(15, 4);
  flush();
  const order = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
  for (let i = 0; i < 19; i++) {
    put(load<u8>(LENGTH_LENGTHS + <usize>load<u8>(order + i)), 3);
    flush();
  }
  runsOfLengths(true);
}

/** Counts the symbols of the lengths, or puts them. */
function runsOfLengths(isPut: bool): void {
  let i = 0;
  while (i < SYMBOLS) {
    const length = load<u8>(LENGTHS + i);
    let run = 1;
    while (length == 0 && i + run < SYMBOLS && run < 138 && load<u8>(LENGTHS + i + run) == 0) run++;
    if (run < 3) {
      putLength(isPut, length, 0, 0);
      i++;
    } else {
      if (run < 11) putLength(isPut, 17, run - 3, 3);
      else putLength(isPut, 18, run - 11, 7);
      i += run;
    }
  }
  putLength(isPut, 1, 0, 0);
}

function putLength(isPut: bool, symbol: i32, extra: i32, extraCount: i32): void {
  if (isPut) {
    put(load<u16>(LENGTH_CODES + (symbol << 1)), load<u8>(LENGTH_LENGTHS + symbol));
    put(extra, extraCount);
    flush();
  } else {
    const place = LENGTH_COUNTS + (symbol << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
}

/** RFC 1950, 8.2: 16 bytes at a time, of which each counts as often as bytes follow. */
function adler32(data: usize, size: i32): u32 {
  const ones = i16x8.splat(1);
  const first = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const second = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  let a: u64 = 1;
  let b: u64 = 0;
  let i = 0;
  while (i + 16 <= size) {
    // 5,536 bytes do not overflow 32 bits
    const end = min(i + 5536, size - ((size - i) & 15));
    const start = i;
    let sum = i32x4.splat(0);
    let before = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    for (; i < end; i += 16) {
      const bytes = v128.load(data + i);
      const low = i16x8.extend_low_i8x16_u(bytes);
      const high = i16x8.extend_high_i8x16_u(bytes);
      before = i32x4.add(before, sum);
      sum = i32x4.add(sum, i32x4.add(i32x4.dot_i16x8_s(low, ones), i32x4.dot_i16x8_s(high, ones)));
      weighted = i32x4.add(weighted, i32x4.add(i32x4.dot_i16x8_s(low, first), i32x4.dot_i16x8_s(high, second)));
    }
    b = (b + a * <u64>(i - start) + 16 * across(before) + across(weighted)) % 65521;
    a = (a + across(sum)) % 65521;
  }
  for (; i < size; i++) {
    a += <u64>load<u8>(data + i);
    b += a;
  }
  return (<u32>(b % 65521) << 16) | <u32>(a % 65521);
}

function across(sums: v128): u64 {
  return (
    <u64><u32>i32x4.extract_lane(sums, 0) + <u64><u32>i32x4.extract_lane(sums, 1) +
    <u64><u32>i32x4.extract_lane(sums, 2) + <u64><u32>i32x4.extract_lane(sums, 3)
  );
}
