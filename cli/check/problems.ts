/** Something wrong with a HiPS or a run's mosaics, in words that say what to do. */
export interface Problem {
  /** of a fixed set, for scripts: MissingKey, WrongMoc, Seam … */
  readonly code: string;
  readonly message: string;
  /** path inside the folder */
  readonly where: string;
}

/** Problems of one code beyond these are counted, not listed. */
const MAX_OF_A_CODE = 10;

/** The problems found so far. */
export class Problems {
  readonly #listed: Problem[] = [];
  readonly #counts = new Map<string, number>();

  add(code: string, where: string, message: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= MAX_OF_A_CODE) this.#listed.push({ code, message, where });
  }

  /**
   * In the order they were found; a last one of each code that was cut says how many more there
   * are.
   */
  list(): Problem[] {
    const more = [...this.#counts].filter(([, count]) => count > MAX_OF_A_CODE);
    return [
      ...this.#listed,
      ...more.map(([code, count]) => ({
        code,
        message: `${count - MAX_OF_A_CODE} more problems of this kind.`,
        where: '',
      })),
    ];
  }
}
