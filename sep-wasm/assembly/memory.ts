// The heap. Blocks lie one after another, each with a 16-byte header (length and tag), in units of
// 16 bytes, so that
// positions up to 4 GiB fit u32. There are few blocks (images, tables, lists), so first fit over
// all of them is enough.

// @ts-ignore: decorator
@external("env", "outOfMemory")
declare function outOfMemory(bytes: f64): void;

// @ts-ignore: decorator
@inline const FREE: u32 = 0;
// @ts-ignore: decorator
@inline const KEPT: u32 = 1;

const heapStart: u32 = <u32>((__heap_base + 15) >> 4);
let heapEnd: u32 = heapStart;
/** Depth of nested scratch scopes; a scratch block's tag is KEPT + the depth it was made in. */
let depth: u32 = 0;

// @ts-ignore: decorator
@inline function lengthOf(block: u32): u32 {
  return load<u32>(<usize>block << 4);
}

// @ts-ignore: decorator
@inline function tagOf(block: u32): u32 {
  return load<u32>(<usize>block << 4, 4);
}

// @ts-ignore: decorator
@inline function setBlock(block: u32, length: u32, tag: u32): void {
  store<u32>(<usize>block << 4, length);
  store<u32>(<usize>block << 4, tag, 4);
}

/** Make room for the heap to end at `end` (in units). */
function growTo(end: u64, bytes: u64): void {
  const have = <u64>memory.size() << 12;
  if (end <= have) return;
  const pages = (end - have + 0xfff) >> 12;
  if (pages + <u64>memory.size() > 65536) outOfMemory(<f64>bytes);
  // a little more, so that lists that grow do not ask each time; less when there is not that much
  const generous = min<u64>(pages + 16, 65536 - <u64>memory.size());
  if (memory.grow(<i32>generous) < 0 && memory.grow(<i32>pages) < 0) outOfMemory(<f64>bytes);
}

/** Join the free blocks that follow the free block `block`; its new length. */
function join(block: u32): u32 {
  let length = lengthOf(block);
  while (block + length < heapEnd && tagOf(block + length) == FREE) length += lengthOf(block + length);
  if (block + length == heapEnd) heapEnd = block;
  else setBlock(block, length, FREE);
  return length;
}

function take(bytes: u64, tag: u32): usize {
  const units = (bytes + 31) >> 4;
  if (units >= 1 << 28) outOfMemory(<f64>bytes);
  let block = heapStart;
  while (block < heapEnd) {
    if (tagOf(block) == FREE) {
      const length = join(block);
      if (block >= heapEnd) break;
      if (<u64>length >= units) {
        if (<u64>length > units) setBlock(block + <u32>units, length - <u32>units, FREE);
        setBlock(block, <u32>units, tag);
        return (<usize>block << 4) + 16;
      }
    }
    block += lengthOf(block);
  }
  growTo(<u64>heapEnd + units, bytes);
  block = heapEnd;
  heapEnd += <u32>units;
  setBlock(block, <u32>units, tag);
  return (<usize>block << 4) + 16;
}

/**
 * `bytes` of memory, not cleared, aligned to 16, kept until `free`. Does not return when they
 * cannot be had.
 */
export function allocate(bytes: f64): usize {
  return take(<u64>bytes, KEPT);
}

/** The same, released by the `endScratch` of the current scope. */
export function scratch(bytes: f64): usize {
  return take(<u64>bytes, KEPT + depth);
}

/** `scratch` for kernels, whose sizes are integers. */
export function scratchBytes(bytes: u64): usize {
  return take(bytes, KEPT + depth);
}

/** Give a block back. */
export function free(pointer: usize): void {
  const block = <u32>((pointer - 16) >> 4);
  setBlock(block, lengthOf(block), FREE);
  join(block);
}

/** Make a block longer, in place where what follows is free. Its new address; the tag stays. */
export function resize(pointer: usize, bytes: u64): usize {
  const block = <u32>((pointer - 16) >> 4);
  const units = (bytes + 31) >> 4;
  const length = lengthOf(block);
  if (units <= <u64>length) return pointer;
  if (units >= 1 << 28) outOfMemory(<f64>bytes);
  const tag = tagOf(block);
  const next = block + length;
  if (next < heapEnd && tagOf(next) == FREE) {
    const more = join(next);
    if (next < heapEnd && <u64>length + more >= units) {
      if (<u64>length + more > units) setBlock(block + <u32>units, <u32>(<u64>length + more - units), FREE);
      setBlock(block, <u32>units, tag);
      return pointer;
    }
  }
  if (next == heapEnd) {
    growTo(<u64>block + units, bytes);
    heapEnd = block + <u32>units;
    setBlock(block, <u32>units, tag);
    return pointer;
  }
  const moved = take(bytes, tag);
  memory.copy(moved, pointer, (<usize>length << 4) - 16);
  free(pointer);
  return moved;
}

/** Open a scope for scratch blocks. */
export function beginScratch(): void {
  depth++;
}

/** Close it and release every scratch block made inside. */
export function endScratch(): void {
  const least = KEPT + depth;
  depth--;
  let block = heapStart;
  while (block < heapEnd) {
    const length = lengthOf(block);
    if (tagOf(block) >= least) setBlock(block, length, FREE);
    if (tagOf(block) == FREE) block += join(block);
    else block += length;
  }
}

/** Bytes of all blocks that are not free, headers included. */
export function memoryInUse(): f64 {
  let units: u64 = 0;
  for (let block = heapStart; block < heapEnd; block += lengthOf(block)) {
    if (tagOf(block) != FREE) units += lengthOf(block);
  }
  return <f64>(units << 4);
}
