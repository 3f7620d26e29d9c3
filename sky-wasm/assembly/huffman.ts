// Huffman codes of limited length (Huffman 1952; canonical as in RFC 1951, 3.2.2).

const MOST: i32 = 288;
/** Symbols in use, rising by count: (count << 16) | symbol. */
const SORTED = memory.data(8 * MOST);
/** Of each node, leaves first, its count and its parent, then its depth. */
const WEIGHTS = memory.data(8 * 2 * MOST);
const PARENTS = memory.data(2 * 2 * MOST);
const PER_LENGTH = memory.data(4 * 64);
const NEXT = memory.data(4 * 16);

/**
 * The lengths of the codes for symbols of these counts (u32), at most `limit`; 0 for what does not
 * occur. At least two symbols get a code, as some readers want.
 */
export function lengthsOf(counts: usize, symbols: i32, limit: i32, lengths: usize): void {
  memory.fill(lengths, 0, symbols);
  const used = sortByCount(counts, symbols);
  if (used == 1) {
    const only = <i32>(load<u64>(SORTED) & 0xffff);
    store<u8>(lengths + only, 1);
    store<u8>(lengths + (only == 0 ? 1 : 0), 1);
    return;
  }
  joinNodes(used);
  // Depths from the root down; too deep ones count at the limit.
  memory.fill(PER_LENGTH, 0, 4 * 64);
  store<u16>(PARENTS + ((2 * used - 2) << 1), 0);
  for (let node = 2 * used - 3; node >= 0; node--) {
    const parent = <i32>load<u16>(PARENTS + (node << 1));
    const depth = load<u16>(PARENTS + (parent << 1)) + 1;
    store<u16>(PARENTS + (node << 1), depth);
    if (node < used) {
      const place = PER_LENGTH + (min<i32>(depth, limit) << 2);
      store<u32>(place, load<u32>(place) + 1);
    }
  }
  keepWithin(limit);
  // The rarest symbols get the longest codes.
  let at = 0;
  for (let length = limit; length > 0; length--) {
    for (let n = load<u32>(PER_LENGTH + (length << 2)); n > 0; n--) {
      store<u8>(lengths + <usize>(load<u64>(SORTED + (at++ << 3)) & 0xffff), <u8>length);
    }
  }
}

/** Fills `sorted`; how many symbols occur. */
function sortByCount(counts: usize, symbols: i32): i32 {
  let used = 0;
  for (let symbol = 0; symbol < symbols; symbol++) {
    const count = <u64>load<u32>(counts + (symbol << 2));
    if (count == 0) continue;
    const word = (count << 16) | <u64>symbol;
    let at = used++;
    for (; at > 0 && load<u64>(SORTED + ((at - 1) << 3)) > word; at--)
      store<u64>(SORTED + (at << 3), load<u64>(SORTED + ((at - 1) << 3)));
    store<u64>(SORTED + (at << 3), word);
  }
  return used;
}

/**
 * Joins the two lightest nodes again and again: leaves and joined nodes each come in rising order.
 */
function joinNodes(used: i32): void {
  for (let i = 0; i < used; i++) store<u64>(WEIGHTS + (i << 3), load<u64>(SORTED + (i << 3)) >> 16);
  let leaf = 0;
  let inner = used;
  for (let node = used; node < 2 * used - 1; node++) {
    let sum: u64 = 0;
    for (let side = 0; side < 2; side++) {
      const isLeaf =
        leaf < used &&
        (inner == node || load<u64>(WEIGHTS + (leaf << 3)) <= load<u64>(WEIGHTS + (inner << 3)));
      const taken = isLeaf ? leaf++ : inner++;
      sum += load<u64>(WEIGHTS + (taken << 3));
      store<u16>(PARENTS + (taken << 1), <u16>node);
    }
    store<u64>(WEIGHTS + (node << 3), sum);
  }
}

/** Lengthens shorter codes until those cut down to the limit have room (Kraft's sum is 1). */
function keepWithin(limit: i32): void {
  let over: i64 = -(<i64>1 << limit);
  for (let length = 1; length <= limit; length++)
    over += <i64>load<u32>(PER_LENGTH + (length << 2)) << (limit - length);
  while (over > 0) {
    let length = limit - 1;
    while (load<u32>(PER_LENGTH + (length << 2)) == 0) length--;
    // One code becomes two that are a bit longer: for itself, and for one of the longest.
    add(length, -1);
    add(length + 1, 2);
    add(limit, -1);
    over--;
  }
}

function add(length: i32, change: i32): void {
  const place = PER_LENGTH + (length << 2);
  store<i32>(place, load<i32>(place) + change);
}

/** The codes of the lengths, as u16 with the first bit lowest. */
export function codesOf(lengths: usize, symbols: i32, codes: usize): void {
  memory.fill(PER_LENGTH, 0, 4 * 64);
  for (let symbol = 0; symbol < symbols; symbol++) add(load<u8>(lengths + symbol), 1);
  let code = 0;
  store<u32>(PER_LENGTH, 0);
  for (let length = 1; length < 16; length++) {
    code = (code + load<i32>(PER_LENGTH + ((length - 1) << 2))) << 1;
    store<i32>(NEXT + (length << 2), code);
  }
  for (let symbol = 0; symbol < symbols; symbol++) {
    const length = <i32>load<u8>(lengths + symbol);
    if (length == 0) continue;
    let value = load<i32>(NEXT + (length << 2));
    store<i32>(NEXT + (length << 2), value + 1);
    let turned = 0;
    for (let bit = 0; bit < length; bit++, value >>= 1) turned = (turned << 1) | (value & 1);
    store<u16>(codes + (symbol << 1), <u16>turned);
  }
}
