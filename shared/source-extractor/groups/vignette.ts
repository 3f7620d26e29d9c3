import { SHIFT_MARGIN, shiftImage } from '../../core/source-extractor/shift-image.ts';
import { makeCells } from '../../core/source-extractor/source-table.ts';
import { labelNumbers, ownLabels } from '../measured/neighbours.ts';
import type { Scene } from '../scene.ts';
import type { Measure } from './measures.ts';

/** What stands where there is no pixel, or another source's: SExtractor's -1e30 in float32. */
const NOTHING = Math.fround(-1e30);

/**
 * VIGNET(w,h): pixels around the barycentre, without background; those of other sources are hidden
 * unless MASK_TYPE is NONE. A pixel of no weight is shown as it is. VIGNET_SHIFT(w,h): the same,
 * interpolated so that the barycentre is in the middle of a pixel.
 */
export const vignette: Measure = (scene, column) => {
  const [columns = 1, rows = 1] = column.sides;
  const cells = makeCells(column, scene.rows * columns * rows);
  const { x, y } = scene.objects;
  const cut = cutter(scene);
  const isShifted = column.parameter.name === 'VIGNET_SHIFT';
  const margin = isShifted ? SHIFT_MARGIN : 0;
  for (let source = 0; source < scene.rows; source++) {
    const at = [nearest(x[source]!), nearest(y[source]!)] as const;
    const left = at[0] - (columns >> 1) - margin;
    const low = at[1] - (rows >> 1) - margin;
    const shown = cut(source, [left, low], [columns + 2 * margin, rows + 2 * margin]);
    const shift = [x[source]! - at[0], y[source]! - at[1]] as const;
    cells.set(
      isShifted ? shiftImage(shown, [columns, rows], shift, NOTHING) : shown,
      source * columns * rows,
    );
  }
  return cells;
};

type Pair = readonly [x: number, y: number];

/** Of a source, the pixels of a box that begins at `corner`, row by row. */
function cutter(scene: Scene) {
  const { width, height, data } = scene.measurement;
  const isMasked = scene.input.configuration.MASK_TYPE[0] !== 'NONE';
  const owners = isMasked ? ownLabels(scene).data : undefined;
  return (source: number, [left, low]: Pair, [columns, rows]: Pair): Float32Array => {
    const cells = new Float32Array(columns * rows).fill(NOTHING);
    const own = labelNumbers(scene)[source]!;
    for (let j = Math.max(0, -low); j < Math.min(rows, height - low); j++) {
      for (let i = Math.max(0, -left); i < Math.min(columns, width - left); i++) {
        const pixel = (low + j) * width + left + i;
        const owner = owners?.[pixel] ?? 0;
        if ((owner !== 0 && owner !== own) || Number.isNaN(data[pixel]!)) continue;
        cells[j * columns + i] = data[pixel]!;
      }
    }
    return cells;
  };
}

/** The nearest pixel, halves down. */
const nearest = (place: number): number => Math.ceil(place - 0.5);
