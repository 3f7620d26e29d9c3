import { type DetectionsAnswer, detectionsTask } from '../../shared/contracts/detections.ts';
import { keys } from '../../shared/contracts/keys.ts';
import type { Item } from '../../shared/contracts/lists.ts';
import type { Tools } from '../../shared/lambda/handler.ts';
import { runTask } from '../../shared/run/task.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl, objectUrl } from '../../shared/store/url.ts';
import { readAhead } from './read-ahead.ts';
import { type SearchParameters, searchImage } from './search-image.ts';

/**
 * Searches images one after another; each ends in the ledger. While one is searched the next is
 * fetched.
 */
export async function searchBatch(
  store: Store,
  run: string,
  items: readonly Item[],
  parameters: SearchParameters,
  log: Tools['log'],
): Promise<DetectionsAnswer> {
  const answer = { done: 0, failed: 0, sources: 0 };
  const ahead = readAhead(store);
  const tasks = items.map((item) =>
    detectionsTask(run, { ...item, uri: objectUrl(item.uri) }, parameters),
  );
  let current = 0;
  for (const [i, task] of tasks.entries()) {
    current = i;
    const item = items[i]!;
    const [uri = ''] = task.inputs;
    const record = await runTask(ahead.store, task, (counted, heads) => {
      beginNext(i + 1);
      return searchImage(counted, heads, { ...item, uri }, parameters);
    });
    if (tasks[i + 1]?.inputs[0] !== uri) ahead.end(uri);
    answer[record.state]++;
    answer.sources += record.detections?.counts.sources ?? 0;
    log(record.state, { image: uri, seconds: record.seconds, failure: record.failure });
  }
  return answer;

  /**
   * What has a record is most likely done; files of this machine come as fast as memory is copied.
   */
  async function beginNext(next: number): Promise<void> {
    const task = tasks[next];
    const [uri = ''] = task?.inputs ?? [];
    if (!task || uri.startsWith('file:')) return;
    const record = await store
      .head(joinUrl(run, keys.task(task.stage, task.name)))
      .catch(() => undefined);
    if (!record && current < next) ahead.begin(uri);
  }
}
