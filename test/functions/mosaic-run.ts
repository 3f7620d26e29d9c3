import { stretchMosaics } from '../../functions/make-stretch/stretch-mosaics.ts';
import { sumBand } from '../../functions/make-stretch/sum-band.ts';
import { paintStrip } from '../../functions/paint-strips/paint-strip.ts';
import { joinMosaicBands } from '../../functions/plan-mosaics/join-bands.ts';
import { planMosaicBand } from '../../functions/plan-mosaics/plan-band.ts';
import { sortMosaicBands } from '../../functions/plan-mosaics/sort-bands.ts';
import { writeMosaic } from '../../functions/write-mosaics/write-mosaic.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import type { MosaicItem, MosaicsPlan, StripItem } from '../../shared/contracts/mosaics/plan.ts';
import { InTurn } from '../../shared/core/bytes/in-turn.ts';
import { BufferPool } from '../../shared/core/mosaics/buffer-pool.ts';
import { newSamples } from '../../shared/core/mosaics/samples.ts';
import { newPaintMemory } from '../../shared/core/tiles/paint-memory.ts';
import { ImageReader } from '../../shared/run/image-reader.ts';
import { loadMosaic, loadStrip } from '../../shared/run/mosaics/load-work.ts';
import { readPlanBands } from '../../shared/run/plan-images.ts';
import { writePlanes } from '../../shared/run/planes.ts';
import { runTask } from '../../shared/run/task.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Frame } from '../end-to-end/sky/frames.ts';
import { RUN } from '../run/run-objects.ts';
import { linesOf, readRun } from './mapped-sky.ts';

/** A frame of 40 × 40 pixels of 30″ about RA 45°, Dec 10°, of one value. */
export const flatFrame = (value: number, more: Partial<Frame> = {}): Frame => ({
  ...{ ra: 45, dec: 10, band: 'K', width: 40, height: 40, scale: 30 },
  value: () => value,
  ...more,
});

/** A run in memory whose mosaics are planned. */
export async function plannedMosaics(
  frames: Record<string, Frame>,
  mosaic: object = {},
): Promise<{ store: Store; plan: MosaicsPlan }> {
  const store = await readRun(frames, { mosaic });
  const { bands } = await sortMosaicBands(store, RUN);
  for (const band of bands) await planMosaicBand(store, RUN, band);
  return { store, plan: (await joinMosaicBands(store, RUN, 1)).plan };
}

/**
 * Paints all strips as the function does, less given background planes, band by band. Answers the
 * records.
 */
export async function paintStrips(store: Store, planes: readonly number[] = []) {
  const items = await linesOf<StripItem>(store, mosaicKeys.stripItems);
  let rest = [...planes];
  for (const { band, images } of await readPlanBands(store, RUN)) {
    const numbers = new Float64Array(3 * images);
    numbers.set(rest.slice(0, numbers.length));
    await writePlanes(store, RUN, band, numbers);
    rest = rest.slice(numbers.length);
  }
  const records = [];
  for (const item of items) {
    const { task, work } = await loadStrip(store, RUN, item);
    const tools = {
      ...{ reader: new ImageReader(), memory: newPaintMemory() },
      ...{ samples: newSamples(), buffers: new BufferPool(), turns: new InTurn(2) },
    };
    const paint = runTask(store, task, (counted, heads) =>
      paintStrip(counted, item, { ...work, heads }, tools),
    );
    records.push(await paint);
  }
  return records;
}

/** Stretches the bands and writes all mosaics as the functions do. Answers the records. */
export async function writeMosaics(store: Store) {
  for (const { band } of await readPlanBands(store, RUN))
    await sumBand(store, RUN, { machine: 'mosaic', band });
  await stretchMosaics(store, RUN);
  const records = [];
  for (const item of await linesOf<MosaicItem>(store, mosaicKeys.mosaicItems)) {
    const { task, work } = await loadMosaic(store, RUN, item);
    const write = runTask(store, task, (counted, heads) =>
      writeMosaic(
        ...([counted, RUN, { ...work, item }] as const),
        new Set(work.urls.filter((_, k) => heads[k] !== undefined)),
      ),
    );
    records.push(await write);
  }
  return records;
}
