import { keys } from '../../shared/contracts/keys.ts';
import { mergedRegions, REGIONS_HEAD } from '../../shared/core/catalogue/regions.ts';
import { type HduToWrite, writeFits } from '../../shared/core/fits/write.ts';
import { joinBinTables } from '../../shared/core/fits/write-table.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { fitsTable } from './fits-catalogue.ts';
import type { MergedRows } from './rows.ts';
import { writeParquet } from './write-parquet.ts';

/** Parts whose rows make one FITS file, which is written at once: some 150 MB. */
const PARTS_OF_FITS = 10;

/** The files of a merged catalogue, written part after part in the order of the sky. */
export class CatalogueFiles {
  /** keys of the Parquet files */
  readonly parts: string[] = [];
  readonly #store: Store;
  readonly #run: string;
  readonly #nameWidth: number;
  /** keys of FITS files and regions for DS9, in pairs */
  readonly #files: string[] = [];
  #tables: HduToWrite[] = [];
  #regions = REGIONS_HEAD;

  /** @param nameWidth characters of the longest name of an image */
  constructor(store: Store, run: string, nameWidth: number) {
    this.#store = store;
    this.#run = run;
    this.#nameWidth = nameWidth;
  }

  /**
   * Writes a part as Parquet, and with some parts before it as FITS and regions. A part may have no
   * row: all its sources have their primary row in another.
   */
  async add(rows: MergedRows, isLast: boolean): Promise<void> {
    const part = keys.cataloguePart(this.parts.length);
    await this.#put(this.parts, part, writeParquet(rows, this.#nameWidth));
    const isOnly = isLast && this.#tables.length === 0 && this.#files.length === 0;
    if (rows.group.length > 0 || isOnly) this.#tables.push(fitsTable(rows, this.#nameWidth));
    this.#regions += mergedRegions(rows);
    const tables = this.#tables;
    if (tables.length === 0 || (tables.length < PARTS_OF_FITS && !isLast)) return;
    const file = this.#files.length / 2;
    await this.#put(this.#files, keys.catalogueFits(file), writeFits([joinBinTables(tables)]));
    await this.#put(this.#files, keys.catalogueRegions(file), this.#regions);
    this.#tables = [];
    this.#regions = REGIONS_HEAD;
  }

  /** Removes what an earlier, longer run left in the same folder. */
  async removeOthers(): Promise<void> {
    const made = new Set([...this.parts, ...this.#files].map((key) => joinUrl(this.#run, key)));
    const folder = joinUrl(this.#run, keys.cataloguePart(0)).replace(/[^/]*$/, '');
    for await (const { url } of this.#store.list(folder))
      if (!made.has(url)) await this.#store.delete(url);
  }

  async #put(list: string[], key: string, body: Uint8Array | string): Promise<void> {
    await this.#store.put(joinUrl(this.#run, key), body);
    list.push(key);
  }
}
