import { loadSep } from 'sep-wasm';
import { type DetectionsAnswer, detectionsEventSchema } from '../../shared/contracts/detections.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { readParameters } from '../../shared/run/parameters.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { searchBatch } from './search-batch.ts';

const loading = loadSep(); // while the first event is on its way

/** Finds and measures the sources of a batch of images, or measures them at given places. */
export const handler = lambdaHandler(
  detectionsEventSchema,
  async (event, { store, log }): Promise<DetectionsAnswer> => {
    await loading;
    const run = objectUrl(event.run);
    return searchBatch(store, run, event.items, await readParameters(store, run), log);
  },
);
