/** Planes in WebAssembly memory that are given back together. */
export class PlaneOwner {
  readonly #planes: { free(): void }[] = [];

  /** Keeps a plane until `free`. */
  hold<T extends { free(): void }>(plane: T): T {
    this.#planes.push(plane);
    return plane;
  }

  free(): void {
    for (const plane of this.#planes.splice(0)) plane.free();
  }
}
