import { joinFlags } from '../../core/source-extractor/join-flags.ts';
import { lengthOf, makeCells } from '../../core/source-extractor/source-table.ts';
import type { Measure } from './measures.ts';

/**
 * IMAFLAGS_ISO and NIMAFLAGS_ISO: 0 where more flag images are asked for than there are; the first
 * FLAG_TYPE left out is OR.
 */
export const flagImages: Measure = (scene, column) => {
  const { flags, configuration } = scene.input;
  const length = lengthOf(column);
  const cells = makeCells(column, scene.rows * length);
  const pixels = scene.segments.data;
  flags.slice(0, length).forEach((image, k) => {
    const joined = joinFlags(pixels, scene.rows, image, configuration.FLAG_TYPE[k] ?? 'OR');
    const values = column.parameter.name.startsWith('N') ? joined.counts : joined.values;
    for (let row = 0; row < scene.rows; row++) cells[row * length + k] = values[row]!;
  });
  return cells;
};
