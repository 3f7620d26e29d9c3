import { sumAuto } from 'sep-wasm';
import { makeCells } from '../../core/source-extractor/source-table.ts';
import type { Measure } from './measures.ts';

/** FLUX_AUTO and its kin. */
export const auto: Measure = (
  { rows, objects, measurement, noise, gain, input: { configuration } },
  asked,
) => {
  const { x, y, a, b, theta } = objects;
  const [factor = 2.5, least = 3.5] = configuration.PHOT_AUTOPARAMS;
  const sums = sumAuto(measurement, x, y, a, b, theta, { err: noise, gain, factor, least });
  const values = asked.parameter.name.startsWith('FLUXERR') ? sums.fluxerr : sums.flux;
  return makeCells(asked, rows).map((_, row) => values[row]!);
};
