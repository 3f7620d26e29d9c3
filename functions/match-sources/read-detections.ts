import type { CellPlan } from '../../shared/contracts/matches.ts';
import { type HealpixRange, meets } from '../../shared/core/hats/cells.ts';
import {
  columnsToRead,
  type Detections,
  joinDetections,
  type MatchedPicture,
} from '../../shared/core/matching/detections.ts';
import { openParquet } from '../../shared/parquet/read-table.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Head, Store } from '../../shared/store/store.ts';

/** files read at the same time */
const READ_AHEAD = 16;

/** What is read of a cell's images. */
export interface CellToRead {
  heads: readonly (Head | undefined)[];
  ranges: readonly HealpixRange[];
  /** they were measured at given places */
  hasIds: boolean;
  /** stars were fitted in them */
  withPsf: boolean;
}

/** The detections of a cell's images that lie in some ranges of the sky. Throws DataError. */
export async function readDetections(
  store: Store,
  { images }: CellPlan,
  { heads, ...wanted }: CellToRead,
): Promise<{ detections: Detections; pictures: MatchedPicture[] }> {
  const pictures: MatchedPicture[] = [];
  const firsts = images.map((image) => pictures.push(...image.pictures) - image.pictures.length);
  const parts: Detections[] = [];
  const read = (place: number) =>
    readImage(store, heads[place]!, wanted, (hdu) => {
      const own = images[place]!.pictures.findIndex((picture) => picture.hdu === hdu);
      return firsts[place]! + own;
    });
  for await (const part of ahead(images.keys(), READ_AHEAD, read)) parts.push(part);
  return { detections: joinDetections(parts, pictures), pictures };
}

async function readImage(
  store: Store,
  head: Head,
  { ranges, hasIds, withPsf }: Omit<CellToRead, 'heads'>,
  pictureOf: (hdu: number) => number,
): Promise<Detections> {
  const file = await openParquet(store, head);
  const names = columnsToRead(withPsf);
  const { columns } = await file.read(
    [
      '_healpix_29',
      ...(hasIds ? ['id'] : []),
      ...names.filter((name) => file.columns.includes(name)),
    ],
    '_healpix_29',
    ({ least, most }) => meets(ranges, least as bigint, most as bigint),
  );
  const healpix = columns.get('_healpix_29') as ArrayLike<bigint | null>;
  const rows = Array.from(healpix, (_, row) => row).filter((row) => {
    const index = healpix[row]!;
    return index !== null && meets(ranges, index, index);
  });
  // At a given place the flux in the circle is all there is.
  const column = (name: string): Float64Array => {
    const cells = columns.get(hasIds ? name.replace(/_auto$/, '_aper') : name);
    return Float64Array.from(rows, (row) => (cells?.[row] as number | null) ?? Number.NaN);
  };
  const hdus = column('hdu');
  const ids = columns.get('id') as ArrayLike<bigint | string | null> | undefined;
  return {
    ...(ids ? { ids: rows.map((row) => ids[row]!) } : {}),
    rows: rows.length,
    healpix: BigInt64Array.from(rows, (row) => healpix[row]!),
    picture: Int32Array.from(hdus, pictureOf),
    columns: Object.fromEntries(
      names.map((name) => [name, name === 'hdu' ? hdus : column(name)]),
    ) as unknown as Detections['columns'],
  };
}
