import type { ByteSource } from '../bytes/source.ts';
import { DataError } from '../errors.ts';
import { type Packing, packingOf } from '../unpack/packing.ts';
import { unpack } from '../unpack/unpack.ts';
import { ASINH_WARNING } from './asinh.ts';
import { CARD_LENGTH } from './card.ts';
import { firstAmbiguous, paddedLength } from './geometry.ts';
import { GunzipSource } from './gunzip-source.ts';
import { describeHdu, extverOf, type Hdu } from './hdu.ts';
import { BLOCK, endOfHeader, Header } from './header.ts';
import { limits } from './limits.ts';
import { notFits } from './magic.ts';
import { noSuchHdu } from './no-such-hdu.ts';
import { isTrue } from './numeric.ts';

/**
 * Bytes asked for at first: the primary header of an HST file and, mostly, the start of the next
 * HDU.
 */
export const FIRST_READ = 23 * BLOCK;
/** Bytes asked for where a later HDU begins: most headers are shorter. */
export const NEXT_READ = 10 * BLOCK;

/** An HDU by its number (0 is the primary), or by EXTNAME and EXTVER. */
export type HduChoice = number | { extname: string; extver?: number };

/**
 * An open FITS file. Headers are fetched when they are asked for, each once; data are skipped by
 * their size.
 */
export class FitsFile {
  /** its bytes, unpacked where the file is gzip */
  readonly source: ByteSource;
  /** what is wrong with the file but does no harm to its HDUs */
  readonly warnings: string[] = [];
  readonly #hdus: Hdu[] = [];
  #next = 0;
  #headerLength = 0;
  #complete = false;
  #window: { offset: number; bytes: Uint8Array };
  #walking: Promise<unknown> = Promise.resolve();

  constructor(source: ByteSource, start: Uint8Array) {
    this.source = source;
    this.#window = { offset: 0, bytes: start };
  }

  /** Every HDU of the file. A last one whose data are cut off is among them, with a warning. */
  async hdus(): Promise<readonly Hdu[]> {
    await this.#walk(() => false);
    return this.#hdus;
  }

  /**
   * An HDU by index, or the first of an EXTNAME (case does not matter; of that EXTVER when given).
   * Throws NoSuchHdu.
   */
  async hdu(indexOrName: HduChoice | string): Promise<Hdu> {
    const choice = typeof indexOrName === 'string' ? { extname: indexOrName } : indexOrName;
    const is = (hdu: Hdu): boolean =>
      typeof choice === 'number'
        ? hdu.index === choice
        : hdu.extname.toUpperCase() === choice.extname.trim().toUpperCase() &&
          (choice.extver === undefined || hdu.extver === choice.extver);
    await this.#walk((hdus) => hdus.some(is));
    const found = this.#hdus.find(is);
    if (found) return found;
    const wanted =
      typeof choice === 'number'
        ? `${choice}`
        : [choice.extname, choice.extver].filter(Boolean).join(',');
    throw noSuchHdu(wanted, this.#hdus, { uri: this.source.uri, hdu: wanted });
  }

  /** Reads headers, one walk at a time, until there is enough or no more. */
  async #walk(enough: (hdus: readonly Hdu[]) => boolean): Promise<void> {
    const walk = async (): Promise<void> => {
      while (!this.#complete && !enough(this.#hdus)) await this.#readNext();
    };
    const walking = this.#walking.then(walk);
    this.#walking = walking.catch(() => undefined);
    await walking;
  }

  async #readNext(): Promise<void> {
    const offset = this.#next;
    const index = this.#hdus.length;
    if (index > 0 && !(await this.#startsHdu(offset))) {
      this.#complete = true;
      if (this.source instanceof GunzipSource && this.source.isCut)
        this.warnings.push(
          'The gzip file ends early, and what it has of HDUs is not verified by its checksum: fetch it again.',
        );
      return;
    }
    if (index >= limits.hdus) throw this.#tooMuch(`more than ${limits.hdus} HDUs`, index);
    const bytes = await this.#headerBytes(offset, index);
    this.#headerLength += bytes.length;
    if (this.#headerLength > limits.headerBytes)
      throw this.#tooMuch(`more than ${limits.headerBytes} bytes of headers`, index);
    const header = Header.parse(bytes);
    if (index === 0 && !isTrue(header.get('SIMPLE'))) {
      throw new DataError(
        'UnsupportedFits',
        'SIMPLE is not T: the file says itself that it does not keep to the FITS standard.',
        {
          uri: this.source.uri,
          hdu: 0,
          keyword: 'SIMPLE',
        },
      );
    }
    const dataOffset = offset + bytes.length;
    const hdu = describeHdu(this.source, index, header, offset, dataOffset);
    if (this.source instanceof GunzipSource) this.source.needLikely(dataOffset + hdu.dataBytes);
    this.#hdus.push(hdu);
    this.#warnOf(hdu);
    this.#next = dataOffset + paddedLength(hdu.dataBytes);
  }

  #warnOf({ index, header, dataOffset, dataBytes }: Hdu): void {
    const missing = dataOffset + dataBytes - this.source.size;
    if (missing > 0) {
      this.warnings.push(
        `The data of HDU ${index} are cut off: the file ends ${missing} bytes early.`,
      );
    }
    const twice = firstAmbiguous(header);
    if (twice !== undefined) {
      this.warnings.push(
        `${twice} stands twice in HDU ${index}, with two values: the first is taken.`,
      );
    }
    if (extverOf(header) === undefined) {
      this.warnings.push(`EXTVER of HDU ${index} is no whole number: 1 is taken.`);
    }
    if (header.has('BSOFTEN')) this.warnings.push(`HDU ${index}: ${ASINH_WARNING}`);
  }

  #tooMuch(what: string, index: number): DataError {
    const message = `The file has ${what}, more than any real one: it is damaged.`;
    return new DataError('MalformedFits', message, { uri: this.source.uri, hdu: index });
  }

