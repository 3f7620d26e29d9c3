/** Things in connected groups (Galler & Fischer 1964); the root of a group is its first member. */
export class UnionFind {
  readonly #parents: Int32Array;

  constructor(length: number) {
    this.#parents = Int32Array.from({ length }, (_, i) => i);
  }

  /** The first member of a thing's group. */
  rootOf(i: number): number {
    const parents = this.#parents;
    let root = i;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!;
      root = parents[root]!;
    }
    return root;
  }

  /** Makes one group of those of two things. */
  join(i: number, j: number): void {
    const [one, other] = [this.rootOf(i), this.rootOf(j)];
    this.#parents[Math.max(one, other)] = Math.min(one, other);
  }
}
