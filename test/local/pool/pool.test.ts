import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LambdaFunction } from '../../../local/pool/environment.ts';
import { createPool, type Invoked, type Pool, type PoolEvent } from '../../../local/pool/pool.ts';
import { isAlive } from '../../processes.ts';
import { until } from '../../until.ts';
import { sampleFunctions } from './sample-functions.ts';

interface Reply {
  pid: number;
  calls: number;
}

let made: Awaited<ReturnType<typeof sampleFunctions>>;
let pool: Pool | undefined;
let events: PoolEvent[];

beforeAll(async () => {
  made = await sampleFunctions();
});
afterAll(() => made.remove());
afterEach(() => pool?.close());

function open(functions: Record<string, LambdaFunction>, maxWorkers = 2): Pool {
  events = [];
  pool = createPool({
    functions,
    maxWorkers,
    workerEntry: made.workerEntry,
    onEvent: (event) => events.push(event),
  });
  return pool;
}

const gone = (pid: number) => until(() => !isAlive(pid));
const invoked = () => events.filter((event): event is Invoked => event.type === 'Invoked');

describe('invocations', () => {
  it('reuses a warm environment and counts cold starts', async () => {
    const { invoke, stats } = open({ f: made.sample() });
    const first = await invoke<Reply>('f', { n: 1 });
    const second = await invoke<Reply>('arn:aws:lambda:local:000000000000:function:f', { n: 2 });
    expect(second).toEqual({ pid: first.pid, calls: 2, event: { n: 2 } });
    expect(first.pid).not.toBe(process.pid);
    expect(stats).toMatchObject({ invocations: 2, coldStarts: 1, errors: {} });
    expect(invoked().map(({ cold }) => cold)).toEqual([true, false]);
  });

  it('runs side by side up to maxWorkers and no further', async () => {
    const { invoke } = open({ f: made.sample() }, 2);
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => invoke<Reply>('f', { act: 'sleep', ms: 50 })),
    );
    expect(new Set(replies.map(({ pid }) => pid)).size).toBe(2);
  });

  it('has environments ready for what comes, beside those at work', async () => {
    const { invoke, warm, stats } = open(
      { a: made.sample(), b: made.sample({ memorySize: 1770 }) },
      1,
    );
    const first = await invoke<Reply>('a', {});
    const working = invoke<Reply>('a', { act: 'sleep', ms: 300 });
    warm('b', 1);
    warm('b', 1);
    warm('nobody', 1);
    expect(events.filter(({ type }) => type === 'EnvironmentStarted')).toHaveLength(2);
    expect((await working).pid).toBe(first.pid);
    const second = await invoke<Reply>('b', {});
    expect(second.pid).not.toBe(first.pid);
    expect(stats).toMatchObject({ invocations: 3, coldStarts: 1 }); // b was loaded before
    expect(events.filter(({ type }) => type === 'EnvironmentStarted')).toHaveLength(2);
    await gone(first.pid);
  });

  it('lets functions of the same variables share a process, and no others', async () => {
    const functions = {
      a: made.sample(),
      b: made.sample({ timeout: 5 }),
      c: made.sample({ environment: { X: '1' } }),
    };
    const { invoke, stats } = open(functions);
    const { pid } = await invoke<Reply>('a', {});
    expect((await invoke<Reply>('b', {})).pid).toBe(pid);
    expect(await invoke('b', { act: 'context' })).toMatchObject({ functionName: 'b' });
    expect(await invoke('a', { act: 'environment' })).toMatchObject({
      AWS_LAMBDA_FUNCTION_NAME: 'a',
    });
    expect((await invoke<Reply>('c', {})).pid).not.toBe(pid);
    expect(stats).toMatchObject({ invocations: 5, coldStarts: 3 });
  });

  it('lets a smaller function share it, in its own memory, while there is room', async () => {
    const { invoke } = open({ large: made.sample({ memorySize: 1024 }), small: made.sample() });
    const { pid } = await invoke<Reply>('large', {});
    expect((await invoke<Reply>('small', {})).pid).toBe(pid);
    expect(await invoke('small', { act: 'environment' })).toMatchObject({
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    });
    await invoke('large', { act: 'block', mb: 400 });
    const other = await invoke<Reply>('small', {});
    expect(other.pid).not.toBe(pid);
    await expect(invoke('small', { act: 'block', mb: 600 })).rejects.toMatchObject({
      name: 'Runtime.OutOfMemory',
    });
    await gone(other.pid);
  });

  it('recycles environments when another function needs the place, and starves nobody', async () => {
    const { invoke, stats } = open({ a: made.sample(), b: made.sample({ memorySize: 1770 }) }, 1);
    const first = await invoke<Reply>('a', {});
    const second = await invoke<Reply>('b', {});
    expect(second.pid).not.toBe(first.pid);
    await gone(first.pid);
    // `a` is always there again before `b`; b's turn must come all the same.
    let over = false;
    const busy = (async () => {
      while (!over)
        await Promise.all([
          invoke('a', { act: 'sleep', ms: 20 }),
          invoke('a', { act: 'sleep', ms: 20 }),
        ]);
    })();
    await invoke('b', {});
    over = true;
    await busy;
    expect(stats.coldStarts).toBeGreaterThanOrEqual(3);
  });

  it('gives the function a context like Lambda’s', async () => {
    const { invoke } = open({ f: made.sample({ memorySize: 256, timeout: 9 }) });
    const context = await invoke<Record<string, unknown>>('f', { act: 'context' });
    expect(context).toMatchObject({
      functionName: 'f',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:local:000000000000:function:f',
    });
    expect(context.awsRequestId).toMatch(/^[\da-f-]{36}$/);
    expect(context.remaining).toBeGreaterThan(8000);
    expect(context.remaining).toBeLessThanOrEqual(9000);
  });

  it('gives the function its own environment variables and not ours', async () => {
    process.env.STARFAN_TEST_SECRET = 'ours';
    const { invoke } = open({ f: made.sample({ environment: { STORE: 'file:///data' } }) });
    const variables = await invoke<Record<string, string>>('f', { act: 'environment' });
    delete process.env.STARFAN_TEST_SECRET;
    expect(variables).toMatchObject({
      STORE: 'file:///data',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      TZ: 'UTC',
    });
    expect(variables).not.toHaveProperty('STARFAN_TEST_SECRET');
    expect(variables).not.toHaveProperty('NODE_OPTIONS');
  });

  it('hands on what the function prints, line by line', async () => {
    const { invoke } = open({ f: made.sample() });
    await invoke('f', { act: 'say' });
    const lines = () =>
      events.flatMap((event) => (event.type === 'Log' ? [`${event.stream}: ${event.line}`] : []));
    await expect
      .poll(() => lines().sort())
      .toEqual(['stderr: aside', 'stdout: first', 'stdout: second']);
  });

  it.runIf(process.platform === 'linux')(
    'counts its own memory, not what the process that starts it has had',
    async () => {
      expect(Buffer.alloc(512 << 20, 1).at(-1)).toBe(1);
      const { invoke } = open({ f: made.sample({ memorySize: 256 }) });
      await invoke('f', { act: 'block', mb: 8 });
      expect(invoked()[0]!.maxRss).toBeLessThan(256 * 2 ** 20);
    },
  );

  it.runIf(process.platform === 'linux')(
    'tells the peak memory of each invocation, not of the process',
    async () => {
      const { invoke } = open({ f: made.sample() });
      await invoke('f', { act: 'block', mb: 160 });
      // Until the large block is collected the next invocations still hold it.
      const nextPeak = async () => {
        await invoke('f', { act: 'block', mb: 8 });
        return invoked().at(-1)!.maxRss;
      };
      await expect.poll(nextPeak).toBeLessThan(invoked()[0]!.maxRss - 100 * 2 ** 20);
      expect(invoked()[0]!.maxRss).toBeGreaterThan(160 * 2 ** 20);
      expect(invoked()[0]!.duration).toBeLessThan(20);
    },
  );
});

