import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { UsageError } from '../../local/usage-error.ts';
import { dropEventSchema, keyOfEvent } from '../../shared/contracts/drop-event.ts';
import { askAws } from './aws-errors.ts';
import { openStack } from './stack.ts';

/** A dropped list of which start-run got no event. */
export interface NotStarted {
  /** its s3:// address */
  list: string;
  /** when Lambda gave up, ISO 8601 */
  time: string;
  tries: number;
  /** name and message of the last error; of one that never had its turn, so */
  reason: string;
}

/** What lies in the queue of a stack. */
export interface NotStartedLists {
  stack: string;
  queue: string;
  lists: NotStarted[];
  /** messages that are none of S3's events */
  others: number;
  /** whether there may be more than were read */
  isCut: boolean;
}

/**
 * What Lambda sends to a destination:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const tellingSchema = z.object({
  timestamp: z.string(),
  requestContext: z.object({ condition: z.string(), approximateInvokeCount: z.number() }),
  requestPayload: dropEventSchema,
  responsePayload: z
    .object({ errorType: z.string().optional(), errorMessage: z.string().optional() })
    .nullish(),
});

const MAX_READ = 500;
/** seconds that others do not see what is being read; it is given back before */
const HIDDEN_SECONDS = 60;

/** Looks at what lies in a stack's queue, and leaves it there. Throws UsageError. */
export async function readNotStarted(stackName: string): Promise<NotStartedLists> {
  const { queue } = await openStack(stackName);
  if (!queue)
    throw new UsageError(
      `the stack ${stackName} has no queue of lists that started nothing: deploy it again. Of a run: starfan status NAME --stack ${stackName}`,
    );
  const messages = await askAws(() => peek(new SQSClient({}), queue), 'SQS');
  const read = messages.map(({ Body = '' }) => listsOf(Body));
  return {
    stack: stackName,
    queue,
    lists: read.flatMap((lists) => lists ?? []).sort((a, b) => (a.time < b.time ? -1 : 1)),
    others: read.filter((lists) => lists === undefined).length,
    isCut: messages.length >= MAX_READ,
  };
}

/** Receives all messages, then gives them back. */
async function peek(client: SQSClient, QueueUrl: string): Promise<Message[]> {
  const found = new Map<string, Message>();
  try {
    while (found.size < MAX_READ) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: HIDDEN_SECONDS,
          WaitTimeSeconds: 1, // asks all of the queue's servers, not some of them
        }),
      );
      if (Messages.length === 0) break;
      for (const message of Messages) found.set(message.MessageId ?? '', message);
    }
    return [...found.values()];
  } finally {
    const handles = [...found.values()].map(({ ReceiptHandle }) => ReceiptHandle);
    for (let i = 0; i < handles.length; i += 10) {
      const Entries = handles
        .slice(i, i + 10)
        .map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 }));
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    }
  }
}

/** The lists that a message names; undefined for one that is no event of S3's. */
function listsOf(body: string): NotStarted[] | undefined {
  try {
    const { timestamp, requestContext, requestPayload, responsePayload } = tellingSchema.parse(
      JSON.parse(body),
    );
    const { condition, approximateInvokeCount } = requestContext;
    const { errorType, errorMessage } = responsePayload ?? {};
    const said = [errorType, errorMessage].filter(Boolean).join(': ');
    return requestPayload.Records.map(({ s3: { bucket, object } }) => ({
      list: `s3://${bucket.name}/${keyOfEvent(object.key)}`,
      time: timestamp,
      tries: approximateInvokeCount,
      reason:
        condition === 'EventAgeExceeded' && said === ''
          ? 'it had no turn in six hours'
          : said || condition,
    }));
  } catch {
    return undefined;
  }
}
