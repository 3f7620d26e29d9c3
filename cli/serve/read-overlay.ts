import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { UsageError } from '../../local/usage-error.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { Overlay } from '../../shared/pages/viewer/overlay.ts';
import { fileStore } from '../../shared/store/file.ts';
import { storeSource } from '../../shared/store/source.ts';
import { objectUrl } from '../../shared/store/url.ts';

/**
 * What is read of each source; ra and dec must be there. Rows that are not the primary one of their
 * source are left out.
 */
const wanted = ['ra', 'dec', 'mag_auto', 'flux_auto', 'image', 'number', 'primary'];

/**
 * The Parquet files of a run's catalogue, in their order; none where the folder has no catalogue.
 */
export async function catalogueParts(folder: string): Promise<string[]> {
  const [directory, pattern] = [join(folder, keys.cataloguePart(0), '..'), /^part-\d+\.parquet$/];
  const names = await readdir(directory).catch((): string[] => []);
  return names
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => join(directory, name));
}

/**
 * The sources of a run of detect, or of one Parquet or FITS table with columns ra and dec, in
 * degrees. Throws UsageError for anything else.
 */
export async function readOverlay(path: string): Promise<Overlay> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UsageError(`--catalogue ${path}: there is no such file or folder`);
  const files = found.isDirectory() ? await catalogueParts(path) : [path];
  if (files.length === 0)
    throw new UsageError(
      `--catalogue ${path}: no catalogue is there; give the --out folder of starfan detect`,
    );
  const overlay = new Overlay();
  for (const file of files) {
    try {
      await (extname(file) === '.parquet' ? addParquet(overlay, file) : addFits(overlay, file));
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      throw new UsageError(`the catalogue ${file} cannot be read: ${cause.message}`, { cause });
    }
  }
  return overlay;
}

/** Reads the few columns, a row group at a time. */
async function addParquet(overlay: Overlay, path: string): Promise<void> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const columns = present(parquetSchema(metadata).children.map(({ element }) => element.name));
  let rowStart = 0;
  for (const { num_rows: rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(rows);
    const some = await parquetReadObjects({ file, metadata, columns, rowStart, rowEnd });
    for (const [i, row] of some.entries()) add(overlay, row, rowStart + i);
    rowStart = rowEnd;
  }
}

/** The first table of the file that has positions. */
async function addFits(overlay: Overlay, path: string): Promise<void> {
  const store = fileStore();
  const head = await store.head(objectUrl(path));
  if (!head) throw new Error('it does not exist any more');
  const table = await readTable(await (await openFits(storeSource(store, head))).hdu(1), wanted);
  const columns = new Map(table.columns.map(({ name, data }) => [name, data]));
  present([...columns.keys()]);
  for (let i = 0; i < table.rows; i++) {
    add(overlay, Object.fromEntries([...columns].map(([name, data]) => [name, data[i]])), i);
  }
}

/** Those of the wanted columns that there are. */
function present(names: readonly string[]): string[] {
  if (!names.includes('ra') || !names.includes('dec'))
    throw new Error('it has no columns ra and dec (degrees, ICRS)');
  return wanted.filter((name) => names.includes(name));
}

function add(overlay: Overlay, row: Readonly<Record<string, unknown>>, index: number): void {
  const {
    ra,
    dec,
    mag_auto: mag,
    flux_auto: flux,
    image,
    number: running = index + 1,
    primary,
  } = row;
  if (primary === false) return;
  const name = typeof image === 'string' ? `${image} ${running}` : `${running}`;
  overlay.add({ ra: real(ra), dec: real(dec), mag: real(mag), flux: real(flux), name });
}

/** NaN for what is null or no number. */
const real = (cell: unknown): number =>
  typeof cell === 'number' || typeof cell === 'bigint' ? Number(cell) : Number.NaN;
