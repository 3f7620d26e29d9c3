import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupReasons } from '../../../shared/pages/status/failures.ts';
import type { Reason, TaskNote } from '../../../shared/pages/status/note.ts';
import { paceOf } from '../../../shared/pages/status/rate.ts';
import {
  isStep,
  type RunFacts,
  type StageStatus,
  statusOf,
} from '../../../shared/pages/status/status.ts';

const reason = (line: number, error = 'TruncatedFits', stage = 'detections'): Reason => ({
  line,
  uri: `s3://b/${line}.fits`,
  stage,
  error,
  message: 'fetch it again',
});

const note = (name: string, ended: number, more: Partial<TaskNote> = {}): TaskNote => ({
  stage: 'detections',
  name,
  state: more.failure ? 'failed' : 'done',
  isSetAside: false,
  ended,
  seconds: 2,
  memorySize: 1769,
  reads: 3,
  writes: 1,
  bytesRead: 100,
  bytesWritten: 10,
  sources: 5,
  warnings: 0,
  warned: [],
  failure: null,
  failures: [],
  ...more,
});

const facts = (more: Partial<RunFacts>): RunFacts => ({
  stages: [
    { stage: 'detections', tasks: new Set(['a', 'b', 'c', 'd', 'e']) },
    { stage: 'report', isMade: true, seconds: null },
  ],
  notes: [],
  items: 5,
  refused: [],
  verdict: undefined,
  isActive: true,
  now: 1000,
  ...more,
});

const detections = (run: RunFacts): StageStatus =>
  statusOf(run).stages.find((stage): stage is StageStatus => !isStep(stage))!;

describe('the counts of a run', () => {
  it('has each task in one of done, failed, set aside and to go', () => {
    const notes = [
      note('a', 990),
      note('b', 992, { failure: reason(2) }),
      note('c', 994, { failure: reason(3, 'OutOfMemory'), isSetAside: true }),
      note('gone', 996), // of an earlier list
    ];
    expect(detections(facts({ notes }))).toMatchObject({
      total: 5,
      done: 1,
      failed: 1,
      setAside: 1,
      toGo: 2,
      leftOver: 1,
      seconds: 6,
      requests: 12,
      bytesRead: 300,
      sources: 15,
    });
    const status = statusOf(facts({ notes, refused: [reason(9, 'NotAUri', 'lists')] }));
    expect(status).toMatchObject({ lines: 6, refused: 1, failed: 3, began: 988, ended: 994 });
  });

  it('adds up, whatever the records are', () => {
    const kinds = fc.constantFrom('done', 'failed', 'aside', 'none');
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 40 }), (states) => {
        const notes = states.flatMap((state, i) =>
          state === 'none'
            ? []
            : [
                note(`t${i}`, 900, {
                  failure: state === 'done' ? null : reason(i),
                  isSetAside: state === 'aside',
                }),
              ],
        );
        const tasks = new Set(states.map((_, i) => `t${i}`));
        const stage = detections(facts({ notes, stages: [{ stage: 'detections', tasks }] }));
        expect(stage.done + stage.failed + stage.setAside + stage.toGo!).toBe(tasks.size);
        expect(stage.toGo).toBe(states.filter((state) => state === 'none').length);
      }),
    );
  });

  it('does not know how much there is to do before the plan', () => {
    const stages = [{ stage: 'tiles', tasks: null }];
    expect(detections(facts({ stages }))).toMatchObject({ total: null, toGo: null });
  });

  it('takes a step for made only when what it follows has nothing to do', () => {
    const step = (notes: TaskNote[]) => statusOf(facts({ notes })).stages.find(isStep);
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => note(name, 990));
    const report = note('report', 999, { stage: 'report', seconds: 1.5 });
    expect(step(all.slice(1))).toMatchObject({ isMade: false, seconds: null });
    expect(step([...all, report])).toEqual({ stage: 'report', isMade: true, seconds: 1.5 });
  });
});

describe('the state of a run', () => {
  const state = (more: Partial<RunFacts>) =>
    statusOf(facts({ notes: [note('a', 950)], ...more })).state;
  it('is what somebody at work says, else the verdict, else the silence', () => {
    expect(state({ isActive: true, verdict: 'SUCCEEDED' })).toBe('running'); // a redo
    expect(state({ isActive: false, verdict: 'SUCCEEDED' })).toBe('succeeded');
    expect(state({ isActive: undefined, verdict: 'FAILED' })).toBe('failed');
    expect(state({ isActive: false })).toBe('stopped');
    expect(state({ isActive: undefined })).toBe('running');
    // no function takes longer than 900 s
    expect(state({ isActive: undefined, now: 950 + 901 })).toBe('stopped');
    expect(state({ isActive: undefined, notes: [] })).toBe('stopped');
  });
});

describe('failures by reason', () => {
  it('counts a line once, where it failed first, and pieces apart', () => {
    const groups = groupReasons(
      [reason(4), reason(7), reason(4, 'NoGoodPixels', 'tiles')],
      [reason(1, 'OutOfMemory', 'tiles')],
    );
    expect(groups.map(({ error, lines, setAside }) => [error, lines, setAside])).toEqual([
      ['TruncatedFits', 2, 0],
      ['OutOfMemory', 0, 1],
    ]);
    expect(groups[0]?.example).toEqual(reason(4));
  });

  it('counts failed pieces of the sky apart from lines', () => {
    const stages = [{ stage: 'tiles', tasks: new Set(['K-1']) }];
    const broken = note('K-1', 900, {
      stage: 'tiles',
      failure: reason(1, 'TimedOut', 'tiles'),
      isSetAside: true,
    });
    const status = statusOf(facts({ stages, notes: [broken] }));
    expect(status.failed).toBe(0);
    expect(status.failures).toMatchObject([{ error: 'TimedOut', lines: 0, setAside: 1 }]);
  });
});

describe('the pace', () => {
  const every = (step: number, n: number, last: number) =>
    Array.from({ length: n }, (_, i) => last - i * step);

  it('is that of the last tasks', () => {
    // one every 2 s: 100 ended in 198 s, the last just now
    const { rate, secondsLeft } = paceOf(every(2, 100, 1000), 50, 1000);
    expect(rate).toBeCloseTo(0.5, 12);
    expect(secondsLeft).toBeCloseTo(100, 9);
  });

  it('falls while nothing ends, and is nothing after five minutes', () => {
    const ends = every(1, 11, 1000); // one a second
    expect(paceOf(ends, 5, 1000).rate).toBeCloseTo(1, 12);
    expect(paceOf(ends, 5, 1010).rate).toBeCloseTo(0.5, 12);
    expect(paceOf(ends, 5, 1400)).toEqual({ rate: null, secondsLeft: null });
  });

  it('is of the last 500 alone, in any order', () => {
    const slow = every(0.5, 100, 890);
    const fast = every(0.1, 500, 1000);
    expect(paceOf([...fast, ...slow].reverse(), 1, 1000).rate).toBeCloseTo(10, 6);
  });
});
