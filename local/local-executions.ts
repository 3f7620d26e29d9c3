import { dropPrefixes } from '../shared/contracts/keys.ts';
import { SfnError } from './aws-json.ts';
import type { EngineEvent } from './engine/events.ts';
import {
  type ExecutionBook,
  type ExecutionRecord,
  type Executions,
  executionArn,
} from './executions.ts';
import type { Runner } from './runner.ts';

/** What stands here for a deployed stack is called so. */
export const LOCAL_STACK = 'local';

/** Where AWS is, for its clients. */
export const REGION = 'us-east-1';

/** The names of the machines. */
export const machines = Object.values(dropPrefixes);

/** The ARN of a machine. */
export const machineArn = (machine: string): string =>
  `arn:aws:states:${REGION}:000000000000:stateMachine:${LOCAL_STACK}-${machine}`;

/** What is known of the executions of this machine. */
export interface ExecutionListeners {
  onStart?: (execution: ExecutionRecord) => void;
  onEvent?: (execution: ExecutionRecord, event: EngineEvent) => void;
  /** what a function of the run answered; says why the run cannot go on here, where it cannot */
  onAnswer?: (
    execution: ExecutionRecord,
    functionName: string,
    answer: unknown,
  ) => Promise<string | undefined>;
  /** it is waited for */
  onEnd?: (execution: ExecutionRecord) => unknown;
}

/** What executions need of the stand-in. */
export interface ExecutionContext {
  book: ExecutionBook;
  /** the stack's bucket */
  bucket: string;
  runner(): Runner;
  /** address of the queue of lists that started nothing */
  queueUrl(): string;
  /** called with work that goes on */
  track(work: Promise<void>): void;
  listeners: ExecutionListeners;
}

/** Runs executions on this machine, and keeps book of them. */
export class LocalExecutions implements Executions {
  readonly #context: ExecutionContext;
  readonly #made = new Date();
  readonly #stops = new Map<string, AbortController>();

  constructor(context: ExecutionContext) {
    this.#context = context;
  }

  async start(name: string, machine: string, input: string): Promise<ExecutionRecord> {
    const execution: ExecutionRecord = {
      arn: executionArn(machine, name),
      name,
      machineArn: machine,
      status: 'RUNNING',
      started: new Date(),
      redrives: 0,
      input,
    };
    await this.#drive(execution);
    return execution;
  }

  async describe(arn: string): Promise<ExecutionRecord | undefined> {
    return this.#context.book.find(arn);
  }

  async list(machine: string): Promise<ExecutionRecord[]> {
    const all = await this.#context.book.all();
    return all.filter((execution) => execution.machineArn === machine);
  }

  async stop(arn: string, error = 'Cancelled', cause = ''): Promise<void> {
    const execution = await this.#context.book.find(arn);
    if (execution?.status !== 'RUNNING') return;
    this.#stops.get(arn)?.abort();
    Object.assign(execution, { error, cause });
  }

  async redrive(arn: string): Promise<void> {
    const ended = (await this.#context.book.find(arn))!;
    if (this.#stops.has(arn))
      throw new SfnError('ExecutionNotRedrivable', 'Execution is RUNNING and cannot be redriven');
    const { output: _, error: __, cause: ___, stopped: ____, ...execution } = ended;
    await this.#drive({ ...execution, status: 'RUNNING', redrives: execution.redrives + 1 });
  }

  machines(): ReturnType<Executions['machines']> {
    const { bucket, queueUrl } = this.#context;
    return machines.map((machine) => ({
      arn: machineArn(machine),
      name: `${LOCAL_STACK}-${machine}`,
      made: this.#made,
      tags: { 'starfan:bucket': bucket, 'starfan:not-started': queueUrl() },
    }));
  }

  /** Stops all that runs. */
  stopAll(): void {
    for (const stop of this.#stops.values()) stop.abort();
  }

  /** Runs an execution from its beginning: what is done is known from the records. */
  async #drive(execution: ExecutionRecord): Promise<void> {
    const { book, listeners, track } = this.#context;
    const { arn } = execution;
    const machine = machines.find((known) => machineArn(known) === execution.machineArn);
    if (!machine) {
      const message = `State Machine Does Not Exist: '${execution.machineArn}'`;
      throw new SfnError('StateMachineDoesNotExist', message);
    }
    const stop = new AbortController();
    this.#stops.set(arn, stop);
    await book.save(execution);
    listeners.onStart?.(execution);
    const end = async (how: Partial<ExecutionRecord>): Promise<void> => {
      this.#stops.delete(arn);
      await book.save(Object.assign(execution, how, { stopped: new Date() }));
      await listeners.onEnd?.(execution);
    };
    const ended = this.#run(machine, execution, stop.signal).then(
      ({ output, ...how }) => ({
        ...how,
        ...(output === undefined ? {} : { output: JSON.stringify(output) }),
      }),
      (error: Error) => ({ status: 'FAILED' as const, error: error.name, cause: error.message }),
    );
    track(ended.then(end));
  }

  #run(machine: string, execution: ExecutionRecord, signal: AbortSignal) {
    const { runner, listeners } = this.#context;
    const { arn, name, input } = execution;
    return runner().run({
      machine,
      name,
      input: JSON.parse(input),
      signal,
      onEvent: (event) => listeners.onEvent?.(execution, event),
      onAnswer: async (functionName, answer) => {
        const refusal = await listeners.onAnswer?.(execution, functionName, answer);
        if (refusal !== undefined) await this.stop(arn, 'StoreFull', refusal);
      },
    });
  }
}
