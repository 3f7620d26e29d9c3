import * as z from 'zod';
import { RunError } from '../../shared/contracts/errors.ts';
import { machineSchema } from '../../shared/contracts/run.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { runReduce } from '../../shared/run/reduce.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import type { Store } from '../../shared/store/store.ts';
import { firstMixed, makeStretches } from './make-stretches.ts';
import { stretchMosaics } from './stretch-mosaics.ts';
import { sumBand } from './sum-band.ts';

/**
 * `isRepainted`: all plates have been looked at once more because some were mixed. `batchSize`:
 * plates that a child of the map to come draws at least.
 */
const eventSchema = z.object({
  run: runUrl,
  isRepainted: z.boolean().default(false),
  machine: machineSchema.default('sky-map'),
  band: z.string().min(1).optional(),
  batchSize: z.int().min(1).default(1),
});

/**
 * Of a band: adds the histograms of its plates or strips, exactly. Of all: makes of each band's sum
 * one brightness scale for the whole sky. Writes the items of the pictures: the plates that have
 * tiles. Answers the base cells that these are in. A plate that broke off is left out; the report
 * says so. `isMixed`: an image changed while plates were painted and is in some of them only, which
 * is mended by painting those again. Throws IncompleteSky where that was done already.
 */
export const handler = lambdaHandler(eventSchema, (event, { store }): Promise<object> => {
  const { run, isRepainted, machine, band, batchSize } = event;
  if (band !== undefined) {
    const sum = (counted: Store) => sumBand(counted, run, { machine, band });
    return runReduce(store, run, 'stretch', sum, `of-${band}`);
  }
  return runReduce(store, run, 'stretch', async (counted) => {
    if (machine === 'mosaic') {
      const bands = await stretchMosaics(counted, run);
      return { bands: bands.length };
    }
    const { bands, cells, gone, perChild } = await makeStretches(counted, run, batchSize);
    const mixed = gone.size > 0 ? await firstMixed(counted, run, gone) : undefined;
    if (mixed !== undefined && isRepainted)
      throw new RunError(
        'IncompleteSky',
        `Images change while they are read (${mixed}): start the run again when nobody writes them any more`,
      );
    return { bands: bands.length, cells, isMixed: mixed !== undefined, perChild };
  });
});
