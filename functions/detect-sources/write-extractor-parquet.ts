import { parquetWriteBuffer } from 'hyparquet-writer';
import type { SourceCatalogue } from '../../shared/core/source-extractor/source-catalogue.ts';
import { lengthOf } from '../../shared/core/source-extractor/source-table.ts';

const types = { I: 'INT32', J: 'INT32', E: 'FLOAT', D: 'DOUBLE' } as const;

/** The catalogue as a Parquet file: a vector's columns are NAME_1, NAME_2 …; NaN is null. */
export function writeExtractorParquet({ columns, extensions }: SourceCatalogue): Uint8Array {
  const columnData = columns.flatMap((column, at) => {
    const { name, shape, type } = column.parameter;
    const length = lengthOf(column);
    return Array.from({ length }, (_, i) => ({
      name: shape === 'scalar' ? name : `${name}_${i + 1}`,
      type: types[type],
      nullable: type === 'E' || type === 'D',
      data: extensions.flatMap(({ table }) => {
        const { cells } = table.columns[at]!;
        return Array.from({ length: table.rows }, (_, row) => {
          const value = cells[row * length + i]!;
          return Number.isNaN(value) ? null : value;
        });
      }),
    }));
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'Starfan' }));
}
