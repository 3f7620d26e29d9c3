import { setTimeout as wait } from 'node:timers/promises';
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { seededRandom } from '../../shared/core/random.ts';
import { s3Of } from './deploy.ts';
import { credentials, type Server } from './servers.ts';

/** What a bucket tells, as S3 writes it. */
export interface Notification {
  Records: { s3: { object: { key: string; eTag: string } } }[];
}

/** Stands between a bucket and start-run: keeps what the bucket tells until it is given on. */
export interface Proxy {
  /** All that was told since, when it is so many. */
  held(count: number): Promise<Notification[]>;
}

/** From now on a bucket of an emulator tells a queue of what is dropped, and no function. */
export async function holdNotifications(server: Server, bucket: string): Promise<Proxy> {
  const sqs = new SQSClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'held' }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const Filter = { Key: { FilterRules: [{ Name: 'prefix' as const, Value: 'lists/' }] } };
  const queue = { QueueArn: Attributes?.QueueArn, Events: ['s3:ObjectCreated:*' as const], Filter };
  await s3Of(server).send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: { QueueConfigurations: [queue] },
    }),
  );
  const told: Notification[] = [];
  return {
    async held(count) {
      while (told.length < count) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
        );
        for (const { Body = '{}', ReceiptHandle } of Messages) {
          const said: Partial<Notification> = JSON.parse(Body);
          if (said.Records) told.push({ Records: said.Records }); // the first is s3:TestEvent
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
      return told.splice(0);
    },
  };
}

/** Each so many times, in an order of the seed. */
export function shuffled<T>(values: readonly T[], times: number, seed: number): T[] {
  const random = seededRandom(seed);
  return Array.from({ length: times }, () => values)
    .flat()
    .map((value) => ({ value, at: random.uniform() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** Invokes a function as S3 does: without waiting for what comes of it. */
export async function tell(server: Server, name: string, event: Notification): Promise<void> {
  const scope = `${credentials.AWS_ACCESS_KEY_ID}/20260101/us-east-1/lambda/aws4_request`;
  const answer = await fetch(`${server.url}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
      'x-amz-date': '20260101T000000Z',
      'x-amz-invocation-type': 'Event',
    },
    body: JSON.stringify(event),
  });
  if (answer.status !== 202) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  await wait(20); // so that the next one may overtake it, but need not
}
