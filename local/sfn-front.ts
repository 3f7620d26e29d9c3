import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Loopback, listenOnLoopback } from './loopback.ts';
import type { Queue } from './queue.ts';
import { type Credentials, refusalOf } from './signature.ts';

/** One run of a state machine, as Step Functions tells of it. */
export interface ExecutionRecord {
  arn: string;
  name: string;
  machineArn: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  started: Date;
  stopped?: Date;
  /** how often it was taken up again */
  redrives: number;
  /** JSON */
  input: string;
  /** JSON, of what succeeded */
  output?: string;
  error?: string;
  cause?: string;
}

/** What runs the machines. */
export interface Executions {
  /**
   * Starts a run and answers it at once. Only called with a name that the machine has not had.
   * Throws SfnError.
   */
  start(name: string, machineArn: string, input: string): Promise<ExecutionRecord>;
  describe(arn: string): Promise<ExecutionRecord | undefined>;
  /** of one machine, in any order */
  list(machineArn: string): Promise<ExecutionRecord[]>;
  /** no error when it has ended already */
  stop(arn: string, error?: string, cause?: string): Promise<void>;
  /** Takes up a run that did not succeed. Only called with one that is redrivable. */
  redrive(arn: string): Promise<void>;
  /** what there is to run, with the tags of each */
  machines(): { arn: string; name: string; made: Date; tags: Record<string, string> }[];
}

/** An error as clients of Step Functions know it, such as StateMachineDoesNotExist. */
export class SfnError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The ARN of a run: `…:stateMachine:machine` becomes `…:execution:machine:name`. */
export const executionArn = (machineArn: string, name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

const MAX_INPUT = 262_144;
type Fields = Record<string, unknown>;

/**
 * Step Functions' JSON 1.0 protocol over what runs the machines here: StartExecution,
 * DescribeExecution, ListExecutions, StopExecution, RedriveExecution, ListStateMachines,
 * ListTagsForResource, with the semantics of STANDARD machines; and SQS' of one queue. Only
 * programs of this machine reach it; where there are credentials, only those that have them.
 */
export function startSfnFront(
  executions: Executions,
  port?: number,
  credentials?: Credentials,
  queue?: Queue,
): Promise<Loopback> {
  /** starts under way by ARN: two of one name must not both find it free */
  const starting = new Map<string, Promise<ExecutionRecord>>();

  const find = async (fields: Fields): Promise<ExecutionRecord> => {
    const arn = text(fields, 'executionArn');
    const execution = await executions.describe(arn);
    if (!execution) throw new SfnError('ExecutionDoesNotExist', `There is no execution ${arn}.`);
    return execution;
  };

  const startOrFind = async (
    name: string,
    machineArn: string,
    input: string,
  ): Promise<ExecutionRecord> => {
    const arn = executionArn(machineArn, name);
    const underWay = starting.get(arn);
    if (underWay) return again(await underWay, input);
    const start = (async () => {
      const before = await executions.describe(arn);
      return before ? again(before, input) : executions.start(name, machineArn, input);
    })();
    starting.set(arn, start);
    return start.finally(() => starting.delete(arn));
  };

  const operations: Record<string, (fields: Fields) => Promise<object>> = {
    ...queue?.operations,
    async StartExecution(fields) {
      const machineArn = text(fields, 'stateMachineArn');
      const name = fields.name === undefined ? randomUUID() : checkedName(text(fields, 'name'));
      const input = checkedInput(fields.input === undefined ? '{}' : text(fields, 'input'));
      const { arn, started } = await startOrFind(name, machineArn, input);
      return { executionArn: arn, startDate: seconds(started) };
    },
    async DescribeExecution(fields) {
      const execution = await find(fields);
      const { arn, machineArn, started, stopped, redrives, ...same } = execution;
      const refusal = whyNoRedrive(execution);
      return {
        executionArn: arn,
        stateMachineArn: machineArn,
        startDate: seconds(started),
        stopDate: stopped && seconds(stopped),
        redriveCount: redrives,
        redriveStatus: refusal === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
        redriveStatusReason: refusal,
        ...same,
      };
    },
    async ListExecutions(fields) {
      const machineArn = text(fields, 'stateMachineArn');
      const all = (await executions.list(machineArn))
        .filter(({ status }) => fields.statusFilter === undefined || fields.statusFilter === status)
        .sort((a, b) => b.started.getTime() - a.started.getTime());
      return { executions: all.slice(0, maxListed(fields)).map(summary) };
    },
    async StopExecution(fields) {
      const { arn } = await find(fields);
      const optional = (name: string) =>
        fields[name] === undefined ? undefined : text(fields, name);
      await executions.stop(arn, optional('error'), optional('cause'));
      const { stopped } = await find(fields);
      return { stopDate: seconds(stopped ?? new Date()) };
    },
    async RedriveExecution(fields) {
      const execution = await find(fields);
      const refusal = whyNoRedrive(execution);
      if (refusal !== undefined) throw new SfnError('ExecutionNotRedrivable', refusal);
      await executions.redrive(execution.arn);
      return { redriveDate: seconds(new Date()) };
    },
    async ListStateMachines(fields) {
      const stateMachines = executions.machines().map(({ arn, name, made }) => ({
        stateMachineArn: arn,
        name,
        type: 'STANDARD',
        creationDate: seconds(made),
      }));
      return { stateMachines: stateMachines.slice(0, maxListed(fields)) };
    },
    async ListTagsForResource(fields) {
      const arn = text(fields, 'resourceArn');
      const machine = executions.machines().find((one) => one.arn === arn);
      if (!machine) throw new SfnError('ResourceNotFound', `Resource not found: '${arn}'`);
      return { tags: Object.entries(machine.tags).map(([key, value]) => ({ key, value })) };
    },
  };

  return listenOnLoopback(
    (request, response) => exchange(operations, request, response, credentials),
    {
      port,
    },
  );
}

const REDRIVE_DAYS = 14;

/** Why a run cannot be taken up again; undefined when it can. */
function whyNoRedrive({ status, stopped = new Date() }: ExecutionRecord): string | undefined {
  if (status === 'RUNNING') return 'Execution is RUNNING and cannot be redriven';
  if (status === 'SUCCEEDED') return 'Execution is SUCCEEDED and cannot be redriven';
  const days = (Date.now() - stopped.getTime()) / 86_400_000;
  return days > REDRIVE_DAYS ? 'Execution has exceeded its redrivable period' : undefined;
}

/** The same start asked again: idempotent while it runs. */
function again(execution: ExecutionRecord, input: string): ExecutionRecord {
  if (execution.status === 'RUNNING' && execution.input === input) return execution;
  throw new SfnError('ExecutionAlreadyExists', `Execution Already Exists: '${execution.arn}'`);
}

const seconds = (date: Date): number => date.getTime() / 1000;

const summary = ({ arn, machineArn, name, status, started, stopped }: ExecutionRecord) => ({
  executionArn: arn,
  stateMachineArn: machineArn,
  name,
  status,
  startDate: seconds(started),
  stopDate: stopped && seconds(stopped),
});

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '')
    throw new SfnError('ValidationException', `${name} is no text.`);
  return value;
}

