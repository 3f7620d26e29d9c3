import { BLOCK } from '../../shared/core/fits/header.ts';
import { writeFits } from '../../shared/core/fits/write.ts';
import { writeBinTable } from '../../shared/core/fits/write-table.ts';
import type { MosaicJob } from './write-mosaic.ts';

/** The images of a mosaic as a table in an extension, its row being the image's bit in CTX. */
export function* inputsTable({ images, planes, unread }: MosaicJob): Generator<Uint8Array> {
  const numbers = (value: (k: number) => number | null | undefined) =>
    Float64Array.from(images, (_, k) => value(k) ?? Number.NaN);
  const table = writeBinTable(
    [
      { name: 'NUMBER', data: Int32Array.from(images.keys()), comment: 'bit in CTX, from 0' },
      { name: 'NAME', data: images.map(({ item }) => item.name) },
      { name: 'URI', data: images.map(({ item }) => item.uri) },
      { name: 'HDU', data: Int32Array.from(images, ({ hdu }) => hdu) },
      {
        name: 'ETAG',
        data: images.map(({ etag }) => etag),
        comment: 'of the file, as it was read',
      },
      {
        name: 'USED',
        data: images.map((_, k) => !unread.has(k)),
        comment: 'false: it could not be read, see failures.jsonl',
      },
      { name: 'RA', data: numbers((k) => images[k]!.centre.ra), unit: 'deg' },
      { name: 'DEC', data: numbers((k) => images[k]!.centre.dec), unit: 'deg' },
      { name: 'WEIGHT', data: numbers((k) => images[k]!.item.weight ?? 1) },
      {
        name: 'FACTOR',
        data: numbers((k) => images[k]!.factor ?? 1),
        comment: 'pixels were multiplied by it',
      },
      {
        name: 'BACK_A',
        data: numbers((k) => planes[k]![0]),
        comment: 'subtracted: A + B (x - xc)/width + C (y - yc)/height, after FACTOR',
      },
      { name: 'BACK_B', data: numbers((k) => planes[k]![1]) },
      { name: 'BACK_C', data: numbers((k) => planes[k]![2]) },
      { name: 'MJD_BEG', data: numbers((k) => images[k]!.epoch?.[0]), unit: 'd' },
      { name: 'MJD_END', data: numbers((k) => images[k]!.epoch?.[1]), unit: 'd' },
    ],
    [{ keyword: 'EXTNAME', value: 'INPUTS' }],
  );
  // Behind the primary that a file of its own would have.
  yield writeFits([table]).subarray(BLOCK);
}
