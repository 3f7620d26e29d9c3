import { randomUUID } from 'node:crypto';
import { type Fields, MAX_INPUT, type Operation, SfnError } from './aws-json.ts';
import { type ExecutionRecord, type Executions, executionArn } from './executions.ts';

/**
 * What Step Functions answers, by operation. Operations throw SfnError, with the name that AWS
 * gives it.
 */
export function sfnOperations(executions: Executions): Record<string, Operation> {
  const starts = new Starts(executions);
  return {
    StartExecution: (fields) => starts.start(fields),
    DescribeExecution: async (fields) => description(await find(executions, fields)),
    ListExecutions: (fields) => listExecutions(executions, fields),
    StopExecution: (fields) => stopExecution(executions, fields),
    async RedriveExecution(fields) {
      const execution = await find(executions, fields);
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
}

/** StartExecution: two starts of one name must not both find it free. */
class Starts {
  readonly #executions: Executions;
  /** under way, by ARN */
  readonly #underWay = new Map<string, Promise<ExecutionRecord>>();

  constructor(executions: Executions) {
    this.#executions = executions;
  }

  async start(fields: Fields): Promise<object> {
    const machineArn = text(fields, 'stateMachineArn');
    const name = fields.name === undefined ? randomUUID() : checkedName(text(fields, 'name'));
    const input = checkedInput(fields.input === undefined ? '{}' : text(fields, 'input'));
    const { arn, started } = await this.#startOrFind(name, machineArn, input);
    return { executionArn: arn, startDate: seconds(started) };
  }

  async #startOrFind(name: string, machineArn: string, input: string): Promise<ExecutionRecord> {
    const arn = executionArn(machineArn, name);
    const underWay = this.#underWay.get(arn);
    if (underWay) return again(await underWay, input);
    const start = (async () => {
      const before = await this.#executions.describe(arn);
      return before ? again(before, input) : this.#executions.start(name, machineArn, input);
    })();
    this.#underWay.set(arn, start);
    return start.finally(() => this.#underWay.delete(arn));
  }
}

async function find(executions: Executions, fields: Fields): Promise<ExecutionRecord> {
  const arn = text(fields, 'executionArn');
  const execution = await executions.describe(arn);
  if (!execution) throw new SfnError('ExecutionDoesNotExist', `There is no execution ${arn}.`);
  return execution;
}

function description(execution: ExecutionRecord): object {
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
}

async function listExecutions(executions: Executions, fields: Fields): Promise<object> {
  const machineArn = text(fields, 'stateMachineArn');
  const all = (await executions.list(machineArn))
    .filter(({ status }) => fields.statusFilter === undefined || fields.statusFilter === status)
    .sort((a, b) => b.started.getTime() - a.started.getTime());
  return { executions: all.slice(0, maxListed(fields)).map(summary) };
}

async function stopExecution(executions: Executions, fields: Fields): Promise<object> {
  const { arn } = await find(executions, fields);
  const optional = (name: string) => (fields[name] === undefined ? undefined : text(fields, name));
  await executions.stop(arn, optional('error'), optional('cause'));
  const { stopped } = await find(executions, fields);
  return { stopDate: seconds(stopped ?? new Date()) };
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
