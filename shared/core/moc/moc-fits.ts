import type { ByteSource } from '../bytes/source.ts';
import { DataError } from '../errors.ts';
import { openFits } from '../fits/file.ts';
import { readTable } from '../fits/table.ts';
import { writeFits } from '../fits/write.ts';
import { writeBinTable } from '../fits/write-table.ts';
import { NUMBER_ORDER } from '../healpix/pixel.ts';
import { emptyMoc, type Moc, mocCells, mocOfCells, unionMocs } from './moc.ts';

/**
 * A MOC file and the frame its cells are cells of: C for ICRS (what the standard asks), G for
 * galactic (what Hipsgen writes).
 */
export interface MocFile {
  /** its cells */
  readonly moc: Moc;
  /** COORDSYS: C for ICRS, G for galactic */
  readonly coordsys: 'C' | 'G';
}

/**
 * A FITS file of a MOC, in ICRS or, where it goes with galactic tiles, galactic: NUNIQ numbers
 * 4·4^order + ipix, ascending, no four siblings (IVOA MOC 2.0, §4.3). Both the keywords of version
 * 2 and MOCORDER of version 1 are there.
 */
export function writeMoc(moc: Moc, coordsys: MocFile['coordsys'] = 'C'): Uint8Array<ArrayBuffer> {
  const uniq = mocCells(moc).map(({ order, ipix }) => 4 * 4 ** order + ipix);
  // 16·4^13 is 2^30: what is deeper has no place in 32 bits.
  const data = moc.order < 14 ? Int32Array.from(uniq) : BigInt64Array.from(uniq, BigInt);
  const table = writeBinTable(
    [{ name: 'UNIQ', data }],
    [
      { keyword: 'MOCVERS', value: '2.0', comment: 'MOC version' },
      { keyword: 'MOCDIM', value: 'SPACE', comment: 'Physical dimension' },
      { keyword: 'ORDERING', value: 'NUNIQ', comment: 'Coding of the cells' },
      { keyword: 'COORDSYS', value: coordsys, comment: coordsys === 'C' ? 'ICRS' : 'Galactic' },
      { keyword: 'MOCORD_S', value: moc.order, comment: 'MOC resolution (best order)' },
      { keyword: 'MOCORDER', value: moc.order, comment: 'As MOCORD_S, for MOC 1' },
      { keyword: 'PIXTYPE', value: 'HEALPIX', comment: 'For MOC 1' },
      { keyword: 'MOCTOOL', value: 'starfan', comment: 'Name of the generator' },
    ],
  );
  return writeFits([table]);
}

/**
 * Reads a NUNIQ MOC. Throws MalformedFits, UnsupportedFits (other codings, cells beyond order 24)
 * and what openFits throws.
 */
export async function readMoc(source: ByteSource): Promise<MocFile> {
  const file = await openFits(source);
  const hdu = await file.hdu(1);
  const where = { uri: source.uri, hdu: 1 };
  const ordering = hdu.header.string('ORDERING')?.trim() ?? 'NUNIQ';
  if (ordering !== 'NUNIQ') {
    throw new DataError('UnsupportedFits', `ORDERING is ${ordering}: convert the MOC to NUNIQ.`, {
      ...where,
      keyword: 'ORDERING',
    });
  }
  const data = (await readTable(hdu)).columns[0]?.data;
  if (
    !(data instanceof Int32Array || data instanceof BigInt64Array || data instanceof Float64Array)
  ) {
    throw new DataError(
      'MalformedFits',
      'The first column of a MOC holds whole numbers of 32 or 64 bits.',
      where,
    );
  }
  const byOrder = new Map<number, number[]>();
  for (const value of data) {
    const uniq = Number(value);
    let order = 0;
    while (order <= NUMBER_ORDER && uniq >= 16 * 4 ** order) order++;
    if (!(Number.isInteger(uniq) && uniq >= 4 && order <= NUMBER_ORDER)) {
      throw new DataError(
        'UnsupportedFits',
        `${value} is no cell of order 0 to ${NUMBER_ORDER}.`,
        where,
      );
    }
    const cells = byOrder.get(order) ?? [];
    cells.push(uniq - 4 * 4 ** order);
    byOrder.set(order, cells);
  }
  const named = hdu.header.number('MOCORD_S') ?? hdu.header.number('MOCORDER') ?? 0;
  let moc = emptyMoc(Number.isInteger(named) && named >= 0 && named <= NUMBER_ORDER ? named : 0);
  for (const [order, cells] of byOrder) {
    try {
      moc = unionMocs(moc, mocOfCells(order, cells));
    } catch (cause) {
      throw new DataError(
        'MalformedFits',
        'The MOC has cells that are none: make it again.',
        where,
        {
          cause,
        },
      );
    }
  }
  return { moc, coordsys: hdu.header.string('COORDSYS')?.trim() === 'G' ? 'G' : 'C' };
}
