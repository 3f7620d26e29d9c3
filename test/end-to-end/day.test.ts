import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Drop } from '../../functions/start-run/drop-event.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { ModelCloud } from './day/model-cloud.ts';
import { SimClock } from './day/sim-clock.ts';
import { fitsOf } from './sky/frames.ts';

// A day of dropped lists in a cloud whose clock is simulated: functions as they are, S3's events
// late and twice, calls that are turned away, die or fail.

const world = vi.hoisted(() => ({
  store: undefined as unknown,
  start: (_: Drop): boolean => false,
}));
vi.mock(import('../../shared/store/open.ts'), async (original) => ({
  ...(await original()),
  openStore: () => world.store as Store,
}));
vi.mock(import('../../functions/start-run/start-runs.ts'), () => ({
  startRuns: async (drops: Drop[]) =>
    drops.filter((drop) => world.start(drop)).map(({ name }) => name),
}));

/** `npm run test:day` plays 24. */
const hours = Number(
  process.env.STARFAN_HOURS ?? (process.env.STARFAN_TEST_LONG === '1' ? 2 : 0.5),
);
/** Lists an hour, and at once in the middle of the day. */
const [HOURLY, FLOOD] = [60, 40];
const HOUR = 3_600_000;
const BUCKET = 's3://sky/';

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

const image = fitsOf({
  ...{ ra: 45, dec: 40, band: 'K', width: 24, height: 24, scale: 120 },
  value: (_x, _y, _z, column, row) =>
    100 +
    ((column * 7 + row * 13) % 11) / 10 +
    300 * Math.exp(-((column - 9) ** 2 + (row - 8) ** 2) / 3),
});
/** Every ninth list names an image that is not there, beside one that is. */
const isShort = (number: number): boolean => number % 9 === 4;

async function objectsBelow(store: Store, prefix: string): Promise<string[]> {
  const urls: string[] = [];
  for await (const { url } of store.list(prefix)) urls.push(url);
  return urls;
}

test('every list that is dropped ends once and as it has to, and nothing is left of it', {
  timeout: 1e7,
}, async () => {
  const store = memoryStore();
  world.store = store;
  const random = seededRandom(24);
  vi.spyOn(Math, 'random').mockImplementation(random.uniform);
  const clock = new SimClock(Date.UTC(2026, 0, 1), (time) => void vi.setSystemTime(time));
  const heap: number[] = [];
  const runs = new Map<string, string>();
  const cloud = new ModelCloud(clock, random, store, async (name) => {
    const run = `${BUCKET}runs/${name}/`;
    const { state, done, failed } = JSON.parse(
      new TextDecoder().decode(await store.get(`${run}run.json`)),
    );
    runs.set(name, `${state} ${done} ${failed}`);
    for (const url of await objectsBelow(store, run)) await store.delete(url); // as `clean` does
    if (runs.size % HOURLY === 0) heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  });
  world.start = ({ machine, name, ...input }) => cloud.start(machine, name, input);
  await store.put(`${BUCKET}inputs/a.fits`, image);

  const total = hours * HOURLY + FLOOD;
  const drop = async (number: number) => {
    const names = isShort(number) ? ['a', 'none'] : ['a'];
    const text = `${names.map((name) => `${BUCKET}inputs/${name}.fits`).join('\n')}\n# ${number}\n`;
    const key = `lists/detect/l${number}.txt`;
    const eTag = await clock.atOnce(() => store.put(BUCKET + key, text));
    cloud.tell({ Records: [{ s3: { bucket: { name: 'sky' }, object: { key, eTag } } }] });
  };
  for (let number = 0; number < total; number++) {
    const isFlood = number >= hours * HOURLY;
    const at = isFlood ? (hours * HOUR) / 2 : (number * HOUR) / HOURLY;
    clock.after(at, () => void drop(number));
  }
  await clock.runOut();

  const wrong: string[] = [];
  const numbers = new Set<number>();
  for (const [name, { status, error }] of cloud.ended) {
    const number = Number(/^l(\d+)-/.exec(name)?.[1]);
    numbers.add(number);
    const said = `${status} ${error} ${runs.get(name)}`;
    const right = isShort(number)
      ? 'FAILED TooManyFailures FAILED 1 1'
      : 'SUCCEEDED undefined SUCCEEDED 1 0';
    if (said !== right) wrong.push(`${name}: ${said}`);
  }
  const { counts } = cloud;
  console.info(
    `${total} lists in ${hours} h: ${JSON.stringify(counts)}, heap ${heap.map(Math.round)} MB`,
  );
  const path = process.env.STARFAN_REPORT;
  const faults = wrong.length + counts.lost + (total - numbers.size);
  if (path)
    writeFileSync(path, `${JSON.stringify({ cases: total, faults, hours, ...counts }, null, 2)}\n`);
  expect(wrong).toEqual([]);
  expect([cloud.ended.size, numbers.size, counts.lost, clock.waiting]).toEqual([
    total,
    total,
    0,
    0,
  ]);
  expect(counts.again).toBeGreaterThan(0);
  expect(counts.throttled).toBeGreaterThan(0);
  expect((await objectsBelow(store, `${BUCKET}runs/`)).length).toBe(0);
  if (heap.length > 8) expect(heap.at(-1)! - heap[4]!).toBeLessThan(64);
});
