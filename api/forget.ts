import { UsageError } from '../local/usage-error.ts';
import { atOnce } from '../shared/core/bytes/at-once.ts';
import { isStep } from '../shared/pages/status/status.ts';
import { itemsNamed, recordsOf } from '../shared/run/items-named.ts';
import { RunReader } from '../shared/run/run-reader.ts';
import { recordsPrefix } from '../shared/run/task-notes.ts';
import type { Store } from '../shared/store/store.ts';
import { joinUrl } from '../shared/store/url.ts';
import { dotted } from './parse-parameters.ts';
import type { RunPlace } from './run-place.ts';

/**
 * Removes the records of what the option `only` names, so that it is done again: a stage, or an
 * image with every task that read it. What failed is always done again, and so are the steps that
 * are one piece of work. Answers the number of records. Throws UsageError.
 */
export async function forget(
  { store, run }: RunPlace,
  only: string,
  nameOf = dotted,
): Promise<number> {
  if (only.toLowerCase() === 'failed') return 0;
  const { stages } = await new RunReader(store, run).refresh();
  const stage = stages.find((one) => one.stage === only);
  if (stage) return isStep(stage) ? 0 : forgetStage(store, run, only);
  const option = `${nameOf(['only'])} ${only}`;
  const items = await itemsNamed(store, run, only);
  const [first, second] = items;
  if (!first) {
    const names = stages.map((one) => one.stage).join(', ');
    throw new UsageError(
      `${option}: neither a stage (${names}) nor an image of the list; or write failed`,
    );
  }
  if (second)
    throw new UsageError(
      `${option} may be ${items.map(({ name }) => name).join(', ')}: write one name`,
    );
  const records = await recordsOf(store, run, [first]);
  for (const { stage: ownStage, name } of records)
    await store.delete(joinUrl(recordsPrefix(run, ownStage), `${name}.json`));
  return records.length;
}

async function forgetStage(store: Store, run: string, stage: string): Promise<number> {
  const urls: string[] = [];
  for await (const { url } of store.list(recordsPrefix(run, stage))) urls.push(url);
  await atOnce(urls, 32, (url) => store.delete(url));
  return urls.length;
}
