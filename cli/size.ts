import { folderHoldings } from '../local/run-folder/holdings.ts';
import { divide, type StoredObject } from '../local/run-folder/stored-objects.ts';
import { bytes } from '../shared/pages/report/quantities.ts';
import { shellWord } from './shell-word.ts';

/** below this much, bytes, it is not said how to free it */
const WORTH_FREEING_BYTES = 100e6;

/** Where the results are, how large they are, and how much of it is working files. */
export async function sizeLines(folder: string): Promise<string[]> {
  const { going, kept } = divide(await folderHoldings(folder).list(), ['product']);
  const free = sizeOf(going);
  const lines = [`  results  ${folder}, ${bytes(free + sizeOf(kept))}`];
  if (free >= WORTH_FREEING_BYTES)
    lines.push(
      `           starfan clean ${shellWord(folder)} --keep products  frees ${bytes(free)}`,
    );
  return lines;
}

const sizeOf = (objects: readonly StoredObject[]): number =>
  objects.reduce((sum, one) => sum + one.bytes, 0);
