// A list that grows, in scratch memory. Holds bytes; the user knows what lies in them.

import { resize, scratchBytes } from "./memory";

@unmanaged
export class List {
  data: usize;
  bytes: usize;
  capacity: usize;

  /** Make room for `more` bytes after the end and count them in; the address of the first. */
  extend(more: usize): usize {
    const needed = <u64>this.bytes + more;
    if (needed > <u64>this.capacity) {
      // half as much again, but not beyond what an address can reach
      const capacity = max<u64>(needed, min<u64>(needed + (needed >> 1), 0xffff0000));
      this.data = resize(this.data, capacity);
      this.capacity = <usize>capacity;
    }
    const end = this.data + this.bytes;
    this.bytes = <usize>needed;
    return end;
  }

  clear(): void {
    this.bytes = 0;
  }
}

/** An empty list. */
export function newList(): List {
  const list = changetype<List>(scratchBytes(offsetof<List>()));
  list.capacity = 1024;
  list.data = scratchBytes(list.capacity);
  list.bytes = 0;
  return list;
}
