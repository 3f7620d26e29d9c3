import { readFileSync } from 'node:fs';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import type { Columns } from './detect.ts';

/**
 * A catalogue of CATALOG_TYPE FITS_1.0, or with `hdu` 2 of FITS_LDAC: every digit there is; in
 * ASCII ELLIPTICITY has three.
 */
export async function readCatalogue(path: string, hdu = 1): Promise<Columns> {
  const file = await openFits(memorySource(readFileSync(path)));
  const { columns } = await readTable(await file.hdu(hdu));
  return Object.fromEntries(
    columns.flatMap(({ name, data, repeat }) =>
      Array.from({ length: repeat }, (_, k) => [
        repeat === 1 ? name : `${name}_${k + 1}`,
        Array.from(data as ArrayLike<number>).filter((_, at) => at % repeat === k),
      ]),
    ),
  );
}
