import {
  byAxis,
  type CoordinateFrame,
  inPlane,
  measurementWcs,
  placesOf,
} from '../measured/world.ts';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import type { ColumnValues } from './by-name.ts';
import type { Centres } from './ellipse-columns.ts';

/**
 * The columns of places: with 'WIN' XWIN_IMAGE, YWIN_WORLD, ALPHAWIN_J2000 …; pixels count from 1.
 */
export function placeColumns(
  kind: '' | 'PEAK' | 'WIN',
  centresOf: (scene: Scene) => Centres,
): Record<string, ColumnValues> {
  const placesIn = (frame: CoordinateFrame) =>
    once((scene: Scene) => {
      const { x, y } = centresOf(scene);
      return placesOf(scene, x, y, frame);
    });
  const places = {
    SKY: placesIn('SKY'),
    J2000: placesIn('J2000'),
    B1950: placesIn('B1950'),
  };
  // without a WCS no sky position is known, while WORLD has the header's axes, or pixels from 0
  const onSky = (scene: Scene, values: Float64Array) =>
    measurementWcs(scene) ? values : new Float64Array(values.length);
  const fromOne = (values: ArrayLike<number>) => new Float64Array(values).map((value) => value + 1);
  const columns: Record<string, ColumnValues> = {
    [`X${kind}_IMAGE`]: (scene) => fromOne(centresOf(scene).x),
    [`Y${kind}_IMAGE`]: (scene) => fromOne(centresOf(scene).y),
    [`X${kind}_WORLD`]: (scene) => byAxis(scene, places.SKY(scene))[0],
    [`Y${kind}_WORLD`]: (scene) => byAxis(scene, places.SKY(scene))[1],
  };
  const focal = (scene: Scene) => {
    const { x, y } = centresOf(scene);
    return byAxis(scene, inPlane(scene, x, y));
  };
  columns[`X${kind}_FOCAL`] = (scene) => focal(scene)[0];
  columns[`Y${kind}_FOCAL`] = (scene) => focal(scene)[1];
  for (const frame of ['SKY', 'J2000', 'B1950'] as const) {
    columns[`ALPHA${kind}_${frame}`] = (scene) => onSky(scene, places[frame](scene).lon);
    columns[`DELTA${kind}_${frame}`] = (scene) => onSky(scene, places[frame](scene).lat);
  }
  return columns;
}
