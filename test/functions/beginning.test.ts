import { describe, expect, it } from 'vitest';
import { judgeBeginning } from '../../functions/start-run/judge-beginning.ts';
import type { Read } from '../../functions/start-run/read-list.ts';
import { chunksOf, splitItems } from '../../functions/start-run/split-items.ts';
import { writeLists } from '../../functions/start-run/write-lists.ts';
import type { Failure } from '../../shared/contracts/lists.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { joinUrl } from '../../shared/store/url.ts';

const RUN = 'memory://bucket/runs/r/';
const badLine = (line: number): Read => ({
  failure: { line, uri: `?${line}`, stage: 'lists', error: 'NotAUri', message: 'no address' },
});
const goodLine = (line: number): Read => ({
  item: { line, uri: `s3://b/${line}é.fits`, name: `n${line}` },
});

/** A list of `length` lines, of which those are bad that `isBad` says. */
async function written(length: number, isBad: (line: number) => boolean) {
  const store = memoryStore();
  async function* lines() {
    for (let line = 1; line <= length; line++) yield isBad(line) ? badLine(line) : goodLine(line);
  }
  const lists = await writeLists(store, RUN, lines());
  const text = async (key: string) => new TextDecoder().decode(await store.get(joinUrl(RUN, key)));
  return { store, lists, text };
}

describe('a list in two parts', () => {
  it('has its first thousand lines in the one and the rest in the other, byte for byte', async () => {
    const { store, lists, text } = await written(1300, (line) => line % 3 === 0);
    expect(await splitItems(store, RUN, lists, undefined)).toBe(667);
    const beginning = await text('lists/beginning.jsonl');
    expect(beginning.split('\n')).toHaveLength(667 + 1);
    expect(beginning).toMatch(/"line":1000[^\n]*\n$/);
    expect(beginning + (await text('lists/rest.jsonl'))).toBe(await text('list.jsonl'));
  });

  it('is one where nothing comes after the beginning', async () => {
    const { store, lists } = await written(1200, (line) => line > 1000);
    expect(await splitItems(store, RUN, lists, undefined)).toBeUndefined();
  });

  it('of a sky map is cut between chunks', async () => {
    const { store, lists, text } = await written(25_000, () => false);
    const chunks = [...chunksOf(lists.lengths, undefined)];
    expect(await splitItems(store, RUN, lists, chunks)).toBe(1002); // three lines a chunk
    const [first, rest] = [await text('lists/beginning.jsonl'), await text('lists/rest.jsonl')];
    expect([first, rest].map((part) => part.trim().split('\n').length)).toEqual([
      334,
      chunks.length - 334,
    ]);
  });
});

describe('the beginning of a list', () => {
  const record = (name: string, failure: Failure | null) =>
    JSON.stringify({
      stage: 'detections',
      name,
      state: failure ? 'failed' : 'done',
      parameters: '',
      inputs: [],
      outputs: [],
      warnings: [],
      failure,
      seconds: 0,
      cpu: 0,
      started: '2026-01-01T00:00:00Z',
      memorySize: 0,
      memory: 0,
      traffic: { reads: 0, writes: 0, bytesRead: 0, bytesWritten: 0 },
    });
  const begun = {
    run: RUN,
    machine: 'detect-sources' as const,
    part: { items: 2 },
    items: 12,
    badLines: 1000,
  };

  /** Lines 3 and 1000 are images, all others are none; what became of the two. */
  async function judged(...failures: (Failure | null)[]) {
    const { store } = await written(1012, (line) => line < 1000 && line !== 3);
    for (const [i, failure] of failures.entries())
      await store.put(
        joinUrl(RUN, `tasks/detections/n${[3, 1000][i]}.json`),
        record(`n${[3, 1000][i]}`, failure),
      );
    return judgeBeginning(store, { ...begun, items: 14, badLines: 998 });
  }
  const failed = (line: number): Failure => ({
    line,
    uri: `s3://b/${line}.fits`,
    stage: 'detections',
    error: 'NoSuchObject',
    message: 'is not there.',
  });

  it('ends the run where all of it failed, and says what of', async () => {
    await expect(judged(failed(3), failed(1000))).rejects.toMatchObject({
      name: 'AllFailed',
      message: expect.stringContaining(
        'All of the first 1000 lines of the list failed (998 NotAUri, 2 NoSuchObject), so the 12 after them were skipped; line 1: ?1: no address. Mend it',
      ),
    });
  });

  it('does not where one line came to something', async () => {
    await expect(judged(failed(3), null)).resolves.toBeUndefined();
  });

  it('ends the run where no line of it is an image', async () => {
    const { store } = await written(1001, (line) => line <= 1000);
    const end = judgeBeginning(store, { ...begun, part: { items: 0 }, items: 1, badLines: 1000 });
    await expect(end).rejects.toMatchObject({ name: 'AllFailed' });
  });
});
