import { keys } from '../../../shared/contracts/keys.ts';
import { mosaicKeys } from '../../../shared/contracts/mosaics/keys.ts';
import { type MosaicItem, mosaicName } from '../../../shared/contracts/mosaics/plan.ts';
import { DataError } from '../../../shared/core/errors.ts';
import { verifyChecksum } from '../../../shared/core/fits/checksum.ts';
import { type FitsFile, openFits } from '../../../shared/core/fits/file.ts';
import type { Hdu } from '../../../shared/core/fits/hdu.ts';
import type { GridTile } from '../../../shared/core/grids/grid.ts';
import { readRecord } from '../../../shared/run/record.ts';
import { storeSource } from '../../../shared/store/source.ts';
import type { Store } from '../../../shared/store/store.ts';
import { joinUrl } from '../../../shared/store/url.ts';
import type { Problems } from '../problems.ts';

/** A mosaic of a run that can be read. */
export interface MosaicThere {
  readonly item: MosaicItem;
  readonly tile: GridTile;
  readonly science: Hdu;
}

/** A plane of a mosaic by its name. */
export const hduOf = async (file: FitsFile, plane: string) =>
  (await file.hdus()).find(({ header }) => header.string('EXTNAME')?.trim() === plane);

/** Digits that a card may lose. */
const ROUNDING = 1e-12;

/** Whether a header has what the grid has it say. */
function isCard({ header }: Hdu, keyword: string, value: GridTile['cards'][number]['value']) {
  const found = header.get(keyword);
  if (typeof value === 'number' && typeof found === 'number')
    return Math.abs(found - value) <= ROUNDING * Math.abs(value);
  const isText = typeof value === 'string' && typeof found === 'string';
  return isText ? found.trim() === value.trim() : value === undefined || found === value;
}

/**
 * A mosaic's file; undefined where its task found no value, and, a problem, one that is not as
 * planned.
 */
export async function openMosaic(
  store: Store,
  run: string,
  { band, tile }: { band: string; tile: GridTile },
  problems: Problems,
): Promise<FitsFile | undefined> {
  const key = mosaicKeys.mosaic(band, tile.name);
  const head = await store.head(joinUrl(run, key));
  if (!head) {
    const name = mosaicName({ band, name: tile.name });
    const record = await readRecord(store, joinUrl(run, keys.task('mosaics', name)));
    const isEmpty =
      record instanceof Object && record.state === 'done' && record.outputs.length === 0;
    if (!isEmpty)
      problems.add('MissingMosaic', key, 'Planned, but not there: make it again (starfan redo).');
    return undefined;
  }
  try {
    const file = await openFits(storeSource(store, head));
    const science = await hduOf(file, 'SCI');
    if (science?.shape.join() === `${tile.width},${tile.height}`) {
      const moved = tile.cards.find(({ keyword, value }) => !isCard(science, keyword, value));
      if (!moved) return (await isWhole(file, key, problems)) ? file : undefined;
      const found = science.header.get(moved.keyword) ?? 'not there';
      const words = `${moved.keyword} is ${String(found)}, and ${String(moved.value)} in the grid.`;
      problems.add('WrongWcs', key, words);
      return undefined;
    }
    problems.add(
      'WrongShape',
      key,
      `SCI is ${science?.shape.join(' × ') ?? 'not there'}, and ${tile.width} × ${tile.height} in the grid.`,
    );
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    problems.add('UnreadableMosaic', key, `It cannot be read: ${error.message}`);
  }
  return undefined;
}

/**
 * Whether a file goes on to its last HDU, the table of inputs, and to that one's end; its bytes are
 * compared with their checksums. What is wrong is a problem.
 */
async function isWhole(file: FitsFile, key: string, problems: Problems): Promise<boolean> {
  const hdus = await file.hdus();
  const last = hdus.at(-1)!;
  const end = last.dataOffset + last.dataBytes;
  const { size } = file.source;
  if (end > size || last.extname !== 'INPUTS') {
    const words =
      end > size
        ? `ends at byte ${size}, within its HDU ${last.extname}, which goes to byte ${end}`
        : `ends with its HDU ${last.extname}, and INPUTS is the last`;
    problems.add('CutMosaic', key, `The file ${words}: make it again (starfan redo).`);
    return false;
  }
  for (const hdu of hdus) {
    const { datasum, checksum } = await verifyChecksum(hdu);
    if (datasum !== false && checksum !== false) continue;
    const keyword = datasum === false ? 'DATASUM' : 'CHECKSUM';
    const words = `${keyword} of HDU ${hdu.index} (${hdu.extname || 'primary'}) is not that of its bytes`;
    problems.add(
      'WrongChecksum',
      key,
      `${words}: they were changed. Make it again (starfan redo).`,
    );
  }
  return true;
}
