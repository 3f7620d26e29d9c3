import { DataError } from '../errors.ts';
import type { Codec } from './codecs/codec.ts';
import { allCodecs } from './codecs/registry.ts';
import { product, wholeNumberOf } from './geometry.ts';
import { type Hdu, whereIs } from './hdu.ts';
import { type Quantisation, quantisationOf } from './quantise.ts';
import { type BinaryColumn, binaryColumnsOf, heapOf } from './tform.ts';

/** How an image is cut into tiles, one to a row of its table (FITS standard 4.0, section 10.1). */
export interface TileLayout {
  readonly codec: Codec;
  /** ZNAMEn → ZVALn */
  readonly parameters: ReadonlyMap<string, number>;
  readonly quantisation: Quantisation;
  /** ZTILEn, none larger than its axis */
  readonly tile: readonly number[];
  /** tiles along each axis */
  readonly grid: readonly number[];
  readonly rowBytes: number;
  readonly heap: { readonly offset: number; readonly bytes: number };
  readonly fields: ReadonlyMap<string, BinaryColumn>;
}

/** Throws MalformedFits or UnsupportedFits; nothing of the image is allocated yet. */
export function tileLayoutOf(hdu: Hdu): TileLayout {
  const header = hdu.storedHeader;
  const where = whereIs(hdu);
  const codec = codecOf(hdu);
  const { tile, grid } = gridOf(hdu);
  return {
    codec,
    tile,
    grid,
    fields: fieldsOf(hdu),
    parameters: parametersOf(hdu),
    quantisation: quantisationOf(header, where),
    rowBytes: header.number('NAXIS1') ?? 0,
    heap: heapOf(header, hdu.dataBytes, where),
  };
}

function codecOf(hdu: Hdu): Codec {
  const header = hdu.storedHeader;
  const codec = allCodecs.get(header.string('ZCMPTYPE') ?? '');
  if (codec && !header.has('ZMASKCMP')) return codec;
  const keyword = codec ? 'ZMASKCMP' : 'ZCMPTYPE';
  throw new DataError(
    'UnsupportedFits',
    `${keyword} = '${String(header.get(keyword))}' is not read here: decompress the file with funpack first.`,
    { ...whereIs(hdu), keyword },
  );
}

/** ZTILEn and the number of tiles, as many as the table has rows. */
function gridOf(hdu: Hdu): Pick<TileLayout, 'tile' | 'grid'> {
  const header = hdu.storedHeader;
  const where = whereIs(hdu);
  const tile = hdu.shape.map((length, axis) => {
    const keyword = `ZTILE${axis + 1}`;
    // Tiles are rows where nothing is said.
    const size = wholeNumberOf(header, keyword, where) ?? (axis === 0 ? length : 1);
    if (size === 0)
      throw new DataError('MalformedFits', `${keyword} = 0 is no tile: the header is damaged.`, {
        ...where,
        keyword,
      });
    return Math.max(1, Math.min(size, length));
  });
  const grid = hdu.shape.map((length, axis) => Math.ceil(length / tile[axis]!));
  const rows = header.number('NAXIS2') ?? 0;
  if (product(hdu.shape) > 0 && product(grid) !== rows) {
    throw new DataError(
      'MalformedFits',
      `ZNAXISn and ZTILEn make ${product(grid)} tiles, but the table has ${rows} rows: the header is damaged.`,
      { ...where, keyword: 'NAXIS2' },
    );
  }
  return { tile, grid };
}

/** The columns of the table; those of pixels are of variable-length arrays. */
function fieldsOf(hdu: Hdu): Map<string, BinaryColumn> {
  const where = whereIs(hdu);
  const fields = new Map(
    binaryColumnsOf(hdu.storedHeader, where).map((field) => [
      field.name.trim().toUpperCase(),
      field,
    ]),
  );
  for (const column of ['COMPRESSED_DATA', 'GZIP_COMPRESSED_DATA', 'UNCOMPRESSED_DATA']) {
    const field = fields.get(column);
    if (field ? !field.descriptor || field.repeat !== 1 : column === 'COMPRESSED_DATA') {
      throw new DataError(
        'MalformedFits',
        `There is no column ${column} of variable-length arrays: the header is damaged.`,
        where,
      );
    }
  }
  return fields;
}

function parametersOf(hdu: Hdu): Map<string, number> {
  const parameters = new Map<string, number>();
  for (let n = 1; ; n++) {
    const name = hdu.storedHeader.string(`ZNAME${n}`);
    if (name === undefined) return parameters;
    const value = hdu.storedHeader.number(`ZVAL${n}`);
    if (value !== undefined) parameters.set(name.trim().toUpperCase(), value);
  }
}
