import type * as z from 'zod';
import { volumeItemSchema, volumeKeys, volumeName } from '../contracts/catalogue.ts';
import { keys } from '../contracts/keys.ts';
import { itemSchema } from '../contracts/lists.ts';
import { matchItemSchema, matchKeys } from '../contracts/matches.ts';
import { mosaicKeys } from '../contracts/mosaics/keys.ts';
import {
  mosaicItemSchema,
  mosaicName,
  stripItemSchema,
  stripName,
} from '../contracts/mosaics/plan.ts';
import type { Machine } from '../contracts/run.ts';
import type { ImagesChunk } from '../contracts/sky-map/images.ts';
import { skyKeys } from '../contracts/sky-map/keys.ts';
import { overlapItemSchema, overlapName } from '../contracts/sky-map/overlaps.ts';
import { pictureItemSchema } from '../contracts/sky-map/pictures.ts';
import { planBandSchema } from '../contracts/sky-map/plan.ts';
import { plateItemSchema } from '../contracts/sky-map/tiles.ts';
import { cellName } from '../core/hats/cells.ts';
import type { RunFacts } from '../pages/status/status.ts';

type Stage = RunFacts['stages'][number];

/** Where the stages of a run are looked up. */
export interface StageFiles {
  /** whether its sources are matched, too */
  readonly isMatched: boolean;
  /** chunks of the list by their names; null where there are none yet */
  readonly chunks: ReadonlyMap<string, ImagesChunk> | null;
  /** a stage of one invocation, by a file that it makes */
  step(stage: string, key: string): Promise<Stage>;
  /** names of the tasks of a list of items; null where it is not there yet */
  names<T>(
    key: string,
    schema: z.ZodType<T>,
    nameOf: (item: T) => string,
  ): Promise<ReadonlySet<string> | null>;
}

/** The stages of a run in their order, with the tasks that are known of each. */
export async function stagesOf(machine: Machine, files: StageFiles): Promise<Stage[]> {
  if (machine === 'detect-sources') return detectStages(files);
  return [
    ...(await stagesToBackground(files, machine === 'sky-map' ? skyKeys.plan : mosaicKeys.plan)),
    ...(machine === 'sky-map' ? await skyStages(files) : await mosaicStages(files)),
    await files.step('report', keys.report),
  ];
}

async function detectStages(files: StageFiles): Promise<Stage[]> {
  const volumes = await files.names(volumeKeys.items, volumeItemSchema, volumeName);
  const isCut = volumes !== null && volumes.size > 0;
  return [
    { stage: 'detections', tasks: await files.names(keys.list, itemSchema, ({ name }) => name) },
    await files.step('catalogue', isCut ? volumeKeys.items : keys.cataloguePart(0)),
    ...(isCut ? [{ stage: 'volumes', tasks: volumes }] : []),
    ...(files.isMatched ? await matchStages(files) : []),
    await files.step('report', keys.report),
  ];
}

async function matchStages({ step, names }: StageFiles): Promise<Stage[]> {
  return [
    await step('matching', matchKeys.plan),
    { stage: 'matches', tasks: await names(matchKeys.cells, matchItemSchema, cellName) },
    await step('tables', matchKeys.collection('collection.properties')),
  ];
}

/** What sky maps and mosaics have in common. */
async function stagesToBackground(
  { chunks, step, names }: StageFiles,
  plan: string,
): Promise<Stage[]> {
  const groups = await names(skyKeys.overlapItems, overlapItemSchema, overlapName);
  const bands = await names(skyKeys.bands, planBandSchema, ({ band }) => band);
  return [
    { stage: 'images', tasks: chunks && new Set(chunks.keys()) },
    await step('plan', plan),
    { stage: 'overlaps', tasks: groups },
    { stage: 'background', tasks: bands },
  ];
}

async function skyStages({ step, names }: StageFiles): Promise<Stage[]> {
  const plates = await names(
    skyKeys.plateItems,
    plateItemSchema,
    ({ band, npix }) => `${band}-${npix}`,
  );
  const cells = await names(skyKeys.pictureItems, pictureItemSchema, ({ npix }) => String(npix));
  return [
    { stage: 'tiles', tasks: plates },
    await step('stretch', skyKeys.stretch),
    { stage: 'pictures', tasks: cells },
    await step('hips', keys.viewer),
  ];
}

async function mosaicStages({ step, names }: StageFiles): Promise<Stage[]> {
  return [
    { stage: 'strips', tasks: await names(mosaicKeys.stripItems, stripItemSchema, stripName) },
    await step('stretch', skyKeys.stretch),
    { stage: 'mosaics', tasks: await names(mosaicKeys.mosaicItems, mosaicItemSchema, mosaicName) },
  ];
}
