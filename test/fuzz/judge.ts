import { loadSep } from 'sep-wasm';
import { searchBatch } from '../../functions/detect-sources/search-batch.ts';
import { FirstFiles } from '../../functions/read-images/first-files.ts';
import { readHeader } from '../../functions/read-images/read-header.ts';
import { consequenceOfName } from '../../shared/contracts/errors.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { plannedImageSchema } from '../../shared/contracts/sky-map/images.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { DataError } from '../../shared/core/errors.ts';
import { verifyChecksum } from '../../shared/core/fits/checksum.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import type { Hdu } from '../../shared/core/fits/hdu.ts';
import { readFloat32, readImage, readRows } from '../../shared/core/fits/image.ts';
import { needPixels } from '../../shared/core/fits/image-size.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { growthOf, tooMuchGrowth } from '../../shared/core/plan/growth.ts';
import { planSkyMap } from '../../shared/core/plan/plan.ts';
import { SkyImages } from '../../shared/core/plan/sky-images.ts';
import { headOf } from '../../shared/run/head.ts';
import { ImageReader } from '../../shared/run/image-reader.ts';
import { memoryStore } from '../../shared/store/memory.ts';

/** Images of more pixels are looked at, but not searched. */
const MAX_SEARCHED = 2 ** 15;
/** Images of more pixels are not unpacked: that they are many is no fault. */
const MAX_READ = 2 ** 21;
const MAX_HDUS = 12;

const RUN = 's3://fuzz/run/';
const item = { line: 1, uri: 's3://fuzz/x.fits', name: 'x' };

/**
 * What the work answers; undefined where it says by name that the data are bad. Everything else
 * that it throws is a fault.
 */
async function attempt<T>(work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const isNamed =
      error instanceof DataError || (error instanceof Error && error.name === 'OutOfMemory');
    if (!isNamed) throw error;
    return undefined;
  }
}

const pixelsOf = ({ shape }: Hdu): number => shape.reduce((product, length) => product * length, 1);

async function readHdu(hdu: Hdu): Promise<void> {
  await attempt(() => readTable(hdu));
  await attempt(() => verifyChecksum(hdu));
  if (hdu.kind !== 'image' && hdu.kind !== 'compressed') return;
  if (!(await attempt(() => needPixels(hdu) ?? true)) || pixelsOf(hdu) > MAX_READ) return;
  await attempt(() => readImage(hdu));
  const whole = await attempt(() => readFloat32(hdu));
  if (!whole) return;
  // One row read alone is that row of the whole.
  const y = whole.height >> 1;
  const row = await readRows(hdu, y, 1);
  const same = whole.data.subarray(y * whole.width, (y + 1) * whole.width);
  if (!row.data.every((value, x) => Object.is(value, same[x]))) throw new Error(`row ${y} differs`);
}

/**
 * Reads all that there is in a file and does with it what both machines do. Throws for whatever
 * ends neither in an answer nor in an error of the contract, and for records that their own schemas
 * refuse.
 */
export async function judge(bytes: Uint8Array): Promise<void> {
  const file = await attempt(() => openFits(memorySource(bytes)));
  let pixels = 0;
  for (let index = 0; file && index < MAX_HDUS; index++) {
    const hdu = await attempt(() => file.hdu(index));
    if (!hdu) break;
    if (hdu.shape.length > 0 && hdu.kind !== 'table') pixels += pixelsOf(hdu);
    await readHdu(hdu);
  }

  await loadSep();
  const store = memoryStore();
  await store.put(item.uri, bytes);
  if (pixels <= MAX_SEARCHED) {
    await searchBatch(store, RUN, [item], { detection: defaultParameters }, () => {});
    const record = JSON.parse(
      Buffer.from(await store.get(RUN + keys.task('detections', 'x'))).toString(),
    );
    if (record.state === 'failed' && consequenceOfName(record.failure.error) === 'retry')
      throw new Error(`${record.failure.error} is no name of the contract`);
  }

  const head = await headOf(store, item.uri);
  const read = await attempt(() => readHeader(new FirstFiles(store, []).open, item, null));
  const sky = new SkyImages('equatorial');
  for (const image of read?.images ?? []) {
    sky.add(plannedImageSchema.parse(JSON.parse(JSON.stringify(image))));
    if (pixels <= MAX_READ) await attempt(() => new ImageReader().read(store, head, image));
  }
  const plan = planSkyMap(sky);
  tooMuchGrowth(plan, growthOf(plan, sky.images));
}
