import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { COUNT_ORDER } from '../../shared/core/catalogue/counts.ts';
import { markDoubles } from '../../shared/core/catalogue/doubles.ts';
import { isAround } from '../../shared/core/catalogue/margin.ts';
import type { CataloguePart } from '../../shared/core/catalogue/parts.ts';
import { fillHealpix29 } from '../../shared/core/healpix/pixel.ts';
import type { ImageCatalogue } from './image-catalogue.ts';
import type { ReadCatalogue } from './read-catalogue.ts';
import { type CatalogueRows, joinRows, type MergedRows, pickRows, sortRows } from './rows.ts';

/**
 * An image, and the cells of `COUNT_ORDER` that may have one of its sources near; undefined for
 * all.
 */
export type PlacedCatalogue = ImageCatalogue & { around: ReadonlySet<number> | undefined };

/** From an index of order 29 to one of `COUNT_ORDER`: two bits an order. */
const toCell = BigInt(2 * (29 - COUNT_ORDER));

/** catalogues read at the same time */
const READ_AHEAD = 16;

/**
 * The rows of one part of the sky from all images that can be read, sorted by HEALPix index, image,
 * HDU and number. Rows within `reach` (radians) of the part are read too, for what is one source
 * across its border.
 */
export async function readPart(
  read: ReadCatalogue,
  images: readonly PlacedCatalogue[],
  part: CataloguePart,
  reach: number,
): Promise<MergedRows> {
  const isInside = (cell: number) => cell >= part.from && cell < part.to;
  const isOwn = (index: bigint | null) =>
    index === null ? part.noSky : isInside(Number(index >> toCell));
  const isNear = isAround(part, reach);
  const wanted = images.flatMap(({ name, cells, noSky, around }, place) => {
    const isMet = around ? [...around].some(isInside) : part.rows > 0;
    return isMet || cells.some(isInside) || (part.noSky && noSky) ? [{ name, place }] : [];
  });
  const found: CatalogueRows[] = [];
  for (let i = 0; i < wanted.length; i += READ_AHEAD) {
    const some = wanted.slice(i, i + READ_AHEAD).map(async ({ name, place }) => {
      const catalogue = await read(name);
      if (!catalogue) return [];
      const healpix = healpixOf(catalogue);
      const keep = healpix.flatMap((index, row) =>
        (index === null ? part.noSky : isNear(index)) ? [row] : [],
      );
      const rows: CatalogueRows = {
        columns: pickRows(catalogue, keep),
        healpix: keep.map((row) => healpix[row]!),
        image: new Array<string>(keep.length).fill(name),
        place: new Array<number>(keep.length).fill(place),
      };
      return [rows];
    });
    // Together: the columns of thousands of small catalogues would take more memory than what is in
    // them.
    found.push(joinRows((await Promise.all(some)).flat()));
  }
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
function picturesOf({ place, columns }: CatalogueRows, images: readonly ImageCatalogue[]) {
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
