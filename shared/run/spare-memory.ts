/** So many pieces wait to be used again. */
const MAX_SPARE = 4;

/** Memory that is used again: fresh pages cost as much as what is read into them. */
export class SpareMemory {
  readonly #spare: ArrayBuffer[] = [];
  readonly #own = new WeakSet<ArrayBufferLike>();

  /** Whatever the last user left in it. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    const fits = ({ byteLength }: ArrayBuffer) => byteLength >= bytes && byteLength <= 2 * bytes;
    const at = this.#spare.findIndex(fits);
    const buffer = this.#spare.splice(at, at < 0 ? 0 : 1)[0] ?? new ArrayBuffer(bytes);
    this.#own.add(buffer);
    return new Uint8Array(buffer, 0, bytes);
  }

  /** Memory that nobody looks at any more; of others than `take` it is left alone. */
  giveBack({ buffer }: ArrayBufferView<ArrayBufferLike>): void {
    if (this.#spare.length < MAX_SPARE && this.#own.has(buffer)) {
      this.#own.delete(buffer); // given back twice it would be two users'
      this.#spare.push(buffer as ArrayBuffer);
    }
  }
}
