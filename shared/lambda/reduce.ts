import { keys } from '../contracts/keys.ts';
import type { TaskRecord } from '../contracts/task-record.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { startMeter } from './meter.ts';

/** Do a stage that is one task, and write its record: it is always done again, from what the maps have left. */
export async function runReduce<Answer>(
  store: Store,
  run: string,
  stage: string,
  work: (store: Store) => Promise<Answer>,
): Promise<Answer> {
  const meter = startMeter(store);
  const answer = await work(meter.store);
  const record: TaskRecord = {
    stage,
    name: stage,
    state: 'done',
    parameters: '',
    inputs: [],
    outputs: [],
    warnings: [],
    failure: null,
    failures: [],
    ...meter.measured(),
  };
  await store.put(joinUrl(run, keys.task(stage, stage)), `${JSON.stringify(record)}\n`);
  return answer;
}
