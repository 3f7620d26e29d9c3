import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { dropPrefixes, listsPrefix } from '../shared/contracts/keys.ts';
import type { EngineEvent } from './engine/events.ts';
import { openExecutions } from './executions.ts';
import type { Loopback } from './loopback.ts';
import { createQueue } from './queue.ts';
import { type Runner, startRunner } from './runner.ts';
import { hiddenFolder } from './s3-front/names.ts';
import { startS3Front } from './s3-front/server.ts';
import {
  type ExecutionRecord,
  type Executions,
  executionArn,
  SfnError,
  startSfnFront,
} from './sfn-front.ts';

/** How the stand-in for S3 and Step Functions is started. */
export interface CloudOptions {
  /** its first-level folders are the buckets */
  root: string;
  /** made at the start */
  bucket: string;
  /** of the S3 endpoint; that of Step Functions is the next one. Free ones when absent */
  port?: number;
  /** images at the same time */
  concurrency: number;
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
  /** a dropped list that started nothing */
  onRefused?: (key: string, error: Error) => void;
}

/**
 * S3, Step Functions and Lambda on this machine, wired as in the cloud: a list dropped into the
 * bucket starts a run.
 */
export interface Cloud {
  /** of the S3 endpoint */
  url: string;
  /** what a client of AWS needs in its environment to find both */
  environment: Record<string, string>;
  /** resolves when no run is under way */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** What stands here for a deployed stack is called so. */
export const localStack = 'local';

const startedSchema = z.object({ started: z.array(z.string()) });

const region = 'us-east-1';
const machines = Object.values(dropPrefixes);
const machineArn = (machine: string) =>
  `arn:aws:states:${region}:000000000000:stateMachine:${localStack}-${machine}`;

/** Starts the stand-in: both endpoints, and runs for the lists that are dropped. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { bucket, port, concurrency } = options;
  const root = resolve(options.root);
  await mkdir(join(root, bucket), { recursive: true });

  const book = await openExecutions(join(root, hiddenFolder, 'executions'));
  const made = new Date();
  const underWay = new Set<Promise<void>>();
  const stops = new Map<string, AbortController>();
  let runner: Runner;

  const track = (work: Promise<void>) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };

  /** Runs an execution from its beginning: what is done is known from the records. */
  const drive = async (execution: ExecutionRecord): Promise<void> => {
    const { arn, name, machineArn: of, input } = execution;
    const machine = machines.find((known) => machineArn(known) === of);
    if (!machine)
      throw new SfnError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${of}'`);
    const stop = new AbortController();
    stops.set(arn, stop);
    await book.save(execution);
    options.onStart?.(execution);
    const end = async (how: Partial<ExecutionRecord>): Promise<void> => {
      await book.save(Object.assign(execution, how, { stopped: new Date() }));
      await options.onEnd?.(execution);
    };
    track(
      runner
        .run({
          machine,
          name,
          input: JSON.parse(input),
          signal: stop.signal,
          onEvent: (event) => options.onEvent?.(execution, event),
          async onAnswer(functionName, answer) {
            const refusal = await options.onAnswer?.(execution, functionName, answer);
            if (refusal !== undefined) await executions.stop(arn, 'StoreFull', refusal);
          },
        })
        .then(({ output, ...how }) =>
          end({ ...how, ...(output === undefined ? {} : { output: JSON.stringify(output) }) }),
        )
        .catch((error: Error) =>
          end({ status: 'FAILED', error: error.name, cause: error.message }),
        ),
    );
  };

  const executions: Executions = {
    async start(name, of, input) {
      const arn = executionArn(of, name);
      const execution: ExecutionRecord = {
        arn,
        name,
        machineArn: of,
        status: 'RUNNING',
        started: new Date(),
        redrives: 0,
        input,
      };
      await drive(execution);
      return execution;
    },
    describe: async (arn) => book.find(arn),
    list: async (of) => book.all().filter((execution) => execution.machineArn === of),
    async stop(arn, error = 'Cancelled', cause = '') {
      const execution = book.find(arn);
      if (execution?.status !== 'RUNNING') return;
      stops.get(arn)?.abort();
      Object.assign(execution, { error, cause });
    },
    async redrive(arn) {
      const { output: _, error: __, cause: ___, stopped: ____, ...execution } = book.find(arn)!;
      await drive({ ...execution, status: 'RUNNING', redrives: execution.redrives + 1 });
    },
    machines: () =>
      machines.map((machine) => ({
        arn: machineArn(machine),
        name: `${localStack}-${machine}`,
        made,
        tags: {
          'starfan:bucket': bucket,
          'starfan:not-started': `${sfn.url}/000000000000/${localStack}-not-started`,
        },
      })),
  };
  // Other people may have accounts on this machine: nobody who was not told the key is answered.
  const credentials = {
    accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString('hex'),
  };
  const notStarted = createQueue();
  const sfn: Loopback = await startSfnFront(
    executions,
    port ? port + 1 : undefined,
    credentials,
    notStarted,
  );
  const s3 = await startS3Front({
    root,
    credentials,
    ...(port === undefined ? {} : { port }),
    onObjectCreated: ({ bucket: name, key, etag }) => {
      if (!key.startsWith(listsPrefix) || key.endsWith('/')) return;
      const written = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'); // as S3 writes keys in events
      const event = {
        Records: [{ s3: { bucket: { name }, object: { key: written, eTag: etag } } }],
      };
      track(
        runner
          .invoke('start-run', event)
          .then((answer) => {
            const { started } = startedSchema.parse(answer);
            if (started.length === 0)
              options.onRefused?.(
                key,
                new Error(
                  `this very list has been run: change it, or starfan redo NAME --stack ${localStack}`,
                ),
              );
          })
          .catch((error: Error) => {
            notStarted.put(tellingOf(event, error));
            options.onRefused?.(key, error);
          }),
      );
    },
  }).catch(async (error) => {
    await sfn.close();
    throw error;
  });
  const environment = {
    AWS_REGION: region,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_SFN: sfn.url,
    AWS_ENDPOINT_URL_SQS: sfn.url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  runner = await startRunner({
    concurrency,
    environment: {
      ...environment,
      STARFAN_BUCKET: bucket,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...Object.fromEntries(
        machines.map((machine) => [
          `${machine.replaceAll('-', '_').toUpperCase()}_MACHINE_ARN`,
          machineArn(machine),
        ]),
      ),
    },
  });

  return {
    url: s3.url,
    environment,
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      for (const stop of stops.values()) stop.abort();
      await runner.close();
      await Promise.allSettled(underWay);
      await Promise.all([s3.close(), sfn.close()]);
    },
  };
}

/** What Lambda tells a destination of an event that a function did not take. */
const tellingOf = (event: object, { name, message }: Error): string =>
  JSON.stringify({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
    requestPayload: event,
    responsePayload: { errorType: name, errorMessage: message },
  });
