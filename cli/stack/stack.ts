import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ExecutionDoesNotExist,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { UsageError } from '../../local/usage-error.ts';
import { type Machine, machineSchema, type RunInput } from '../../shared/contracts/run.ts';

/** One run of a state machine, as Step Functions tells of it. */
export interface StackExecution {
  arn: string;
  name: string;
  machine: Machine;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  started: Date;
  /** JSON */
  input: string;
  error: string | undefined;
  cause: string | undefined;
  /** whether it can be taken up where it was stopped, for 14 days */
  isRedrivable: boolean;
}

/** A deployed Starfan: its machines, and the bucket where its runs are. */
export interface Stack {
  name: string;
  bucket: string;
  /**
   * URL of the queue of dropped lists that started nothing; not of a stack that was deployed before
   * there was one
   */
  queue: string | undefined;
  /** prefix of a run, with a slash at its end; of all runs for an empty name */
  runUrl(name: string): string;
  start(machine: Machine, name: string, input: RunInput): Promise<StackExecution>;
  describe(arn: string): Promise<StackExecution | undefined>;
  /** all executions of a run, the first and those of its redos, in order */
  executions(run: string): Promise<StackExecution[]>;
  lastExecution(run: string): Promise<StackExecution | undefined>;
  stop(arn: string): Promise<void>;
  redrive(arn: string): Promise<void>;
}

const machines = machineSchema.options;
const bucketTag = 'starfan:bucket';
const queueTag = 'starfan:not-started';

/** Name of the n-th execution of a run; the first one has the run's own. */
export const executionName = (run: string, n: number): string =>
  n === 0 ? run : `${run}-redo-${n}`;

/** Finds a stack by the names of its machines and the tag of their bucket. Throws UsageError. */
export async function openStack(name: string): Promise<Stack> {
  const client = new SFNClient({});
  const arns = await sentence(() => findMachines(client, name));
  const tags = await sentence(() =>
    client.send(new ListTagsForResourceCommand({ resourceArn: arns.get('detect-sources') })),
  );
  const tagged = (tag: string) => tags.tags?.find(({ key }) => key === tag)?.value;
  const bucket = tagged(bucketTag);
  if (!bucket)
    throw new UsageError(
      `the machine ${name}-detect-sources has no tag ${bucketTag}, which names the bucket: deploy the stack again`,
    );

  const stack: Stack = {
    name,
    bucket,
    queue: tagged(queueTag),
    runUrl: (run) => `s3://${bucket}/runs/${run === '' ? '' : `${run}/`}`,
    async start(machine, run, input) {
      const stateMachineArn = arns.get(machine);
      if (stateMachineArn === undefined)
        throw new UsageError(`the stack ${name} has no machine ${machine} yet: deploy it again`);
      const { executionArn = '' } = await sentence(() =>
        client.send(
          new StartExecutionCommand({ stateMachineArn, name: run, input: JSON.stringify(input) }),
        ),
      );
      const execution = await stack.describe(executionArn);
      if (!execution) throw new Error(`${executionArn} was started and is not there`);
      return execution;
    },
    describe: (executionArn) =>
      sentence(async () => {
        try {
          return executionOf(
            name,
            await client.send(new DescribeExecutionCommand({ executionArn })),
          );
        } catch (error) {
          if (error instanceof ExecutionDoesNotExist) return undefined;
          throw error;
        }
      }),
    async executions(run) {
      const found: StackExecution[] = [];
      for (const arn of arns.values()) {
        const prefix = arn.replace(':stateMachine:', ':execution:');
        for (let n = 0; ; n++) {
          const execution = await stack.describe(`${prefix}:${executionName(run, n)}`);
          if (!execution) break;
          found.push(execution);
        }
      }
      return found.sort((a, b) => a.started.getTime() - b.started.getTime());
    },
    lastExecution: async (run) => (await stack.executions(run)).at(-1),
    async stop(executionArn) {
      const cause = 'starfan cancel';
      await sentence(() =>
        client.send(new StopExecutionCommand({ executionArn, error: 'Cancelled', cause })),
      );
    },
    async redrive(executionArn) {
      await sentence(() => client.send(new RedriveExecutionCommand({ executionArn })));
    },
  };
  return stack;
}

/** The machines that there are: a stack deployed by an earlier version has fewer. */
async function findMachines(client: SFNClient, name: string): Promise<Map<Machine, string>> {
  const all = new Map<string, string>();
  let nextToken: string | undefined;
  do {
    const page = await client.send(new ListStateMachinesCommand({ nextToken, maxResults: 1000 }));
    for (const { name: machine = '', stateMachineArn = '' } of page.stateMachines ?? [])
      all.set(machine, stateMachineArn);
    nextToken = page.nextToken;
  } while (nextToken);
  const found = machines.flatMap((machine) => {
    const arn = all.get(`${name}-${machine}`);
    return arn === undefined ? [] : ([[machine, arn]] as const);
  });
  if (found.length > 0) return new Map(found);
  const stacks = [...all.keys()].flatMap((one) => /^(.+)-detect-sources$/.exec(one)?.[1] ?? []);
  const known =
    stacks.length > 0 ? `there are ${stacks.join(', ')}` : 'there is none: serverless deploy';
  throw new UsageError(
    `no stack ${name} is deployed in this account and region (--region): ${known}`,
  );
}

function executionOf(stack: string, told: DescribeExecutionOutput): StackExecution {
  const machine = told.stateMachineArn?.split(':').pop()?.slice(`${stack}-`.length);
  const status = told.status === 'PENDING_REDRIVE' ? 'RUNNING' : (told.status ?? 'RUNNING');
  return {
    arn: told.executionArn ?? '',
    name: told.name ?? '',
    machine: machineSchema.parse(machine),
    status,
    started: told.startDate ?? new Date(0),
    input: told.input ?? '{}',
    error: told.error,
    cause: told.cause,
    isRedrivable: told.redriveStatus === 'REDRIVABLE',
  };
}

/** What the SDK says of a missing set-up, in words that say what to do. Throws UsageError. */
export async function sentence<T>(ask: () => Promise<T>, service = 'Step Functions'): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (/region is missing/i.test(message))
      throw new UsageError('in which region is the stack? --region R');
    if (name === 'CredentialsProviderError')
      throw new UsageError(
        `no AWS credentials were found (${message}): set AWS_PROFILE, or aws configure`,
      );
    if (/^(AccessDenied|ExpiredToken|UnrecognizedClient|InvalidSignature)/.test(name))
      throw new UsageError(`AWS refuses these credentials: ${message}`);
    if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(`${message} ${(error as { code?: string }).code}`))
      throw new UsageError(
        `${service} cannot be reached (${message || (error as { code?: string }).code}): is the network up, or AWS_ENDPOINT_URL_${service === 'SQS' ? 'SQS' : 'SFN'} wrong?`,
      );
    throw error;
  }
}
