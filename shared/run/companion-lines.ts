import type { Item } from '../contracts/lists.ts';
import { plainText } from '../core/text.ts';

const nameOf = (uri: string): string => plainText(uri.slice(uri.lastIndexOf('/') + 1), 200);

/**
 * Lines of a list that are no images of their own but companions of other lines: how many, and the
 * first of them.
 */
export class CompanionLines {
  readonly #lines = new Set<number>();
  #first: { line: number; said: string } | undefined;

  add({ line: own, uri: image, companions = [] }: Item): void {
    for (const { line, uri, kind } of companions) {
      if (line === undefined) continue;
      this.#lines.add(line);
      if (this.#first && this.#first.line <= line) continue;
      const said =
        kind === 'aside'
          ? `line ${line}, ${nameOf(uri)}, a companion of line ${own}, ${nameOf(image)}, and is not used`
          : `line ${line}, ${nameOf(uri)}, for the ${kind} of line ${own}, ${nameOf(image)}`;
      this.#first = { line, said };
    }
  }

  /** What a person should know of them; empty where there are none. */
  notes(): string[] {
    const { size } = this.#lines;
    if (!this.#first) return [];
    const [what, first] =
      size === 1
        ? ['1 line of the list is', '']
        : [`${size} lines of the list are`, 'the first is '];
    return [
      `${what} taken with another line's image and ${size === 1 ? 'is no image' : 'are no images'} of ${size === 1 ? 'its' : 'their'} own: ${first}${this.#first.said}. Where that is wrong write FILE[0], or the HDU that is meant`,
    ];
  }
}
