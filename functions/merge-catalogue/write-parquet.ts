import { parquetWriteBuffer } from 'hyparquet-writer';
import { catalogueColumns } from '../../shared/core/catalogue/columns.ts';
import type { MergedRows } from './read-part.ts';

const parquetTypes = { int16: 'INT32', int32: 'INT32', float64: 'DOUBLE' } as const;

/** One part of the catalogue as a Parquet file; NaN becomes null. Units, UCDs and descriptions go into the file's metadata. */
export function writeParquet(part: MergedRows): Uint8Array {
  const described = [
    {
      name: '_healpix_29',
      unit: '',
      ucd: 'pos.healpix',
      description: 'HEALPix index of ra, dec at order 29, nested',
    },
    { name: 'image', unit: '', ucd: 'meta.id;obs.image', description: 'image the source was found in' },
    ...catalogueColumns.map(({ name, unit, ucd, description }) => ({ name, unit, ucd, description })),
  ];
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: '_healpix_29', data: part.healpix, type: 'INT64', nullable: true },
      { name: 'image', data: part.image, type: 'STRING', nullable: false },
      ...catalogueColumns.map(({ name, type }) => ({
        name,
        data: type === 'float64' ? nullsForNaN(part.columns[name]) : Int32Array.from(part.columns[name]),
        type: parquetTypes[type],
        nullable: type === 'float64',
      })),
    ],
    rowGroupSize: 100_000,
    createdBy: 'Starfan',
    kvMetadata: [{ key: 'columns', value: JSON.stringify(described) }],
  });
  return new Uint8Array(bytes);
}

const nullsForNaN = (values: ArrayLike<number>): (number | null)[] =>
  Array.from(values, (value) => (Number.isNaN(value) ? null : value));