  async #startsHdu(offset: number): Promise<boolean> {
    const start = await this.#bytesAt(offset, BLOCK, NEXT_READ);
    if (start.length === 0) return false;
    const word = String.fromCharCode(...start.subarray(0, 9));
    if (start.length >= BLOCK && word === 'XTENSION=') return true;
    this.warnings.push(
      `What follows HDU ${this.#hdus.length - 1} from byte ${offset} on is no HDU and is ignored.`,
    );
    return false;
  }

  /** The header's blocks, END included. */
  async #headerBytes(offset: number, index: number): Promise<Uint8Array> {
    let length = BLOCK;
    let searched = 0;
    for (;;) {
      const bytes = await this.#bytesAt(offset, length, Math.max(NEXT_READ, length));
      const end = endOfHeader(bytes, searched);
      if (end >= 0 && paddedLength(end) <= bytes.length) return bytes.slice(0, paddedLength(end));
      const where = { uri: this.source.uri, hdu: index };
      if (bytes.length < length) {
        throw new DataError(
          'TruncatedFits',
          'The file ends inside a header: fetch it again.',
          where,
        );
      }
      if (bytes.length >= limits.cards * CARD_LENGTH) {
        const message = `The header has no END within ${limits.cards} cards, more than any real one: the file is damaged.`;
        throw new DataError('MalformedFits', message, where);
      }
      searched = bytes.length - (bytes.length % BLOCK);
      length = 2 * bytes.length; // some HST headers have thousands of cards
    }
  }

  /**
   * All bytes of the window from `offset` on, at least `length` of them (less only at the end of
   * the file).
   */
  async #bytesAt(offset: number, length: number, ask: number): Promise<Uint8Array> {
    const { offset: start, bytes } = this.#window;
    const held =
      offset >= start && offset < start + bytes.length
        ? bytes.subarray(offset - start)
        : new Uint8Array(0);
    if (held.length >= length) return held;
    if (offset + held.length >= this.source.size) return held;
    const more = await this.source.read(offset + held.length, ask - held.length);
    const joined = new Uint8Array(held.length + more.length);
    joined.set(held);
    joined.set(more, held.length);
    this.#window = { offset, bytes: joined };
    return joined;
  }
}

/**
 * Opens a FITS file with one read of FIRST_READ bytes. A gzip file is unpacked as it is read, one
 * of bzip2, xz or compress as a whole. Throws NotFits, UnsupportedFits (packed otherwise),
 * TruncatedFits, TooLarge.
 */
export async function openFits(source: ByteSource): Promise<FitsFile> {
  const start = await source.read(0, Math.min(FIRST_READ, source.size));
  const packing = packingOf(start);
  if (packing === undefined) return openPlain(source, start, packing);
  const unpacked =
    packing === 'gzip' ? new GunzipSource(source, start) : await unpack(source, packing);
  return openPlain(unpacked, await unpacked.read(0, NEXT_READ), packing);
}

function openPlain(source: ByteSource, start: Uint8Array, packing: Packing | undefined): FitsFile {
  const problem = notFits(start, packing);
  if (problem) throw new DataError(problem.name, problem.message, { uri: source.uri });
  if (start.length < BLOCK) {
    throw new DataError(
      'TruncatedFits',
      `The file has ${start.length} bytes, less than one block of a header: fetch it again.`,
      {
        uri: source.uri,
      },
    );
  }
  return new FitsFile(source, start);
}
