import type { SearchedHdu, TaskRecord } from '../../shared/contracts/task-record.ts';
import { COUNT_ORDER } from '../../shared/core/catalogue/counts.ts';
import { NUMBER_ORDER } from '../../shared/core/healpix/pixel.ts';
import type { CellTree } from '../../shared/core/plan/cells.ts';
import { ARCSEC_PER_DEGREE, toRadians } from '../../shared/core/sphere/angle.ts';
import { furthest, lonLatToVector, type Vector } from '../../shared/core/sphere/vector.ts';

/** Where an image's sources lie. */
export interface ImageCatalogue {
  name: string;
  /** HEALPix cells of `COUNT_ORDER` with sources */
  cells: number[];
  /** whether it has sources without a position */
  noSky: boolean;
  /** HDUs that were searched, and where they are */
  pictures: Picture[];
}

interface Picture {
  hdu: number;
  /**
   * half the width of its stars, radians: sources of two pictures nearer to one another are the
   * same
   */
  radius: number;
  centre: Vector;
  /** radians; undefined where a part of its border is off the sky */
  extent: number | undefined;
}

const POINTS = 8; // of a border: corners and the middles of the sides

/** What the merge needs of the record of a search. */
export function imageCatalogue(
  name: string,
  { hdus, counts }: NonNullable<TaskRecord['detections']>,
): ImageCatalogue {
  return {
    name,
    cells: Object.keys(counts.cells).map(Number),
    noSky: counts.noSky > 0,
    pictures: hdus.flatMap(({ hdu, sky }) => (sky ? [{ hdu, ...placeOf(sky) }] : [])),
  };
}

function placeOf({
  ra,
  dec,
  footprint,
  fwhm,
}: NonNullable<SearchedHdu['sky']>): Omit<Picture, 'hdu'> {
  const centre = lonLatToVector(ra, dec);
  const extent = furthest(
    centre,
    footprint.map(([lon, lat]) => lonLatToVector(lon, lat)),
  );
  return {
    radius: toRadians(fwhm / 2 / ARCSEC_PER_DEGREE),
    centre,
    extent: footprint.length === POINTS ? extent : undefined,
  };
}

/** The largest radius of any picture. */
export const maxPictureRadius = (images: readonly ImageCatalogue[]): number =>
  images.reduce(
    (most, { pictures }) => pictures.reduce((m, { radius }) => Math.max(m, radius), most),
    0,
  );

/**
 * The cells of `COUNT_ORDER` that may have one of an image's sources within `reach` radians;
 * undefined where that is not known.
 */
export function cellsAround(
  { pictures, cells }: ImageCatalogue,
  reach: number,
  tree: CellTree,
): Set<number> | undefined {
  if (pictures.length === 0 && cells.length > 0) return undefined;
  const found = new Set(cells);
  for (const { centre, extent } of pictures) {
    if (extent === undefined) return undefined;
    const radius = extent + reach;
    const order = Math.max(COUNT_ORDER, Math.min(NUMBER_ORDER, Math.floor(-Math.log2(radius))));
    for (const cell of tree.near({ centre, radius }, order))
      found.add(Math.floor(cell / 4 ** (order - COUNT_ORDER)));
  }
  return found;
}
