import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { commit, openHalfWritten } from '../shared/store/atomic.ts';
import { hasCode } from '../shared/store/error-code.ts';

/** One run of a state machine, as Step Functions describes it. */
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

/** The ARN of a run: `…:stateMachine:machine` becomes `…:execution:machine:name`. */
export const executionArn = (machineArn: string, name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

const executionSchema = z.object({
  arn: z.string(),
  name: z.string(),
  machineArn: z.string(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  started: z.coerce.date(),
  stopped: z.coerce.date().optional(),
  redrives: z.int().default(0),
  input: z.string(),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
});

/**
 * The executions of this machine's Step Functions, in a folder: what ran before a restart is known
 * after it, as in AWS. Of those that have ended nothing stays in memory.
 */
export interface ExecutionBook {
  find(arn: string): Promise<ExecutionRecord | undefined>;
  all(): Promise<ExecutionRecord[]>;
  /** Writes down a new execution, or what has changed of one. */
  save(execution: ExecutionRecord): Promise<void>;
}

/** What was under way when the program that ran it ended counts as aborted. */
export async function openExecutions(folder: string): Promise<ExecutionBook> {
  await mkdir(folder, { recursive: true });
  const running = new Map<string, ExecutionRecord>();
  const saves = new Map<string, Promise<void>>();
  const pathOf = (arn: string): string => join(folder, `${encodeURIComponent(arn)}.json`);
  const write = async (execution: ExecutionRecord): Promise<void> => {
    const path = pathOf(execution.arn);
    const half = await openHalfWritten(path);
    await half.handle.writeFile(JSON.stringify(execution));
    await commit(half, path, 'anything');
  };
  const written = async (): Promise<ExecutionRecord[]> => {
    const all: ExecutionRecord[] = [];
    for (const name of await readdir(folder)) {
      const found = name.endsWith('.json') ? await readRecord(join(folder, name)) : undefined;
      if (found) all.push(found);
    }
    return all;
  };

  for (const execution of await written()) {
    if (execution.status !== 'RUNNING') continue;
    const cause = 'The program that ran it ended';
    const how = { status: 'ABORTED', error: 'Interrupted', cause } as const;
    await write({ ...execution, ...how, stopped: new Date() });
  }

  return {
    find: async (arn) => running.get(arn) ?? readRecord(pathOf(arn)),
    all: async () => (await written()).map((one) => running.get(one.arn) ?? one),
    save(execution) {
      const { arn } = execution;
      running.set(arn, execution);
      const save = (saves.get(arn) ?? Promise.resolve())
        .catch(() => {})
        .then(() => write(execution))
        .then(() => {
          if (execution.status !== 'RUNNING' && running.get(arn) === execution) running.delete(arn);
        })
        .finally(() => {
          if (saves.get(arn) === save) saves.delete(arn);
        });
      saves.set(arn, save);
      return save;
    },
  };
}

/** Undefined where there is none. */
async function readRecord(path: string): Promise<ExecutionRecord | undefined> {
  try {
    return executionSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENAMETOOLONG')) return undefined;
    throw error;
  }
}
