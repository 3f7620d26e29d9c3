import { type Item, identityOf } from '../../shared/contracts/lists.ts';
import { NumberList, SortedNumbers } from '../../shared/core/number-list.ts';
import { HashedMap, textHash } from '../../shared/run/hashed-map.ts';

type NamingLine = Pick<Item, 'line' | 'uri' | 'hdu' | 'measure' | 'companions'>;

/**
 * Lines that stand in a list as if they were images and that another line names as its companion.
 * A line that is the second of its image fails, so it takes no other: who looks twice through the
 * list knows which are the first.
 */
export class NamingLines {
  readonly #identities = new NumberList();
  /** companions that any line names */
  readonly #named = new Set<string>();
  /** companions that the first line of an image names */
  readonly #valid = new Set<string>();
  readonly #lines = new Map<string, number>();
  readonly #firsts = new HashedMap();
  #naming: SortedNumbers | undefined;

  /** Once for each line, the first time. */
  count(line: NamingLine): void {
    if (!line.companions) return;
    this.#identities.push(textHash(identityOf(line)));
    for (const { uri } of line.companions) this.#named.add(uri);
  }

  get areAny(): boolean {
    return this.#named.size > 0;
  }

  /** Once for each line, the second time, in the order of the list. */
  add(line: NamingLine): void {
    if (!this.areAny) return;
    this.#naming ??= new SortedNumbers(this.#identities.sorted());
    const { uri, hdu, companions } = line;
    const identity = identityOf(line);
    if (this.#naming.has(textHash(identity))) {
      const isFirst = this.#firsts.getOrSet(identity, line.line) === line.line;
      if (isFirst) for (const companion of companions ?? []) this.#valid.add(companion.uri);
    }
    if (hdu === undefined && !companions && this.#named.has(uri) && !this.#lines.has(uri))
      this.#lines.set(uri, line.line);
  }

  /** The companions among the lines, with the first line of each. */
  *taken(): Generator<[string, number]> {
    for (const [uri, line] of this.#lines) if (this.#valid.has(uri)) yield [uri, line];
  }
}
