import { makeCells } from '../../core/source-extractor/source-table.ts';
import type { Field } from '../fields/field.ts';
import type { Scene } from '../scene.ts';
import type { Measure } from './measures.ts';

/**
 * FLAGS_WEIGHT: 1 where a member pixel has low weight in the measurement image, 2 in the detection
 * image.
 */
const IN_MEASUREMENT = 1;
const IN_DETECTION = 2;

/** NLOWWEIGHT_ISO, NLOWDWEIGHT_ISO and FLAGS_WEIGHT. */
export const weightFlags: Measure = (scene, column) => {
  const { measurement, detection } = scene.fields;
  const cells = makeCells(column, scene.rows);
  const add = (field: Field, by: (row: number) => void) => eachLow(scene, field, by);
  const { name } = column.parameter;
  if (name === 'NLOWWEIGHT_ISO') add(measurement, (row) => cells[row]!++);
  if (name === 'NLOWDWEIGHT_ISO') add(detection, (row) => cells[row]!++);
  if (name === 'FLAGS_WEIGHT') {
    add(measurement, (row) => (cells[row]! |= IN_MEASUREMENT));
    add(detection, (row) => (cells[row]! |= IN_DETECTION));
  }
  return cells;
};

/**
 * Calls `by` with the row of the source for each of its member pixels whose noise reaches the limit
 * of a field.
 */
function eachLow(
  { segments, rows }: Scene,
  { noise, noiseLimit }: Field,
  by: (row: number) => void,
): void {
  if (typeof noise === 'number') return;
  const [values, pixels] = [noise.data, segments.data];
  for (let at = 0; at < pixels.length; at++) {
    const id = pixels[at]!;
    if (id > 0 && id <= rows && values[at]! >= noiseLimit) by(id - 1);
  }
}
