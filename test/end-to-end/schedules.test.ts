import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Json } from '../../local/engine/json.ts';
import type { Machine } from '../../shared/contracts/run.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Schedule } from './schedules/faults.ts';
import { type Endings, endingsOf, ledgerFaults } from './schedules/ledger.ts';
import { calmly, type PlayedExecution, runFaulty, thawAll } from './schedules/machine.ts';
import { type Play, playOf, plays, scheduleOf } from './schedules/schedule.ts';
import { type Frame, fitsOf } from './sky/frames.ts';

const world = vi.hoisted(() => ({ store: undefined as unknown }));
vi.mock(import('../../shared/store/open.ts'), async (original) => {
  const { faultyStore } = await import('./schedules/faults.ts');
  return { ...(await original()), openStore: () => faultyStore(() => world.store as Store) };
});

/** `npm run test:schedules` has more time. */
const given = (name: string) =>
  process.env[name] === undefined ? undefined : Number(process.env[name]);
const firstSeed = given('STARFAN_SEED') ?? 1;
const isLong = process.env.STARFAN_TEST_LONG === '1';
const most = given('STARFAN_SCHEDULES') ?? (isLong ? 200 : 15);
/** CPU that the share of every test run may take. */
const maxSeconds =
  given('STARFAN_SCHEDULES') === undefined && !isLong ? 12 : Number.POSITIVE_INFINITY;

const frame: Frame = {
  ra: 45,
  dec: 40,
  value: (_x, _y, _z, column, row) => {
    const star = 300 * Math.exp(-((column - 30) ** 2 + (row - 20) ** 2) / 3);
    return 100 + ((column * 7 + row * 13) % 11) / 10 + star;
  },
  band: 'K',
  width: 60,
  height: 60,
  scale: 120,
};
const good = fitsOf(frame);
const inputs: Record<string, Uint8Array | string> = {
  'a.fits': good,
  'b.fits': fitsOf({ ...frame, ra: 46 }),
  'c.fits': fitsOf({ ...frame, ra: 46, dec: 41, twist: 20 }),
  'cut.fits': good.subarray(0, 5000),
  'list.txt': 'a b c cut missing'
    .split(' ')
    .map((name) => `s3://sky/in/${name}.fits\n`)
    .concat('no image\n')
    .join(''),
};
const RUN = 's3://sky/runs/one/';
const machineOf = (play: Play): Machine => (play === 'match' ? 'detect-sources' : play);
const input: Record<Play, Record<string, Json>> = {
  match: {
    list: 's3://sky/in/list.txt',
    run: RUN,
    toleratedFailurePercentage: 100,
    match: 1,
  },
  mosaic: {
    list: 's3://sky/in/list.txt',
    run: RUN,
    toleratedFailurePercentage: 100,
    mosaic: {},
  },
  'detect-sources': {
    list: 's3://sky/in/list.txt',
    run: RUN,
    toleratedFailurePercentage: 100,
    batchSize: 2,
  },
  'sky-map': {
    list: 's3://sky/in/list.txt',
    run: RUN,
    toleratedFailurePercentage: 100,
    sky: { order: 2, background: 'plane', fits: true },
  },
};

async function freshStore(): Promise<Store> {
  const store = memoryStore();
  for (const [name, body] of Object.entries(inputs)) await store.put(`s3://sky/in/${name}`, body);
  world.store = store;
  return store;
}

/** What a run is: all objects but the records, where it is told when, and the engine's notes. */
async function productsOf(store: Store): Promise<Record<string, string>> {
  const products: Record<string, string> = {};
  for await (const { url } of store.list(RUN)) {
    const key = url.slice(RUN.length);
    if (/^(tasks|maps)\/|^(run\.json|report\.html|request\.json)$/.test(key)) continue;
    const bytes = await store.get(url);
    const isText = /(properties|index\.html|metadata\.xml|plan\/depth\.json)$/.test(key);
    const timeless = isText
      ? Buffer.from(bytes)
          .toString()
          .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')
      : bytes;
    products[key] = createHash('sha256').update(timeless).digest('hex');
  }
  return products;
}

