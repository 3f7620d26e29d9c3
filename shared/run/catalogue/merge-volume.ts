import type { VolumePlan } from '../../contracts/catalogue.ts';
import { keys } from '../../contracts/keys.ts';
import type { Catalogue } from '../../core/catalogue/columns.ts';
import { FINE_ORDER, SMALLEST_ORDER } from '../../core/catalogue/counts.ts';
import { markDoubles } from '../../core/catalogue/doubles.ts';
import { isAround } from '../../core/catalogue/margin.ts';
import type { CataloguePart } from '../../core/catalogue/parts.ts';
import { mergedRegions, REGIONS_HEAD } from '../../core/catalogue/regions.ts';
import { type HduToWrite, writeFits } from '../../core/fits/write.ts';
import { joinBinTables } from '../../core/fits/write-table.ts';
import { fillHealpix29 } from '../../core/healpix/pixel.ts';
import { fitsTable } from './fits-catalogue.ts';
import type { ReadCatalogue } from './read-catalogue.ts';
import {
  type CatalogueRows,
  joinRows,
  type MergedRows,
  onlyPrimary,
  pickRows,
  sortRows,
} from './rows.ts';
import { writeParquet } from './write-parquet.ts';

/** From an index of order 29 to one of `SMALLEST_ORDER`: two bits an order. */
const toCell = BigInt(2 * (29 - SMALLEST_ORDER));
/** Cells of it in one of the counts. */
const OF_CELL = 4 ** (SMALLEST_ORDER - FINE_ORDER);

/** catalogues read at the same time */
const READ_AHEAD = 16;

/** A file of the merged catalogue, to be put under a key of the run. */
export interface CatalogueFile {
  key: string;
  body: Uint8Array | string;
}

/**
 * The files of a volume: each part as Parquet, then all together as FITS, and their places for DS9.
 * An image whose catalogue cannot be read is left out. A part may have no row: all its sources have
 * their primary row in another.
 */
export async function* mergeVolume(
  read: ReadCatalogue,
  plan: VolumePlan,
): AsyncGenerator<CatalogueFile> {
  const { volume, firstPart, parts, nameWidth, isUnique } = plan;
  const found = await readRows(read, plan);
  const tables: HduToWrite[] = [];
  let regions = REGIONS_HEAD;
  for (const [place, part] of parts.entries()) {
    const all = mergePart(found[place]!.splice(0), plan, part);
    const rows = isUnique ? onlyPrimary(all) : all;
    yield { key: keys.cataloguePart(firstPart + place), body: writeParquet(rows, nameWidth) };
    if (rows.group.length > 0 || place === 0) tables.push(fitsTable(rows, nameWidth));
    regions += mergedRegions(rows);
  }
  if (tables.length > 1 && isEmpty(tables[0]!)) tables.shift();
  yield { key: keys.catalogueFits(volume), body: writeFits([joinBinTables(tables)]) };
  yield { key: keys.catalogueRegions(volume), body: regions };
}

const isEmpty = ({ data }: HduToWrite): boolean => data.byteLength === 0;

/** For each part the rows in and around it, of some images at a time. */
async function readRows(
  read: ReadCatalogue,
  { images, parts, reach }: VolumePlan,
): Promise<CatalogueRows[][]> {
  const found = parts.map((): CatalogueRows[] => []);
  const isNear = parts.map((part) => isAround(part, reach));
  for (let from = 0; from < images.length; from += READ_AHEAD) {
    const some = images.slice(from, from + READ_AHEAD);
    const catalogues = await Promise.all(some.map(({ name }) => read(name)));
    const healpix = catalogues.map((catalogue) => (catalogue ? healpixOf(catalogue) : []));
    // Together: the columns of thousands of small catalogues would take more memory than what is in
    // them.
    for (const [p, { noSky }] of parts.entries()) {
      const isKept = (index: bigint | null) => (index === null ? noSky : isNear[p]!(index));
      const rows = catalogues.flatMap((catalogue, i) =>
        catalogue ? rowsOf(catalogue, healpix[i]!, { place: from + i, isKept, ...some[i]! }) : [],
      );
      if (rows.length > 0) found[p]!.push(joinRows(rows));
    }
  }
  return found;
}

/** Those rows of an image's catalogue that are kept; none where there are none. */
function rowsOf(
  catalogue: Catalogue,
  healpix: readonly (bigint | null)[],
  {
    name,
    place,
    isKept,
  }: { name: string; place: number; isKept: (index: bigint | null) => boolean },
): CatalogueRows[] {
  const keep = healpix.flatMap((index, row) => (isKept(index) ? [row] : []));
  if (keep.length === 0) return [];
  return [
    {
      columns: pickRows(catalogue, keep),
      healpix: keep.map((row) => healpix[row]!),
      image: new Array<string>(keep.length).fill(name),
      place: new Array<number>(keep.length).fill(place),
    },
  ];
}

/**
 * The rows of one part of the sky, sorted by HEALPix index, image, HDU and number. Rows around it
 * are looked at for what is one source across its border.
 */
function mergePart(
  found: readonly CatalogueRows[],
  { images }: VolumePlan,
  { from, to, noSky }: CataloguePart,
): MergedRows {
  const isOwn = (index: bigint | null) => {
    if (index === null) return noSky;
    const cell = Number(index >> toCell) / OF_CELL;
    return cell >= from && cell < to;
  };
  const sorted = sortRows(joinRows(found));
  const doubles = markDoubles({
    healpix: sorted.healpix,
    ra: sorted.columns.ra,
    dec: sorted.columns.dec,
    flags: sorted.columns.flags,
    flux: sorted.columns.flux_auto,
    fluxerr: sorted.columns.fluxerr_auto,
    ...picturesOf(sorted, images),
  });
  const own = sorted.healpix.flatMap((index, row) => (isOwn(index) ? [row] : []));
  return {
    healpix: own.map((row) => sorted.healpix[row]!),
    image: own.map((row) => sorted.image[row]!),
    columns: pickRows(sorted.columns, own),
    group: own.map((row) => doubles.group[row]!),
    primary: own.map((row) => doubles.primary[row]!),
  };
}

/**
 * For each row a number of its picture and the picture's radius; 0 where its place on the sky is
 * not known.
 */
function picturesOf({ place, columns }: CatalogueRows, images: VolumePlan['images']) {
  const numbers = new Map<string, number>();
  const picture = Int32Array.from(place, (at, row) => {
    const key = `${at} ${columns.hdu[row]}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  const radius = Float64Array.from(
    place,
    (at, row) => images[at]!.pictures.find(({ hdu }) => hdu === columns.hdu[row])?.radius ?? 0,
  );
  return { picture, radius };
}

function healpixOf({ rows, ra, dec }: Catalogue): (bigint | null)[] {
  const index = new BigInt64Array(rows);
  fillHealpix29(ra as Float64Array, dec as Float64Array, index);
  return Array.from(index, (value, row) =>
    Number.isNaN(ra[row]) || Number.isNaN(dec[row]) ? null : value,
  );
}