describe('failures have Lambda’s names', () => {
  it('when the handler throws an error or a text', async () => {
    const { invoke, stats } = open({ f: made.sample() });
    const { pid } = await invoke<Reply>('f', {});
    await expect(invoke('f', { act: 'throw', name: 'NotFits' })).rejects.toMatchObject({
      name: 'NotFits',
      message: 'It is broken.',
      trace: expect.arrayContaining([expect.stringContaining('It is broken.')]),
    });
    await expect(invoke('f', { act: 'throwText' })).rejects.toMatchObject({
      name: 'string',
      message: 'just a text',
    });
    expect((await invoke<Reply>('f', {})).pid).toBe(pid);
    expect(stats.errors).toEqual({ NotFits: 1, string: 1 });
  });

  it.each(['sleep', 'spin'])(
    'Sandbox.Timedout kills a function that is over its time (%s)',
    async (act) => {
      const { invoke } = open({ f: made.sample(), short: made.sample({ timeout: 1 }) }, 1);
      const { pid } = await invoke<Reply>('f', {});
      await expect(invoke('short', { act, ms: 60_000 })).rejects.toMatchObject({
        name: 'Sandbox.Timedout',
        message: expect.stringMatching(
          /^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/,
        ),
      });
      await gone(pid);
      expect((await invoke<Reply>('f', {})).calls).toBe(1);
    },
  );

  it.each([
    ['slowly', 20],
    ['between two looks', 0],
  ])('Runtime.OutOfMemory kills a function that takes too much memory %s', async (_, ms) => {
    const { invoke } = open({ f: made.sample({ memorySize: 192 }) }, 1);
    const { pid } = await invoke<Reply>('f', {});
    await expect(invoke('f', { act: 'hold', mb: 400, ms })).rejects.toMatchObject({
      name: 'Runtime.OutOfMemory',
    });
    await gone(pid);
    await expect(invoke('f', { act: 'hold', mb: 40 })).resolves.toEqual({ held: 5 });
  });

  it('Runtime.OutOfMemory when the JavaScript heap is full', async () => {
    const { invoke } = open({ f: made.sample({ memorySize: 192 }) });
    await expect(invoke('f', { act: 'heap' })).rejects.toMatchObject({
      name: 'Runtime.OutOfMemory',
    });
  });

  it('Runtime.ExitError when the process ends by itself', async () => {
    const { invoke } = open({ f: made.sample() });
    await expect(invoke('f', { act: 'exit', code: 3 })).rejects.toMatchObject({
      name: 'Runtime.ExitError',
      message: expect.stringContaining('Runtime exited with error: exit status 3'),
    });
    expect((await invoke<Reply>('f', {})).calls).toBe(1);
  });

  it('of a bundle that does not load, a handler that is not there, a function that does not exist', async () => {
    const { invoke } = open({
      broken: made.sample({ bundle: join(made.folder, 'broken.mjs') }),
      nameless: made.sample({ handler: 'other' }),
    });
    await expect(invoke('broken', {})).rejects.toMatchObject({
      name: 'TypeError',
      message: 'cannot load',
    });
    await expect(invoke('nameless', {})).rejects.toMatchObject({ name: 'Runtime.HandlerNotFound' });
    await expect(invoke('other', {})).rejects.toMatchObject({
      name: 'Lambda.ResourceNotFoundException',
    });
  });

  it('of payloads over 6 MB', async () => {
    const { invoke } = open({ f: made.sample() });
    await expect(invoke('f', { text: 'x'.repeat(6_300_000) })).rejects.toMatchObject({
      name: 'Lambda.RequestTooLargeException',
    });
    await expect(invoke('f', { act: 'large', bytes: 6_300_000 })).rejects.toMatchObject({
      name: 'Function.ResponseSizeTooLarge',
    });
    await expect(invoke('f', { act: 'large', bytes: 6_000_000 })).resolves.toBeDefined();
  });
});

