type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

/**
 * Memory that is used again from strip to strip: fresh pages cost more than what is done with them.
 * It holds what was asked for under a name until the same name is asked for again.
 */
export class BufferPool {
  readonly #held = new Map<string, ArrayBuffer>();

  /** `length` elements, each 0. */
  take<T extends Numbers>(
    name: string,
    type: {
      new (buffer: ArrayBuffer, offset: number, length: number): T;
      BYTES_PER_ELEMENT: number;
    },
    length: number,
  ): T {
    const bytes = length * type.BYTES_PER_ELEMENT;
    const held = this.#held.get(name);
    if (held && held.byteLength >= bytes) {
      const again = new type(held, 0, length);
      again.fill(0);
      return again;
    }
    const fresh = new ArrayBuffer(bytes);
    this.#held.set(name, fresh);
    return new type(fresh, 0, length);
  }
}
