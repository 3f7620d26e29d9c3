import * as z from 'zod';
import { keys } from '../../shared/contracts/keys.ts';
import { addCells, noCells, planParts } from '../../shared/core/catalogue/parts.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { readLedger } from '../../shared/lambda/ledger.ts';
import { runReduce } from '../../shared/lambda/reduce.ts';
import { runUrl } from '../../shared/lambda/run-url.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { type ImageCatalogue, readPart } from './read-part.ts';
import { writeParquet } from './write-parquet.ts';

const eventSchema = z.object({ run: runUrl });

/** Rows of one Parquet file: what is held in memory at a time. */
const rowsOfPart = 50_000;

/** Merges the catalogues of all images into one Parquet data set, sorted by HEALPix index, a part at a time. */
export const handler = lambdaHandler(eventSchema, ({ run }, { store }) =>
  runReduce(store, run, 'catalogue', (counted) => mergeCatalogue(counted, run)),
);

async function mergeCatalogue(store: Store, run: string): Promise<{ parts: string[] }> {
  const images: ImageCatalogue[] = [];
  const sum = noCells();
  for await (const { item, record } of readLedger(store, run, 'detections')) {
    if (record?.state !== 'done' || !record.detections) continue;
    const { cells, noSky } = record.detections.counts;
    images.push({ name: item.name, cells: Object.keys(cells).map(Number), noSky: noSky > 0 });
    addCells(sum, { cells, noSky });
  }

  const parts: string[] = [];
  for (const [i, part] of planParts(sum, rowsOfPart).entries()) {
    const key = keys.cataloguePart(i);
    await store.put(joinUrl(run, key), writeParquet(await readPart(store, run, images, part)));
    parts.push(key);
  }
  for await (const { url } of store.list(joinUrl(run, 'catalogue/part-'))) {
    if (!parts.some((key) => url.endsWith(key))) await store.delete(url); // of an earlier, longer run
  }
  return { parts };
}
