import { describe, expect, it } from 'vitest';
import { readOutcome } from '../../functions/write-report/read-outcome.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { putLines, putRecord, RUN, recordOf } from '../run/run-objects.ts';

const uriOf = (name: string) => `memory://bucket/in/${name}.fits`;
const failureOf = (line: number, name: string, stage = 'detections') => ({
  ...{ line, uri: uriOf(name), stage, error: 'NotFits', message: 'It is a web page' },
});

/** A list of four: line 1 is no image, `a` was searched, `b` failed, `c` had no turn. */
async function runOfFour(): Promise<Store> {
  const store = memoryStore();
  const items = ['a', 'b', 'c'].map((name, i) => ({ line: i + 2, uri: uriOf(name), name }));
  await putLines(store, keys.list, items);
  await putLines(store, keys.badLines, [failureOf(1, 'x', 'lists')]);
  await putRecord(store, recordOf('detections', 'a'));
  const failed = { state: 'failed', failure: failureOf(3, 'b') } as const;
  await putRecord(store, recordOf('detections', 'b', failed));
  return store;
}

const outcomeOf = async (store: Store, more: object = {}) =>
  readOutcome(store, {
    ...{ run: RUN, machine: 'detect-sources', toleratedFailurePercentage: 100 },
    ...more,
  });

describe('the outcome of a run', () => {
  it('has every line once, as done or as failed', async () => {
    const { summary, failures } = await outcomeOf(await runOfFour());
    expect(summary).toMatchObject({
      ...{ state: 'SUCCEEDED', lines: 4, done: 1, failed: 3, brokenOff: 0 },
      failures: { NotFits: 2, NotReached: 1 },
    });
    expect(failures.map(({ line, error }) => [line, error])).toEqual([
      [1, 'NotFits'],
      [3, 'NotFits'],
      [4, 'NotReached'],
    ]);
  });

  it('is failed where more lines failed than are tolerated, or the run was broken off', async () => {
    const store = await runOfFour();
    const share = { toleratedFailurePercentage: 75 };
    expect((await outcomeOf(store, share)).summary.state).toBe('SUCCEEDED');
    const less = { toleratedFailurePercentage: 74 };
    expect((await outcomeOf(store, less)).summary.state).toBe('FAILED');
    const broken = { Error: 'AllFailed', Cause: '' };
    const { summary } = await outcomeOf(store, { broken });
    expect(summary).toMatchObject({ state: 'FAILED', failures: { NotFits: 2, NotTried: 1 } });
  });

  it('notes what of the configuration is ignored', async () => {
    const store = await runOfFour();
    const notes = ['FOO is no keyword and is ignored'];
    const parameters = { detection: defaultParameters, config: null, notes };
    await store.put(joinUrl(RUN, keys.parameters), JSON.stringify(parameters));
    expect((await outcomeOf(store)).summary.notes).toEqual(notes);
  });

  it('is that of no line where nothing was begun', async () => {
    const store = memoryStore();
    await putLines(store, keys.list, []);
    expect((await outcomeOf(store)).summary).toMatchObject({ lines: 0, done: 0, failed: 0 });
  });
});
