import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { dropPrefixes } from '../shared/contracts/keys.ts';
import type { EngineEvent } from './engine/events.ts';
import type { Loopback } from './loopback.ts';
import { type Runner, startRunner } from './runner.ts';
import { startS3Front } from './s3-front/server.ts';
import { type Execution, executionArn, SfnError, startSfnFront } from './sfn-front.ts';

export interface CloudOptions {
  /** its first-level folders are the buckets */
  root: string;
  /** made at the start */
  bucket: string;
  port?: number;
  /** images at the same time */
  concurrency: number;
  onStart?: (execution: Execution) => void;
  onEvent?: (execution: Execution, event: EngineEvent) => void;
  /** what a function of the run answered */
  onAnswer?: (execution: Execution, answer: unknown) => void;
  onEnd?: (execution: Execution) => void;
  /** a dropped list that started nothing */
  onRefused?: (key: string, error: Error) => void;
}

/** S3, Step Functions and Lambda on this machine, wired as in the cloud: a list dropped into the bucket starts a run. */
export interface Cloud {
  /** of the S3 endpoint */
  url: string;
  /** resolves when no run is under way */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const startedSchema = z.object({ started: z.array(z.string()) });

const region = 'us-east-1';
const machineArn = (machine: string) => `arn:aws:states:${region}:000000000000:stateMachine:${machine}`;

export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { bucket, port, concurrency } = options;
  const root = resolve(options.root);
  await mkdir(join(root, bucket), { recursive: true });

  const executions = new Map<string, Execution>();
  const underWay = new Set<Promise<void>>();
  const stops = new Map<string, AbortController>();
  let runner: Runner;

  const track = (work: Promise<void>) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };

  const begin = (name: string, arn: string, input: string): Execution => {
    const machine = Object.values(dropPrefixes).find((known) => machineArn(known) === arn);
    if (!machine) throw new SfnError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    const execution: Execution = {
      arn: executionArn(arn, name),
      name,
      machineArn: arn,
      status: 'RUNNING',
      started: new Date(),
      input,
    };
    executions.set(execution.arn, execution);
    const stop = new AbortController();
    stops.set(execution.arn, stop);
    options.onStart?.(execution);
    track(
      runner
        .run({
          machine,
          name,
          input: JSON.parse(input),
          signal: stop.signal,
          onEvent: (event) => options.onEvent?.(execution, event),
          onAnswer: (_, answer) => options.onAnswer?.(execution, answer),
        })
        .then(({ output, ...end }) => {
          Object.assign(execution, end, {
            stopped: new Date(),
            output: output === undefined ? undefined : JSON.stringify(output),
          });
        })
        .catch((error: Error) => {
          Object.assign(execution, {
            status: 'FAILED',
            stopped: new Date(),
            error: error.name,
            cause: error.message,
          });
        })
        .finally(() => options.onEnd?.(execution)),
    );
    return execution;
  };

  const sfn: Loopback = await startSfnFront({
    start: async (name, arn, input) => begin(name, arn, input),
    describe: async (arn) => executions.get(arn),
    list: async (arn) => [...executions.values()].filter((execution) => execution.machineArn === arn),
    stop: async (arn) => stops.get(arn)?.abort(),
  });
  const s3 = await startS3Front({
    root,
    ...(port === undefined ? {} : { port }),
    onObjectCreated: ({ bucket: name, key, etag }) => {
      if (!Object.keys(dropPrefixes).some((prefix) => key.startsWith(prefix))) return;
      const written = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'); // as S3 writes keys in events
      const event = { Records: [{ s3: { bucket: { name }, object: { key: written, eTag: etag } } }] };
      track(
        runner
          .invoke('start-run', event)
          .then((answer) => {
            const { started } = startedSchema.parse(answer);
            if (started.length === 0)
              options.onRefused?.(
                key,
                new Error('this very list has been run: change it, or run starfan detect on it'),
              );
          })
          .catch((error: Error) => options.onRefused?.(key, error)),
      );
    },
  }).catch(async (error) => {
    await sfn.close();
    throw error;
  });
  runner = await startRunner({
    concurrency,
    environment: {
      AWS_REGION: region,
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_SFN: sfn.url,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...Object.fromEntries(
        Object.values(dropPrefixes).map((machine) => [
          `${machine.replaceAll('-', '_').toUpperCase()}_MACHINE_ARN`,
          machineArn(machine),
        ]),
      ),
    },
  });

  return {
    url: s3.url,
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      for (const stop of stops.values()) stop.abort();
      await runner.close();
      await Promise.all([s3.close(), sfn.close()]);
    },
  };
}
