import { RunError } from '../../shared/contracts/errors.ts';
import type { MosaicParameters } from '../../shared/contracts/mosaics/parameters.ts';
import type { GridSpec } from '../../shared/core/grids/grids.ts';
import { imageAround } from '../../shared/core/grids/one-image.ts';
import { NumberList } from '../../shared/core/number-list.ts';
import { finestScale } from '../../shared/core/plan/odd-scales.ts';
import type { SkyImages } from '../../shared/core/plan/sky-images.ts';

/** The grid asked for, or one image around all. Throws BadRequest. */
export function gridSpecOf(sky: SkyImages, { grid, layout }: MosaicParameters): GridSpec {
  if (grid) return grid;
  const { images, outlines, cells } = sky;
  const places = Array.from({ length: images.length }, (_, place) => place).filter((place) =>
    outlines.has(place),
  );
  const scales = new NumberList();
  for (const place of places) scales.push(images.at(place).pixelScale);
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