describe('stopping', () => {
  it('a signal stops what runs and what waits', async () => {
    const { invoke } = open({ f: made.sample() }, 1);
    const { pid } = await invoke<Reply>('f', {});
    const stop = new AbortController();
    const both = Promise.allSettled([
      invoke('f', { act: 'spin' }, { signal: stop.signal }),
      invoke('f', {}, { signal: stop.signal }),
    ]);
    setTimeout(() => stop.abort(), 50);
    expect(
      (await both).map((result) => result.status === 'rejected' && result.reason.name),
    ).toEqual(['Aborted', 'Aborted']);
    await gone(pid);
    expect((await invoke<Reply>('f', {})).calls).toBe(1);
  });

  it('by close ends all processes', async () => {
    const { invoke, close } = open({ f: made.sample() });
    const { pid } = await invoke<Reply>('f', {});
    const running = expect(invoke('f', { act: 'spin' })).rejects.toThrow();
    await close();
    await running;
    expect(isAlive(pid)).toBe(false);
    await expect(invoke('f', {})).rejects.toMatchObject({ name: 'Aborted' });
  });

  it.runIf(process.platform === 'linux')(
    'environments die with the pool’s process, killed with -9 too',
    async () => {
      const owner = await startOwner();
      const [{ pids }] = (await once(owner, 'message')) as [{ pids: number[] }];
      expect(pids.map(isAlive)).toEqual([true, true]);
      owner.kill('SIGKILL');
      for (const pid of pids) await gone(pid);
    },
  );
});

/**
 * Another process with a pool of two environments, one idle and one at work, that tells their pids.
 */
async function startOwner(): Promise<ChildProcess> {
  const entry = join(made.folder, 'owner.ts');
  const poolModule = join(import.meta.dirname, '../../../local/pool/pool.ts');
  await writeFile(
    entry,
    `import { createPool } from ${JSON.stringify(poolModule)};
     const [bundle, workerEntry] = process.argv.slice(2);
     const sample = { bundle, handler: 'handler', memorySize: 512, timeout: 60, environment: {} };
     const pool = createPool({ functions: { a: sample, b: sample }, maxWorkers: 2, workerEntry });
     const replies = await Promise.all([pool.invoke('a', {}), pool.invoke('b', {})]);
     void pool.invoke('b', { act: 'sleep', ms: 60000 });
     setTimeout(() => process.send({ pids: replies.map(({ pid }) => pid) }), 100);`,
  );
  const outfile = join(made.folder, 'owner.mjs');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  return fork(outfile, [join(made.folder, 'sample.mjs'), made.workerEntry], { execArgv: [] });
}
