import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sortBands } from '../../functions/plan-sky/sort-bands.ts';
import { readPlanBands } from '../../shared/run/plan-images.ts';
import { fileStore } from '../../shared/store/file.ts';
import { makeWideSky } from '../wide-sky.ts';

/** Images whose headers one task has read: of 2MASS's, in a run of 10,000 such tasks. */
const CHUNK = 488;

/** Where the run of so many images stands, and the room it takes; in this machine's own folder. */
const place = (count: number): string => join(tmpdir(), `starfan-bands-${count}`);

/** Writes the records of so many images whose headers were read. */
export const writeRead = async (images: number): Promise<void> =>
  makeWideSky(place(images), { images, depth: 1.6, chunk: CHUNK, publish: 'colour', seed: 1 });

/** Sorts them by band as the function does, reading and writing included. */
export async function sortWholeSky(count: number): Promise<Record<string, number>> {
  const [store, run] = [fileStore(), pathToFileURL(place(count)).href];
  await sortBands(store, run);
  const bands = await readPlanBands(store, run);
  return { images: bands.reduce((sum, { images }) => sum + images, 0), bands: bands.length };
}

/** Removes what both have written. */
export const removeRead = (count: number): void =>
  rmSync(place(count), { recursive: true, force: true });
