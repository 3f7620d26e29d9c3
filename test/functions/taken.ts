import { searchImage } from '../../functions/detect-sources/search-image.ts';
import { FirstFiles } from '../../functions/read-images/first-files.ts';
import { readHeader } from '../../functions/read-images/read-header.ts';
import { keys } from '../../shared/contracts/keys.ts';
import type { Item } from '../../shared/contracts/lists.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import type { ImagePixels } from '../../shared/run/image-pixels.ts';
import { ImageReader } from '../../shared/run/image-reader.ts';
import { memoryStore } from '../../shared/store/memory.ts';

/** The files of a list's line by their names, the image first. */
export type Files = Record<string, Uint8Array>;

const FOLDER = 'memory://bucket/in/';

/** The line of a list for some files: those after the first are its companions. */
async function placed(files: Files, companions: Item['companions'] = []) {
  const store = memoryStore();
  const [name = ''] = Object.keys(files);
  for (const [file, bytes] of Object.entries(files)) await store.put(FOLDER + file, bytes);
  const item: Item = {
    line: 1,
    uri: FOLDER + name,
    name: name.replace(/\..*/, ''),
    ...(companions.length > 0
      ? { companions: companions.map((one) => ({ ...one, uri: FOLDER + one.uri })) }
      : {}),
  };
  const heads = await Promise.all(Object.keys(files).map((file) => store.head(FOLDER + file)));
  return { store, item, heads };
}

/**
 * What detect-sources takes and finds, with default parameters: x, y and flux of the sources, the
 * brightest first.
 */
export async function searched(files: Files, companions?: Item['companions']) {
  const { store, item, heads } = await placed(files, companions);
  const { outputs, warnings, detections } = await searchImage(store, heads, item, {
    detection: defaultParameters,
  });
  let sources: { x: number; y: number; flux: number; hdu: number }[] = [];
  for await (const output of outputs) {
    if (!('body' in output)) continue;
    const { key, body } = output;
    if (key !== keys.image(item.name, 'catalogue.fits')) continue;
    const table = await readTable(
      await (await openFits(memorySource(body as Uint8Array))).hdu({ extname: 'CATALOGUE' }),
    );
    const column = (name: string) =>
      Array.from(table.columns.find((one) => one.name === name)!.data as Float64Array, Number);
    const [x, y, flux, hdu] = ['x', 'y', 'flux_aper', 'hdu'].map(column);
    sources = x!.map((at, i) => ({ x: at, y: y![i]!, flux: flux![i]!, hdu: hdu![i]! }));
  }
  sources.sort((a, b) => b.flux - a.flux);
  return { hdus: detections!.hdus, warnings: warnings ?? [], sources };
}

/**
 * What a sky map takes: the plan of each picture in the file, and its pixels, NaN where they are
 * bad.
 */
export async function mapped(files: Files, companions?: Item['companions']) {
  const { store, item, heads } = await placed(files, companions);
  const [head] = heads;
  const { images, warnings } = await readHeader(new FirstFiles(store, heads).open, item, null);
  const reader = new ImageReader();
  const pixels: ImagePixels[] = [];
  for (const image of images) pixels.push(await reader.read(store, head!, image));
  return { images, warnings, pixels };
}

/** The good pixels' median, and how many are bad. */
export function levels(pixels: Float32Array): { median: number; bad: number } {
  const good = pixels.filter(Number.isFinite).sort();
  return { median: good[good.length >> 1] ?? Number.NaN, bad: pixels.length - good.length };
}
