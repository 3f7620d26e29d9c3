import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { decodeHistogram, encodeHistogram } from '../../../shared/core/histogram/bytes.ts';
import { addPixels, emptyHistogram } from '../../../shared/core/histogram/histogram.ts';
import { mocOfCells } from '../../../shared/core/moc/moc.ts';
import { readMoc, writeMoc } from '../../../shared/core/moc/moc-fits.ts';
import { selectRowGroups } from '../../../shared/core/parquet/select-groups.ts';
import { readTile, readTileIndex } from '../../../shared/core/tiles/plate-file.ts';
import { TilePacker } from '../../../shared/core/tiles/tile-packer.ts';
import { openParquet } from '../../../shared/parquet/read-table.ts';
import { writeTable } from '../../../shared/parquet/write-table.ts';
import { Footers } from '../../../shared/query/footer.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { must, type Reader } from './reader.ts';

const ramp = Float32Array.from({ length: 64 }, (_, i) => i - 20);

const plateFile = (): Uint8Array => {
  const grid = { order: 4, plateOrder: 3, npix: 300, width: 8, frame: 'equatorial' } as const;
  const tiles = [0, 1, 3].map((k) => ({ order: 4, npix: 1200 + k, data: ramp.slice() }));
  return new TilePacker(10).pack(grid, tiles).bytes.slice();
};

const plate: Reader = {
  name: 'plate files',
  share: 60_000,
  seeds: [plateFile()],
  async read(input) {
    const source = memorySource(input);
    for (const entry of await readTileIndex(source)) {
      must(entry.npix < 12 * 4 ** entry.order, `tile ${entry.npix} of order ${entry.order}`);
      if (entry.offset > 0) await readTile(source, entry);
    }
  },
};

const counted = (pixels: Float32Array): Uint8Array => {
  const histogram = emptyHistogram();
  addPixels(histogram, pixels);
  return encodeHistogram(histogram);
};

const histogram: Reader = {
  name: 'histograms',
  share: 30_000,
  seeds: [
    counted(ramp),
    counted(new Float32Array(0)),
    counted(Float32Array.of(0, -0, 1e-30, 1e30)),
  ],
  read(input) {
    const read = decodeHistogram(input);
    must(
      Buffer.compare(
        encodeHistogram(decodeHistogram(encodeHistogram(read))),
        encodeHistogram(read),
      ) === 0,
      'written and read again the histogram is another one',
    );
  },
};

const moc: Reader = {
  name: 'MOC files',
  share: 50_000,
  seeds: [
    writeMoc(mocOfCells(6, [0, 1, 2, 3, 77, 49_151])),
    writeMoc(mocOfCells(20, [0, 12 * 4 ** 20 - 1]), 'G'),
  ],
  async read(input) {
    const read = await readMoc(memorySource(input));
    const again = await readMoc(memorySource(writeMoc(read.moc, read.coordsys)));
    must(
      JSON.stringify(again.moc, large) === JSON.stringify(read.moc, large),
      'written and read again the MOC is another one',
    );
  },
};
const large = (_: string, value: unknown) =>
  ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value;

const column = (name: string, type: 'float64' | 'int32' | 'string') => ({
  ...{ name, type, nullable: type === 'float64' },
  ...{ unit: 'deg', ucd: 'pos.eq.ra', description: 'a number' },
});

const parquetFile = (): Uint8Array =>
  writeTable({
    columns: [column('ra', 'float64'), column('n', 'int32'), column('name', 'string')],
    cells: (name) =>
      name === 'ra'
        ? Float64Array.from({ length: 30 }, (_, i) => (i === 7 ? Number.NaN : i))
        : name === 'n'
          ? Int32Array.from({ length: 30 }, (_, i) => i)
          : Array.from({ length: 30 }, (_, i) => `source ${i}`),
    rowsOfGroup: 10,
  });

const FILE_URL = 's3://tables/t.parquet';

const parquet: Reader = {
  name: 'tables of a run (Parquet)',
  share: 30_000,
  seeds: [parquetFile()],
  async read(input) {
    const store = memoryStore();
    await store.put(FILE_URL, input);
    const { metadata } = await openParquet(store, (await store.head(FILE_URL))!);
    must(metadata.row_groups.length <= input.length, 'more row groups than bytes in the file');
  },
};

const footer: Reader = {
  name: 'Parquet files of others',
  share: 50_000,
  seeds: [parquetFile()],
  async read(input) {
    const store = memoryStore();
    await store.put(FILE_URL, input);
    const [read] = await new Footers(store).of([FILE_URL]);
    must(
      read!.metadata.row_groups.length <= input.length,
      'more row groups than bytes in the file',
    );
    const groups = [...read!.metadata.row_groups.keys()].slice(0, 2);
    const chosen = selectRowGroups(read!.footer, groups);
    must(chosen.length <= read!.footer.length + 20, 'the footer of some groups is longer');
  },
};

/** Readers of binary files of our own and of Parquet. */
export const binaries = [plate, histogram, moc, parquet, footer];
