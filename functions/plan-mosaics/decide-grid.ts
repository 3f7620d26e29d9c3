import { RunError } from '../../shared/contracts/errors.ts';
import type { MosaicParameters } from '../../shared/contracts/mosaics/parameters.ts';
import type { GridSpec } from '../../shared/core/grids/grids.ts';
import { imageAround } from '../../shared/core/grids/one-image.ts';
import { plannedPlaces } from '../../shared/core/mosaics/odd-images.ts';
import { NumberList } from '../../shared/core/number-list.ts';
import { finestScale } from '../../shared/core/plan/odd-scales.ts';
import type { SkyImages } from '../../shared/core/plan/sky-images.ts';

/** The grid asked for, or one image around all. Throws BadRequest. */
export function gridSpecOf(sky: SkyImages, { grid, layout }: MosaicParameters): GridSpec {
  if (grid) return grid;
  const { outlines, cells } = sky;
  const places = plannedPlaces(sky);
  const scales = scalesOf(sky);
  const isWhole = layout.centre !== undefined && layout.size !== undefined;
  if (!isWhole && places.some((place) => cells.has(place)))
    throw new RunError(
      'BadRequest',
      'An image covers so much of the sky that no mosaic can be laid around it: give --center and --size, or --like',
    );
  const points = places.flatMap((place) => outlines.at(place)!.points);
  const spec = imageAround(isWhole ? [] : points, finestScale(scales), layout);
  if (spec) return spec;
  throw new RunError(
    'BadRequest',
    `The images are too far apart for one mosaic in ${layout.projection}: give --center and --size, another --projection (AIT has all of the sky), or a --grid of many tiles`,
  );
}

/** What a person should know of images that have finer pixels than the mosaic around them. */
export function fineNotes(sky: SkyImages): string[] {
  const scales = scalesOf(sky);
  const chosen = finestScale(scales);
  const sorted = scales.sorted();
  const fine = sorted.filter((scale) => scale < chosen).length;
  if (fine === 0) return [];
  const arcsec = (scale: number) => Number(scale.toPrecision(4));
  return [
    `${fine} of ${sorted.length} images have much finer pixels than most: the mosaic has pixels of ${arcsec(chosen)} arcsec. --scale ${arcsec(sorted[0]!)}s shows all that they have`,
  ];
}

/** Why no mosaic can be made. */
export const noImages = (why = 'the list has none'): RunError =>
  new RunError('BadRequest', `No mosaic can be made of the images: ${why}`);

/** Pixel scales of the images that are planned with. */
function scalesOf(sky: SkyImages): NumberList {
  const scales = new NumberList();
  for (const place of plannedPlaces(sky)) scales.push(sky.images.at(place).pixelScale);
  return scales;
}
