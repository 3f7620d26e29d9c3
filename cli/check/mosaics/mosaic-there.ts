import { keys } from '../../../shared/contracts/keys.ts';
import { mosaicKeys } from '../../../shared/contracts/mosaics/keys.ts';
import { type MosaicItem, mosaicName } from '../../../shared/contracts/mosaics/plan.ts';
import { DataError } from '../../../shared/core/errors.ts';
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
    if (science?.shape.join() === `${tile.width},${tile.height}`) return file;
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
