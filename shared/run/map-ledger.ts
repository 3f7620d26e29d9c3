import * as z from 'zod';
import { volumeItemSchema, volumeKeys, volumeName } from '../contracts/catalogue.ts';
import { keys } from '../contracts/keys.ts';
import { matchItemSchema, matchKeys } from '../contracts/matches.ts';
import { mosaicKeys } from '../contracts/mosaics/keys.ts';
import {
  mosaicItemSchema,
  mosaicName,
  stripItemSchema,
  stripName,
} from '../contracts/mosaics/plan.ts';
import { skyKeys } from '../contracts/sky-map/keys.ts';
import { overlapItemSchema, overlapName } from '../contracts/sky-map/overlaps.ts';
import { pictureItemSchema } from '../contracts/sky-map/pictures.ts';
import { plateItemSchema } from '../contracts/sky-map/tiles.ts';
import type { TaskRecord } from '../contracts/task-record.ts';
import { cellName } from '../core/hats/cells.ts';
import { ahead } from '../store/ahead.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { readJsonLines } from './json.ts';
import { readRecord } from './record.ts';

/**
 * The maps after the images, of all machines: which tasks the plan has for each, and how their
 * records are named.
 */
export const mapStages: Record<string, { items: string; nameOf: (item: unknown) => string }> = {
  overlaps: {
    items: skyKeys.overlapItems,
    nameOf: (item) => overlapName(overlapItemSchema.parse(item)),
  },
  tiles: {
    items: skyKeys.plateItems,
    nameOf: (item) => {
      const { band, npix } = plateItemSchema.parse(item);
      return `${band}-${npix}`;
    },
  },
  strips: {
    items: mosaicKeys.stripItems,
    nameOf: (item) => stripName(stripItemSchema.parse(item)),
  },
  mosaics: {
    items: mosaicKeys.mosaicItems,
    nameOf: (item) => mosaicName(mosaicItemSchema.parse(item)),
  },
  pictures: {
    items: skyKeys.pictureItems,
    nameOf: (item) => String(pictureItemSchema.parse(item).npix),
  },
  volumes: {
    items: volumeKeys.items,
    nameOf: (item) => volumeName(volumeItemSchema.parse(item)),
  },
  matches: { items: matchKeys.cells, nameOf: (item) => cellName(matchItemSchema.parse(item)) },
};

/** records asked for at the same time */
const READ_AHEAD = 64;

/**
 * The records of the plan's tasks, stage after stage; those of tasks that only an earlier plan had
 * are left out. Streams.
 */
export async function* readMapLedger(store: Store, run: string): AsyncGenerator<TaskRecord> {
  for (const [stage, { items }] of Object.entries(mapStages)) {
    const url = joinUrl(run, items);
    if (!(await store.head(url))) continue; // the run did not come so far
    yield* readStageRecords(store, run, stage, readJsonLines(store, url, z.unknown()));
  }
}

/** The same of a stage's tasks of which `lines` name some. Streams. */
export async function* readStageRecords(
  store: Store,
  run: string,
  stage: string,
  lines: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncGenerator<TaskRecord> {
  const { nameOf } = mapStages[stage]!;
  const records = ahead(lines, READ_AHEAD, (item) =>
    readRecord(store, joinUrl(run, keys.task(stage, nameOf(item)))),
  );
  for await (const record of records) if (record instanceof Object) yield record;
}