const outcomeOf = async (store: Store) => {
  const { state, lines, done, failed, failures, sources, tasks, brokenOff } = JSON.parse(
    new TextDecoder().decode(await store.get(`${RUN}run.json`)),
  );
  return { state, lines, done, failed, failures, sources, tasks, brokenOff };
};

/** Keys of objects that only one has, or that are not the same in both. */
const differing = (one: Record<string, string>, other: Record<string, string>): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (key) => one[key] !== other[key],
  );

interface Calm {
  requests: PlayedExecution['requests'];
  products: Record<string, string>;
  outcome: Awaited<ReturnType<typeof outcomeOf>>;
  endings: Endings;
}
const calm = {} as Record<Play, Calm>;

afterAll(() => void vi.useRealTimers());
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
  for (const one of plays) {
    const store = await freshStore();
    const { requests } = await runFaulty(machineOf(one), 'calm', input[one], store, calmly);
    calm[one] = {
      requests,
      products: await productsOf(store),
      outcome: await outcomeOf(store),
      endings: await endingsOf(store, RUN),
    };
    expect(calm[one].outcome).toMatchObject({ lines: 6, done: 3, failed: 3, brokenOff: 0 });
  }
});

/** One schedule and a redo. Answers whether there was anything to do again. */
async function play(one: Play, schedule: Schedule, name: string): Promise<boolean> {
  const machine = machineOf(one);
  const store = await freshStore();
  const first = await runFaulty(machine, 'first', input[one], store, schedule);
  const broken = await ledgerFaults(store, RUN);
  const redo = await runFaulty(machine, 'first-redo-1', input[one], store, calmly, first.frozen);
  await thawAll(redo.frozen);
  const said = `${name} plays it again: ${one}, ${JSON.stringify(schedule)}`;
  expect({
    said,
    status: redo.status,
    ledger: [...broken, ...(await ledgerFaults(store, RUN))],
    endings: await endingsOf(store, RUN),
    outcome: await outcomeOf(store),
    differing: differing(await productsOf(store), calm[one].products),
  }).toEqual({
    said,
    status: 'SUCCEEDED',
    ledger: [],
    endings: calm[one].endings,
    outcome: calm[one].outcome,
    differing: [],
  });
  return first.status !== 'SUCCEEDED';
}

const playSeed = (seed: number): Promise<boolean> => {
  const one = playOf(seed);
  const name = `STARFAN_SEED=${seed} STARFAN_SCHEDULES=1 npm run test:schedules`;
  return play(one, scheduleOf(seed, calm[one].requests), name);
};

/** Of start-run, hung before it said RUNNING, that went on when a redo had reported; and others. */
const found: { machine: Play; schedule: Schedule }[] = JSON.parse(
  readFileSync(new URL('./schedules/found.json', import.meta.url), 'utf8'),
);

test.each(found.map((one, i) => [i, one] as const))(
  'schedule %i of found.json, which once ended otherwise',
  async (i, { machine, schedule }) => void (await play(machine, schedule, `found.json, ${i},`)),
);

test('whatever dies, freezes, doubles or gets no answer: after a redo the run is the calm one, byte for byte', {
  timeout: 1e7,
}, async () => {
  const begin = process.cpuUsage();
  const seconds = () => {
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1e6;
  };
  let [played, brokenOff] = [0, 0];
  const failed: unknown[] = [];
  const path = process.env.STARFAN_REPORT;
  const report = () => {
    const counts = { firstSeed, cases: played, brokenOff, faults: failed.length };
    if (path) writeFileSync(path, `${JSON.stringify(counts, null, 2)}\n`);
  };
  for (let seed = firstSeed; played < most && seconds() < maxSeconds; seed++) {
    try {
      if (await playSeed(seed)) brokenOff++;
    } catch (error) {
      failed.push(error);
      console.error(error);
    }
    played++;
    report();
  }
  console.info(
    `${played} schedules from seed ${firstSeed} on, ${brokenOff} of them broken off, ${failed.length} failed, in ${seconds().toFixed(0)} s of CPU`,
  );
  expect(failed).toEqual([]);
  if (played > 20) expect(brokenOff).toBeGreaterThan(0);
});