function checkedName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (name.length > 80 || /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/.test(name))
    throw new SfnError('InvalidName', `Invalid Name: '${name}'`);
  return name;
}

function checkedInput(input: string): string {
  if (Buffer.byteLength(input) > MAX_INPUT)
    throw new SfnError(
      'ValidationException',
      'The input has more than 262144 bytes: put it into S3 and give its key.',
    );
  try {
    JSON.parse(input);
  } catch {
    throw new SfnError('InvalidExecutionInput', 'The input is not JSON.');
  }
  return input;
}

/** maxResults; there are no further pages. */
function maxListed({ maxResults = 0, nextToken }: Fields): number {
  if (nextToken !== undefined) throw new SfnError('InvalidToken', 'There is one page only.');
  if (typeof maxResults !== 'number' || !(maxResults >= 0 && maxResults <= 1000))
    throw new SfnError('ValidationException', 'maxResults is not from 0 to 1000.');
  return maxResults || 1000;
}

async function exchange(
  operations: Record<string, (fields: Fields) => Promise<object>>,
  request: IncomingMessage,
  response: ServerResponse,
  credentials: Credentials | undefined,
): Promise<void> {
  let status = 200;
  let answer: object;
  try {
    const target = String(request.headers['x-amz-target'] ?? '').replace(
      /^(AWSStepFunctions|AmazonSQS)\./,
      '',
    );
    const operation = Object.hasOwn(operations, target) ? operations[target] : undefined;
    if (!operation) throw new SfnError('UnknownOperationException', `${target} is not known here.`);
    answer = await operation(await fieldsOf(request, credentials));
  } catch (error) {
    const known = error instanceof SfnError ? error : undefined;
    status = known ? 400 : 500;
    answer = {
      __type: known?.name ?? 'InternalFailure',
      message: error instanceof Error ? error.message : `${error}`,
    };
  }
  request.resume();
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(answer));
}

async function fieldsOf(
  request: IncomingMessage,
  credentials: Credentials | undefined,
): Promise<Fields> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    // JSON in JSON: a quote takes two bytes more than the input may have.
    if (size > 3 * MAX_INPUT) throw new SfnError('ValidationException', 'The request is too long.');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const payload = createHash('sha256').update(body).digest('hex');
  const { method = '', url = '', headers } = request;
  if (credentials && refusalOf({ method, url, headers, payload }, credentials, new Date()))
    throw new SfnError(
      'UnrecognizedClientException',
      'The request is not signed with the key that starfan local printed.',
    );
  try {
    const fields: unknown = JSON.parse(body.toString('utf8'));
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields))
      return { ...fields };
  } catch {
    // refused below
  }
  throw new SfnError('SerializationException', 'The request is no JSON object.');
}
