import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SfnError } from '../../local/aws-json.ts';
import { type ExecutionRecord, executionArn } from '../../local/executions.ts';
import { startSfnFront } from '../../local/sfn-front.ts';

const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:detect-sources';
const held = new Map<string, ExecutionRecord>();
let clock = 1_700_000_000_000;
let starts = 0;
let front: Awaited<ReturnType<typeof startSfnFront>>;
let client: SFNClient;

beforeAll(async () => {
  front = await startSfnFront({
    async start(name, machineArn, input) {
      await new Promise((go) => setTimeout(go, 20));
      if (machineArn !== STATE_MACHINE_ARN)
        throw new SfnError('StateMachineDoesNotExist', `no ${machineArn}`);
      starts++;
      clock += 1500;
      const arn = executionArn(machineArn, name);
      const execution: ExecutionRecord = {
        arn,
        name,
        machineArn,
        status: 'RUNNING',
        started: new Date(clock),
        redrives: 0,
        input,
      };
      held.set(arn, execution);
      return execution;
    },
    describe: async (arn) => held.get(arn),
    list: async (machineArn) => [...held.values()].filter((one) => one.machineArn === machineArn),
    async stop(arn, error, cause) {
      Object.assign(held.get(arn) ?? {}, {
        status: 'ABORTED',
        stopped: new Date(clock),
        error,
        cause,
      });
    },
    async redrive(arn) {
      const execution = held.get(arn)!;
      Object.assign(execution, { status: 'RUNNING', redrives: execution.redrives + 1 });
    },
    machines: () => [
      {
        arn: STATE_MACHINE_ARN,
        name: 'detect-sources',
        made: new Date(clock),
        tags: { 'starfan:bucket': 'b' },
      },
    ],
  });
  process.env.AWS_ENDPOINT_URL_SFN = front.url;
  client = new SFNClient({
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_SFN;
  await front.close();
});

const start = (name?: string, input?: string) =>
  client.send(new StartExecutionCommand({ stateMachineArn: STATE_MACHINE_ARN, name, input }));

test('starts, describes, lists and stops', async () => {
  const { executionArn: arn = '', startDate } = await start('first', '{"list":"s3://b/k"}');
  expect(arn).toBe('arn:aws:states:us-east-1:000000000000:execution:detect-sources:first');
  expect(startDate).toEqual(held.get(arn)?.started);
  const running = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
  expect(running).toMatchObject({
    name: 'first',
    stateMachineArn: STATE_MACHINE_ARN,
    status: 'RUNNING',
    startDate,
  });
  expect([running.input, running.stopDate, running.output]).toEqual([
    '{"list":"s3://b/k"}',
    undefined,
    undefined,
  ]);

  Object.assign(held.get(arn)!, {
    status: 'SUCCEEDED',
    output: '{"ok":1}',
    stopped: new Date(clock + 250),
  });
  const ended = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
  expect(ended).toMatchObject({
    status: 'SUCCEEDED',
    output: '{"ok":1}',
    stopDate: new Date(clock + 250),
  });

  const second = await start();
  const { executions } = await client.send(
    new ListExecutionsCommand({ stateMachineArn: STATE_MACHINE_ARN }),
  );
  expect(executions?.map((one) => one.executionArn)).toEqual([second.executionArn, arn]);
  const running2 = await client.send(
    new ListExecutionsCommand({ stateMachineArn: STATE_MACHINE_ARN, statusFilter: 'RUNNING' }),
  );
  expect(running2.executions?.map((one) => one.executionArn)).toEqual([second.executionArn]);

  const stop = new StopExecutionCommand({
    executionArn: second.executionArn,
    error: 'Enough',
    cause: 'by hand',
  });
  expect((await client.send(stop)).stopDate).toEqual(new Date(clock));
  const stopped = await client.send(
    new DescribeExecutionCommand({ executionArn: second.executionArn }),
  );
  expect(stopped).toMatchObject({
    status: 'ABORTED',
    error: 'Enough',
    cause: 'by hand',
    input: '{}',
  });
});

test('the same start is idempotent while it runs, and ExecutionAlreadyExists else', async () => {
  const before = starts;
  const all = await Promise.all([1, 2, 3].map(() => start('same', '{"a":1}')));
  expect(new Set(all.map((one) => `${one.executionArn} ${one.startDate?.getTime()}`)).size).toBe(1);
  expect(await start('same', '{"a":1}')).toMatchObject({ executionArn: all[0]?.executionArn });
  expect(starts).toBe(before + 1);
  await expect(start('same', '{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  Object.assign(held.get(all[0]?.executionArn ?? '')!, {
    status: 'SUCCEEDED',
    stopped: new Date(clock),
  });
  await expect(start('same', '{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  expect(starts).toBe(before + 1);
});

test('two starts of one name at once with different inputs: one runs, one is refused', async () => {
  const all = await Promise.allSettled([start('race', '1'), start('race', '2')]);
  expect(all.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('takes up within 14 days what did not succeed, and nothing else', async () => {
  const { executionArn: arn = '' } = await start('again');
  const redrive = () => client.send(new RedriveExecutionCommand({ executionArn: arn }));
  const told = () => client.send(new DescribeExecutionCommand({ executionArn: arn }));
  await expect(redrive()).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  Object.assign(held.get(arn)!, {
    status: 'ABORTED',
    stopped: new Date(Date.now() - 13 * 86_400_000),
  });
  expect(await told()).toMatchObject({ redriveStatus: 'REDRIVABLE', redriveCount: 0 });
  expect((await redrive()).redriveDate).toBeInstanceOf(Date);
  expect(await told()).toMatchObject({
    status: 'RUNNING',
    redriveStatus: 'NOT_REDRIVABLE',
    redriveCount: 1,
  });
  Object.assign(held.get(arn)!, {
    status: 'ABORTED',
    stopped: new Date(Date.now() - 15 * 86_400_000),
  });
  await expect(redrive()).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  Object.assign(held.get(arn)!, { status: 'SUCCEEDED', stopped: new Date() });
  await expect(redrive()).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
});

test('says which machines there are, and their tags', async () => {
  const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
  expect(stateMachines).toMatchObject([
    { name: 'detect-sources', stateMachineArn: STATE_MACHINE_ARN, type: 'STANDARD' },
  ]);
  const tags = (resourceArn: string) =>
    client.send(new ListTagsForResourceCommand({ resourceArn }));
  expect((await tags(STATE_MACHINE_ARN)).tags).toEqual([{ key: 'starfan:bucket', value: 'b' }]);
  await expect(tags(`${STATE_MACHINE_ARN}-not`)).rejects.toMatchObject({
    name: 'ResourceNotFound',
  });
});

test('what Step Functions refuses is refused', async () => {
  await expect(start('a b')).rejects.toMatchObject({ name: 'InvalidName' });
  await expect(start('n'.repeat(81))).rejects.toMatchObject({ name: 'InvalidName' });
  await expect(start('bad', '{')).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  await expect(start('big', `"${'x'.repeat(262_143)}"`)).rejects.toMatchObject({
    name: 'ValidationException',
  });
  expect((await start('full', `"${'x'.repeat(262_142)}"`)).executionArn).toContain('full');
  const other = new StartExecutionCommand({ stateMachineArn: `${STATE_MACHINE_ARN}-not` });
  await expect(client.send(other)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  const none = { executionArn: executionArn(STATE_MACHINE_ARN, 'none') };
  await expect(client.send(new DescribeExecutionCommand(none))).rejects.toMatchObject({
    name: 'ExecutionDoesNotExist',
  });
  await expect(client.send(new StopExecutionCommand(none))).rejects.toMatchObject({
    name: 'ExecutionDoesNotExist',
  });
});

test('other operations and nonsense are refused by name', async () => {
  const post = async (target: string, body: string, headers: Record<string, string> = {}) => {
    const all = { 'x-amz-target': `AWSStepFunctions.${target}`, ...headers };
    const response = await fetch(front.url, { method: 'POST', headers: all, body });
    return [response.status, await response.text()];
  };
  expect(await post('CreateStateMachine', '{}')).toEqual([
    400,
    expect.stringContaining('UnknownOperation'),
  ]);
  expect(await post('toString', '{}')).toEqual([400, expect.stringContaining('UnknownOperation')]);
  expect(await post('StartExecution', 'x')).toEqual([
    400,
    expect.stringContaining('SerializationException'),
  ]);
  expect(await post('StartExecution', '{"stateMachineArn":5}')).toEqual([
    400,
    expect.stringContaining('Validation'),
  ]);
  expect(await post('ListExecutions', '{}', { origin: 'https://example.org' })).toEqual([
    403,
    expect.any(String),
  ]);
});
