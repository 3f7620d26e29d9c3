import type { Failure, Item } from '../contracts/lists.ts';
import { NumberList, type SortedNumbers } from '../core/number-list.ts';
import { schemeOf } from '../store/url.ts';
import { HashedMap, textHash } from './hashed-map.ts';

/** A picture that a line of a list led to, and its file as it was read. */
export interface FoundPicture {
  hdu: number;
  etag: string;
}

/** What two lines have in common that lead to one picture. */
type Named = Pick<Item, 'line' | 'uri' | 'measure'>;

/**
 * One text for a picture, however lines spell it: a file of this machine is known by its etag, in
 * which its inode stands, so that links to it are the file.
 */
const pictureKey = ({ uri, measure = '' }: Named, { hdu, etag }: FoundPicture): string =>
  [schemeOf(uri) === 'file' ? etag : uri, hdu, measure].join(' ');

/** Counts the pictures of a list first, so that only those named twice are kept: 8 bytes each. */
export class PictureCensus {
  readonly #keys = new NumberList();

  add(item: Named, pictures: readonly FoundPicture[]): void {
    for (const picture of pictures) this.#keys.push(textHash(pictureKey(item, picture)));
  }

  /** Hashes of those that were added more than once. */
  repeated(): SortedNumbers {
    return this.#keys.repeated();
  }

  /** For a second time through the list. */
  lines(): PictureLines {
    return new PictureLines(this.repeated());
  }
}

/**
 * Finds pictures that several lines name: `a.fits` and `a.fits[0]`, `a.fits[SCI]` and `a.fits[1]`,
 * a file and a link to it. Lines that are spelt alike have been refused before.
 */
export class PictureLines {
  readonly #lines = new HashedMap();
  readonly #counted: SortedNumbers | undefined;

  /** `counted`: hashes of those that stand in the list more than once; absent: any may. */
  constructor(counted?: SortedNumbers) {
    this.#counted = counted;
  }

  /**
   * Why a line is one too many, where an earlier one has led to a picture of it; asked in the order
   * of the list.
   */
  repeatedBy(item: Named, pictures: readonly FoundPicture[], stage: string): Failure | undefined {
    const keys = pictures
      .map((picture) => ({ picture, key: pictureKey(item, picture) }))
      .filter(({ key }) => this.#counted?.has(textHash(key)) ?? true);
    for (const { picture, key } of keys) {
      const line = this.#lines.get(key) ?? item.line;
      if (line < item.line) return repeated(item, picture, line, stage);
    }
    for (const { key } of keys) this.#lines.getOrSet(key, item.line);
    return undefined;
  }
}

const repeated = (
  { line, uri }: Named,
  { hdu }: FoundPicture,
  before: number,
  stage: string,
): Failure => ({
  line,
  uri,
  stage,
  error: 'DuplicateLine',
  message: `Its HDU ${hdu} stands on line ${before} already, in another spelling: remove one of the two, or name the HDU that is meant as FILE[HDU]`,
  hdu,
});
