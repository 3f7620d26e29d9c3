import { makeCells } from '../../core/source-extractor/source-table.ts';
import type { Measure } from './measures.ts';

/** Barycentres: pixels count from 1. */
export const position: Measure = ({ rows, objects, sky }, asked) => {
  const cells = makeCells(asked, rows);
  const isX = /^(X|ALPHA)_/.test(asked.parameter.name);
  if (asked.parameter.name.includes('_IMAGE'))
    return cells.map((_, row) => (isX ? objects.x : objects.y)[row]! + 1);
  const [lon, lat] = [new Float64Array(rows), new Float64Array(rows)];
  sky.wcs?.pixelsToSky(objects.x, objects.y, lon, lat);
  return isX ? lon : lat;
};
