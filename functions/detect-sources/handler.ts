import { loadSep } from 'sep-wasm';
import {
  type DetectionsAnswer,
  detectionsEventSchema,
  detectionsTask,
} from '../../shared/contracts/detections.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { readParameters } from '../../shared/lambda/parameters.ts';
import { runTask } from '../../shared/lambda/task.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { searchImage } from './search-image.ts';

const loading = loadSep(); // while the first event is on its way

/** Finds and measures the sources of a batch of images, one after another; each ends in the ledger, found or failed. */
export const handler = lambdaHandler(
  detectionsEventSchema,
  async (event, { store, log }): Promise<DetectionsAnswer> => {
    await loading;
    const run = objectUrl(event.run);
    const { detection } = await readParameters(store, run);
    const answer = { done: 0, failed: 0, sources: 0 };
    for (const item of event.items.map((one) => ({ ...one, uri: objectUrl(one.uri) }))) {
      const record = await runTask(store, detectionsTask(run, item, detection), (counted, [head]) =>
        searchImage(counted, head!, item, detection),
      );
      answer[record.state]++;
      answer.sources += record.detections?.counts.sources ?? 0;
      log(record.state, { image: item.uri, seconds: record.seconds, failure: record.failure });
    }
    return answer;
  },
);
