import {
  DescribeExecutionCommand,
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
import { askAws } from './aws-errors.ts';
import { executionOf, type StackExecution } from './execution.ts';

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
const BUCKET_TAG = 'starfan:bucket';
const QUEUE_TAG = 'starfan:not-started';

/** Name of the n-th execution of a run; the first one has the run's own. */
export const executionName = (run: string, n: number): string =>
  n === 0 ? run : `${run}-redo-${n}`;

/** Finds a stack by the names of its machines and the tag of their bucket. Throws UsageError. */
export async function openStack(name: string): Promise<Stack> {
  const client = new SFNClient({});
  const arns = await askAws(() => findMachines(client, name));
  const tags = await askAws(() =>
    client.send(new ListTagsForResourceCommand({ resourceArn: arns.get('detect-sources') })),
  );
  const tagged = (tag: string) => tags.tags?.find(({ key }) => key === tag)?.value;
  const bucket = tagged(BUCKET_TAG);
  if (!bucket)
    throw new UsageError(
      `the machine ${name}-detect-sources has no tag ${BUCKET_TAG}, which names the bucket: deploy the stack again`,
    );
  return new DeployedStack({ client, arns, name, bucket, queue: tagged(QUEUE_TAG) });
}

interface StackParts extends Pick<Stack, 'name' | 'bucket' | 'queue'> {
  client: SFNClient;
  arns: ReadonlyMap<Machine, string>;
}

class DeployedStack implements Stack {
  readonly name: string;
  readonly bucket: string;
  readonly queue: string | undefined;
  readonly #client: SFNClient;
  readonly #arns: ReadonlyMap<Machine, string>;

  constructor({ client, arns, name, bucket, queue }: StackParts) {
    this.#client = client;
    this.#arns = arns;
    this.name = name;
    this.bucket = bucket;
    this.queue = queue;
  }

  runUrl(run: string): string {
    return `s3://${this.bucket}/runs/${run === '' ? '' : `${run}/`}`;
  }

  async start(machine: Machine, run: string, input: RunInput): Promise<StackExecution> {
    const stateMachineArn = this.#arns.get(machine);
    if (stateMachineArn === undefined)
      throw new UsageError(`the stack ${this.name} has no machine ${machine} yet: deploy it again`);
    const { executionArn = '' } = await askAws(() =>
      this.#client.send(
        new StartExecutionCommand({ stateMachineArn, name: run, input: JSON.stringify(input) }),
      ),
    );
    const execution = await this.describe(executionArn);
    if (!execution) throw new Error(`${executionArn} was started and is not there`);
    return execution;
  }

  describe(executionArn: string): Promise<StackExecution | undefined> {
    return askAws(async () => {
      try {
        const description = await this.#client.send(new DescribeExecutionCommand({ executionArn }));
        return executionOf(this.name, description);
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    });
  }

  async executions(run: string): Promise<StackExecution[]> {
    const found: StackExecution[] = [];
    for (const arn of this.#arns.values()) {
      const prefix = arn.replace(':stateMachine:', ':execution:');
      for (let n = 0; ; n++) {
        const execution = await this.describe(`${prefix}:${executionName(run, n)}`);
        if (!execution) break;
        found.push(execution);
      }
    }
    return found.sort((a, b) => a.started.getTime() - b.started.getTime());
  }

  async lastExecution(run: string): Promise<StackExecution | undefined> {
    return (await this.executions(run)).at(-1);
  }

  async stop(executionArn: string): Promise<void> {
    const cause = 'starfan cancel';
    await askAws(() =>
      this.#client.send(new StopExecutionCommand({ executionArn, error: 'Cancelled', cause })),
    );
  }

  async redrive(executionArn: string): Promise<void> {
    await askAws(() => this.#client.send(new RedriveExecutionCommand({ executionArn })));
  }
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
