import { makeCells } from '../../core/source-extractor/source-table.ts';
import { labelNumbers, ownLabels } from '../measured/neighbours.ts';
import type { Measure } from './measures.ts';

/** What stands where there is no pixel, or another source's: SExtractor's -1e30. */
const NOTHING = -1e30;

/**
 * VIGNET(w,h): pixels around the barycentre, without background; those of other sources are hidden
 * unless MASK_TYPE is NONE. A pixel of no weight is shown as it is.
 */
export const vignette: Measure = (scene, column) => {
  const [columns = 1, rows = 1] = column.sides;
  const cells = makeCells(column, scene.rows * columns * rows).fill(NOTHING);
  const { x, y } = scene.objects;
  const { width, height, data } = scene.measurement;
  const isMasked = scene.input.configuration.MASK_TYPE[0] !== 'NONE';
  const owners = isMasked ? ownLabels(scene).data : undefined;
  for (let source = 0; source < scene.rows; source++) {
    const left = nearest(x[source]!) - (columns >> 1);
    const low = nearest(y[source]!) - (rows >> 1);
    const own = labelNumbers(scene)[source]!;
    for (let j = Math.max(0, -low); j < Math.min(rows, height - low); j++) {
      for (let i = Math.max(0, -left); i < Math.min(columns, width - left); i++) {
        const pixel = (low + j) * width + left + i;
        const owner = owners?.[pixel] ?? 0;
        if ((owner !== 0 && owner !== own) || Number.isNaN(data[pixel]!)) continue;
        cells[source * columns * rows + j * columns + i] = data[pixel]!;
      }
    }
  }
  return cells;
};

/** The nearest pixel, halves down. */
const nearest = (place: number): number => Math.ceil(place - 0.5);
