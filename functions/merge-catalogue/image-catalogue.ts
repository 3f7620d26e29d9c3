import type { VolumePlan } from '../../shared/contracts/catalogue.ts';
import { RunError } from '../../shared/contracts/errors.ts';
import type { Item } from '../../shared/contracts/lists.ts';
import type { SearchedHdu, TaskRecord } from '../../shared/contracts/task-record.ts';
import { CROWD_ORDER, FINE_ORDER } from '../../shared/core/catalogue/counts.ts';
import type { CellCounts } from '../../shared/core/catalogue/parts.ts';
import type { CellTree } from '../../shared/core/plan/cells.ts';
import { ARCSEC_PER_DEGREE, toRadians } from '../../shared/core/sphere/angle.ts';
import type { Circle } from '../../shared/core/sphere/circle.ts';
import { furthest, lonLatToVector } from '../../shared/core/sphere/vector.ts';

/** An image as the merge knows it, and where its sources lie. */
export interface ImageCatalogue {
  image: VolumePlan['images'][number];
  counts: CellCounts;
  /** circles around its pictures; undefined where one of them is partly off the sky */
  circles: readonly Circle[] | undefined;
}

/** A run [from, to) of cells of `FINE_ORDER`, or of parts of one. */
export type CellRange = readonly [from: number, to: number];

const POINTS = 8; // of a border: corners and the middles of the sides

/** What the merge needs of the record of a search. Throws BadRequest for one of old. */
export function imageCatalogue(
  { name, line, uri }: Item,
  { hdus, counts, fineCells, crowdedCells = {} }: NonNullable<TaskRecord['detections']>,
): ImageCatalogue {
  if (!fineCells)
    throw new RunError(
      'BadRequest',
      `${name} was searched by an earlier version, whose catalogues cannot be merged: search the images again`,
    );
  const placed = hdus.flatMap(({ hdu, sky }) => (sky ? [{ hdu, sky }] : []));
  const circles = placed.map(({ sky }) => circleOf(sky));
  return {
    image: {
      ...{ name, uri, line },
      pictures: placed.map(({ hdu, sky: { fwhm } }) => ({
        hdu,
        radius: toRadians(fwhm / 2 / ARCSEC_PER_DEGREE),
      })),
    },
    counts: { cells: fineCells, crowds: crowdedCells, noSky: counts.noSky },
    circles: circles.every((circle) => circle !== undefined) ? circles : undefined,
  };
}

function circleOf({ ra, dec, footprint }: NonNullable<SearchedHdu['sky']>): Circle | undefined {
  if (footprint.length !== POINTS) return undefined;
  const centre = lonLatToVector(ra, dec);
  const border = footprint.map(([lon, lat]) => lonLatToVector(lon, lat));
  return { centre, radius: furthest(centre, border) };
}

/** The largest radius of any picture. */
export const maxPictureRadius = (images: readonly ImageCatalogue[]): number =>
  images.reduce(
    (most, { image }) => image.pictures.reduce((m, { radius }) => Math.max(m, radius), most),
    0,
  );

/** Orders beyond that of cells as large as an image, where it is crowded. */
const DEEPER = 2;

/**
 * Where an image may have a source within `reach` radians: cells of `FINE_ORDER`, in runs, and
 * smaller ones of a crowded image; the whole sky where that is not known.
 */
export function cellsAround(
  { circles, counts }: ImageCatalogue,
  reach: number,
  tree: CellTree,
): CellRange[] {
  const own = ownCells(counts);
  const isCrowded = Object.keys(counts.crowds).length > 0;
  if (!circles || (circles.length === 0 && own.length > 0)) return [[0, 12 * 4 ** FINE_ORDER]];
  const around = circles.flatMap(({ centre, radius }) => {
    const far = radius + reach;
    const asLarge = Math.floor(-Math.log2(far));
    const order = Math.max(
      0,
      isCrowded ? Math.min(CROWD_ORDER, asLarge + DEEPER) : Math.min(FINE_ORDER, asLarge),
    );
    const size = 4 ** (FINE_ORDER - order);
    return tree
      .near({ centre, radius: far }, order)
      .map((cell): CellRange => [cell * size, (cell + 1) * size]);
  });
  return [...own, ...around];
}

/** The cells that it has sources in, and of the crowded ones those parts. */
function ownCells({ cells, crowds }: CellCounts): CellRange[] {
  const smaller = 4 ** (CROWD_ORDER - FINE_ORDER);
  const parts = Object.keys(crowds).map(Number);
  const crowded = new Set(parts.map((part) => Math.floor(part / smaller)));
  return [
    ...Object.keys(cells)
      .map(Number)
      .filter((cell) => !crowded.has(cell))
      .map((cell): CellRange => [cell, cell + 1]),
    ...parts.map((part): CellRange => [part / smaller, (part + 1) / smaller]),
  ];
}
