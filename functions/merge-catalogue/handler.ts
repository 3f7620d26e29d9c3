import * as z from 'zod';
import { keys } from '../../shared/contracts/keys.ts';
import { reachOf } from '../../shared/core/catalogue/match-rows.ts';
import { addCells, noCells, planParts } from '../../shared/core/catalogue/parts.ts';
import { mergedRegions, REGIONS_HEAD } from '../../shared/core/catalogue/regions.ts';
import { type HduToWrite, writeFits } from '../../shared/core/fits/write.ts';
import { joinBinTables } from '../../shared/core/fits/write-table.ts';
import { CellTree } from '../../shared/core/plan/cells.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { readParameters } from '../../shared/run/parameters.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { failDamaged, searchedOnce } from './fail-images.ts';
import { fitsTable } from './fits-catalogue.ts';
import {
  cellsAround,
  type ImageCatalogue,
  imageCatalogue,
  maxPictureRadius,
} from './image-catalogue.ts';
import { catalogueReader } from './read-catalogue.ts';
import { readPart } from './read-part.ts';
import { onlyPrimary } from './rows.ts';
import { writeCompleteness } from './write-completeness.ts';
import { writeParquet } from './write-parquet.ts';

const eventSchema = z.object({ run: runUrl });

/** Rows of one Parquet file: what is held in memory at a time. */
const ROWS_OF_PART = 50_000;

/** Parquet files whose rows make one FITS file, which is written at once: some 150 MB. */
const PARTS_OF_FITS = 10;

/**
 * Merges the catalogues of all images into one data set, sorted by HEALPix index, a part at a time,
 * and marks what was found in several of them. As Parquet, as FITS, and their places for DS9. An
 * image whose catalogue is damaged or gone fails; the others are merged.
 */
export const handler = lambdaHandler(eventSchema, ({ run }, { store }) =>
  runReduce(store, run, 'catalogue', (counted) => mergeCatalogue(counted, run)),
);

async function mergeCatalogue(store: Store, run: string): Promise<{ parts: string[] }> {
  const { unique, positions, completeness } = await readParameters(store, run);
  const images: ImageCatalogue[] = [];
  const { read, damaged } = catalogueReader(store, run);
  const sum = noCells();
  for await (const { item, detections } of searchedOnce(store, run)) {
    if (positions) continue;
    images.push(imageCatalogue(item.name, detections));
    addCells(sum, detections.counts);
  }
  if (completeness) await writeCompleteness(store, run);
  // what was measured at given places stands in tables of its own
  if (positions) return { parts: [] };
  const reach = reachOf(maxPictureRadius(images));
  const nameWidth = images.reduce((most, { name }) => Math.max(most, name.length), 1);
  const tree = new CellTree();
  const placed = images.map((image) => ({ ...image, around: cellsAround(image, reach, tree) }));

  const planned = planParts(sum, ROWS_OF_PART);
  const parts: string[] = [];
  const files: string[] = [];
  const put = async (list: string[], key: string, body: Uint8Array | string) => {
    await store.put(joinUrl(run, key), body);
    list.push(key);
  };
  let tables: HduToWrite[] = [];
  let regions = REGIONS_HEAD;
  for (const [i, part] of planned.entries()) {
    const all = await readPart(read, placed, part, reach);
    const rows = unique ? onlyPrimary(all) : all;
    await put(parts, keys.cataloguePart(i), writeParquet(rows, nameWidth));
    const isLast = i === planned.length - 1;
    // A part may have no row: all its sources have their primary row in another.
    if (rows.group.length > 0 || (isLast && tables.length === 0 && files.length === 0))
      tables.push(fitsTable(rows, nameWidth));
    regions += mergedRegions(rows);
    if (tables.length === 0 || (tables.length < PARTS_OF_FITS && !isLast)) continue;
    const file = files.length / 2;
    await put(files, keys.catalogueFits(file), writeFits([joinBinTables(tables)]));
    await put(files, keys.catalogueRegions(file), regions);
    tables = [];
    regions = REGIONS_HEAD;
  }
  if (damaged.size > 0) await failDamaged(store, run, damaged);
  const made = new Set([...parts, ...files].map((key) => joinUrl(run, key)));
  for await (const { url } of store.list(
    joinUrl(run, keys.cataloguePart(0)).replace(/[^/]*$/, ''),
  )) {
    if (!made.has(url)) await store.delete(url); // of an earlier, longer run
  }
  return { parts };
}
