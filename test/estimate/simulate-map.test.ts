import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudLimits, type Limits, localLimits } from '../../shared/estimate/limits.ts';
import { type MapOptions, type SimTask, simulateMap } from '../../shared/estimate/simulate-map.ts';
import { TimelineSum } from '../../shared/estimate/timeline.ts';

const task = (seconds: number, reads = 0, writes = 0): SimTask => ({
  seconds,
  reads,
  writes,
  recorded: reads + writes,
  bytesRead: 0,
  bytesWritten: 0,
});
const options = (limits: Limits, more: Partial<MapOptions> = {}): MapOptions => ({
  start: 0,
  limits,
  coldStart: 0,
  invocation: 0,
  secondsOfImage: ({ amounts }) => amounts.mpix ?? 0,
  ...more,
});
const same = (count: number, one: SimTask): SimTask[] => Array.from({ length: count }, () => one);
const cloud = (concurrency: number, workflow: 'express' | 'standard' = 'express') =>
  cloudLimits({ concurrency, workflow, partitions: 1, latency: 0 });

describe('a map of equal tasks', () => {
  it('takes as many rounds as there are tasks to a place', () => {
    for (const [count, places] of [
      [100, 7],
      [7, 7],
      [1, 5],
      [1000, 1],
    ] as const) {
      const { end, work, peak } = simulateMap(same(count, task(3)), options(localLimits(places)));
      expect(end).toBeCloseTo(3 * Math.ceil(count / places), 9);
      expect(work).toBeCloseTo(3 * count, 9);
      expect(peak).toBe(Math.min(count, places));
    }
  });

  it('starts no faster than the Distributed Map does', () => {
    // The last of n starts (n - 1) / rate after the first and takes its second.
    for (const [workflow, rate] of [
      ['express', 1000],
      ['standard', 100],
    ] as const) {
      const { end } = simulateMap(same(500, task(1)), options(cloud(10_000, workflow)));
      expect(end).toBeCloseTo(499 / rate + 1, 6);
    }
  });

  it('gets 1,000 environments at once and 100 a second after them', () => {
    // Tasks so long that none ends: 3,000 run when the 2,000 beyond the first have been made. The
    // first 1,000 take
    // a second to start, in which 100 more are allowed.
    const { end, coldStarts } = simulateMap(same(3000, task(1e6)), options(cloud(10_000)));
    expect(coldStarts).toBe(3000);
    expect(end - 1e6).toBeCloseTo(20, 0);
  });

  it('takes a cold start where an environment is new and none where it is warm', () => {
    const { end, coldStarts, billed, work } = simulateMap(
      same(10, task(1)),
      options(localLimits(2), { coldStart: 0.5 }),
    );
    expect(coldStarts).toBe(2);
    expect(end).toBeCloseTo(5.5, 9);
    expect(billed - work).toBeCloseTo(1, 9);
  });

  it('is answered by S3 at the rate of its prefix and no faster', () => {
    // 1,000 tasks of 55 reads: 10 s at 5,500 a second; of 35 writes: 10 s at 3,500.
    const reading = simulateMap(same(1000, task(0.01, 55)), options(cloud(1000)));
    expect(reading.end).toBeCloseTo(10, 1);
    expect(reading.waits['s3 reads']).toBeGreaterThan(1000);
    const writing = simulateMap(same(1000, task(0.01, 0, 35)), options(cloud(1000)));
    expect(writing.end).toBeCloseTo(10, 1);
    expect(writing.waits['s3 writes']).toBeGreaterThan(1000);
  });
});

describe('a map of any tasks', () => {
  const tasks = fc.array(
    fc.record({
      seconds: fc.double({ min: 0, max: 100, noNaN: true }),
      reads: fc.integer({ min: 0, max: 2000 }),
      writes: fc.integer({ min: 0, max: 2000 }),
    }),
    { minLength: 1, maxLength: 120 },
  );
  const full = (list: readonly { seconds: number; reads: number; writes: number }[]) =>
    list.map(({ seconds, reads, writes }) => task(seconds, reads, writes));

  it('does all work once, within its limits, and pays no less than it does', () => {
    fc.assert(
      fc.property(tasks, fc.integer({ min: 1, max: 50 }), (list, places) => {
        const timeline = new TimelineSum();
        const got = simulateMap(full(list), options(cloud(places), { timeline, coldStart: 0.2 }));
        const sum = (measure: (one: (typeof list)[number]) => number) =>
          list.reduce((total, one) => total + measure(one), 0);
        expect(got.tasks).toBe(list.length);
        expect(got.work).toBeCloseTo(
          sum((one) => one.seconds),
          6,
        );
        expect(got.reads).toBe(sum((one) => one.reads));
        expect(got.peak).toBeLessThanOrEqual(places);
        expect(got.billed).toBeGreaterThanOrEqual(got.work - 1e-6);
        const { running, step } = timeline.timeline();
        expect(Math.max(...running)).toBeLessThanOrEqual(places + 1e-6);
        expect(running.reduce((total, value) => total + value * step, 0)).toBeCloseTo(
          got.billed,
          5,
        );
        // Neither less than the work shared by all places, nor more than one after another with all
        // that S3 needs.
        expect(got.end).toBeGreaterThanOrEqual(got.work / places - 1e-6);
        expect(got.end).toBeLessThanOrEqual(
          got.work + list.length * (0.2 + 0.001) + got.reads / 5500 + got.writes / 3500 + 1e-6,
        );
      }),
    );
  });

  it('starts in the order of its list: more places never make equal tasks slower', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 500 }),
        (count, places, reads) => {
          const end = (concurrency: number) =>
            simulateMap(same(count, task(2, reads)), options(cloud(concurrency))).end;
          expect(end(places + 1)).toBeLessThanOrEqual(end(places) + 1e-6);
        },
      ),
    );
  });
});

describe('images that an environment still holds', () => {
  const image = (id: number, held = 1e6) => ({
    id,
    amounts: { mpix: 1 },
    reads: 2,
    rounds: 2,
    bytes: 1e6,
    held,
  });
  const reading = (...ids: number[]): SimTask => ({
    ...task(1),
    images: ids.map((id) => image(id)),
  });

  it('are read once by one process, once each by two', () => {
    const list = same(10, reading(1, 2));
    const alone = simulateMap(list, options(localLimits(1)));
    expect(alone).toMatchObject({ reads: 4, bytesRead: 2e6, work: 12 });
    expect(simulateMap(list, options(localLimits(2)))).toMatchObject({ reads: 8, work: 14 });
  });

  it('are let go when others need the room', () => {
    const big = (id: number): SimTask => ({ ...task(1), images: [image(id, 300 * 2 ** 20)] });
    expect(simulateMap([big(1), big(2), big(1)], options(localLimits(1))).reads).toBe(6);
    expect(simulateMap([big(1), big(1), big(2)], options(localLimits(1))).reads).toBe(4);
  });
});
