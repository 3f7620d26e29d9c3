/** Checks what a caller of getRange asks for: a mistake of the program, so a RangeError. */
export function checkRange(offset: number, length: number, into?: Uint8Array): void {
  if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(length) || length < 0)
    throw new RangeError(`no such range: ${length} bytes at ${offset}`);
  if (into && into.length < length)
    throw new RangeError(`${length} bytes do not fit into an array of ${into.length}`);
}
