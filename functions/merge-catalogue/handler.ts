import * as z from 'zod';
import { reachOf } from '../../shared/core/catalogue/match-rows.ts';
import { addCells, noCells, planParts } from '../../shared/core/catalogue/parts.ts';
import { CellTree } from '../../shared/core/plan/cells.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { readParameters } from '../../shared/run/parameters.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import type { Store } from '../../shared/store/store.ts';
import { CatalogueFiles } from './catalogue-files.ts';
import { failDamaged, searchedOnce } from './fail-images.ts';
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

const eventSchema = z.object({ run: runUrl });

/** Rows of one Parquet file: what is held in memory at a time. */
const ROWS_OF_PART = 50_000;

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
  const files = new CatalogueFiles(store, run, nameWidth);
  for (const [i, part] of planned.entries()) {
    const rows = await readPart(read, placed, part, reach);
    await files.add(unique ? onlyPrimary(rows) : rows, i === planned.length - 1);
  }
  if (damaged.size > 0) await failDamaged(store, run, damaged);
  await files.removeOthers();
  return { parts: files.parts };
}
