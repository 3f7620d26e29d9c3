import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startDropped } from './dropped-lists.ts';
import { openExecutions } from './executions.ts';
import {
  type ExecutionListeners,
  LOCAL_STACK,
  LocalExecutions,
  machineArn,
  machines,
  REGION,
} from './local-executions.ts';
import type { Loopback } from './loopback.ts';
import { createQueue } from './queue.ts';
import { type Runner, startRunner } from './runner.ts';
import { HIDDEN_FOLDER } from './s3-front/names.ts';
import { startS3Front } from './s3-front/server.ts';
import { startSfnFront } from './sfn-front.ts';
import type { Credentials } from './signature.ts';

/** How the stand-in for S3 and Step Functions is started. */
export interface CloudOptions extends ExecutionListeners {
  /** its first-level folders are the buckets */
  root: string;
  /** made at the start */
  bucket: string;
  /** of the S3 endpoint; that of Step Functions is the next one. Free ones when absent */
  port?: number;
  /** images at the same time */
  concurrency: number;
  /** a dropped list that started nothing */
  onRefused?: (key: string, error: Error) => void;
  /** what could not be kept or said of a run, such as on a full disk; the others go on */
  onLost?: (error: Error) => void;
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

/** Starts the stand-in: both endpoints, and runs for the lists that are dropped. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { bucket, port, concurrency } = options;
  const root = resolve(options.root);
  await mkdir(join(root, bucket), { recursive: true });
  const underWay = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    underWay.add(work);
    void work.catch((error: Error) => options.onLost?.(error)).finally(() => underWay.delete(work));
  };
  let runner: Runner;
  const executions = new LocalExecutions({
    book: await openExecutions(join(root, HIDDEN_FOLDER, 'executions')),
    bucket,
    runner: () => runner,
    queueUrl: () => `${sfn.url}/000000000000/${LOCAL_STACK}-not-started`,
    track,
    listeners: options,
  });
  const credentials = newCredentials();
  const notStarted = createQueue();
  const sfnPort = port ? port + 1 : undefined;
  const sfn: Loopback = await startSfnFront(executions, sfnPort, credentials, notStarted);
  const s3 = await startS3Front({
    root,
    credentials,
    ...(port === undefined ? {} : { port }),
    onObjectCreated: (object) => track(startDropped(object, runner, notStarted, options.onRefused)),
  }).catch(async (error) => {
    await sfn.close();
    throw error;
  });
  const environment = clientEnvironment(s3.url, sfn.url, credentials);
  runner = await startRunner({
    concurrency,
    environment: functionEnvironment(environment, bucket),
  });
  return {
    url: s3.url,
    environment,
    async idle() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    async close() {
      executions.stopAll();
      await runner.close();
      await Promise.allSettled(underWay);
      await Promise.all([s3.close(), sfn.close()]);
    },
  };
}

/** Other people may have accounts on this machine: nobody without the key is answered. */
const newCredentials = (): Credentials => ({
  accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(20).toString('hex'),
});

const clientEnvironment = (
  s3Url: string,
  sfnUrl: string,
  { accessKeyId, secretAccessKey }: Credentials,
): Record<string, string> => ({
  AWS_REGION: REGION,
  AWS_ENDPOINT_URL_S3: s3Url,
  AWS_ENDPOINT_URL_SFN: sfnUrl,
  AWS_ENDPOINT_URL_SQS: sfnUrl,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});

/** What the functions find in their environment, beside what serverless.yml gives them. */
const functionEnvironment = (
  client: Record<string, string>,
  bucket: string,
): Record<string, string> => ({
  ...client,
  STARFAN_BUCKET: bucket,
  AWS_EC2_METADATA_DISABLED: 'true',
  STARFAN_DROPPED: '1',
  STARFAN_INPUT_HOSTS: process.env.STARFAN_INPUT_HOSTS ?? '',
  ...Object.fromEntries(
    machines.map((machine) => [
      `${machine.replaceAll('-', '_').toUpperCase()}_MACHINE_ARN`,
      machineArn(machine),
    ]),
  ),
});
