import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Fields, type Operation, SfnError } from './aws-json.ts';

/** A queue of SQS. */
export interface Queue {
  put(body: string): void;
  /** of SQS' JSON protocol */
  operations: Record<string, Operation>;
}

const receiveSchema = z.object({
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: z.number().min(0).default(30),
});
const visibilitySchema = z.object({
  Entries: z.array(
    z.object({ Id: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: z.number() }),
  ),
});

/**
 * A queue that is kept as long as this process runs: ReceiveMessage, ChangeMessageVisibilityBatch
 * and PurgeQueue of it.
 */
export function createQueue(): Queue {
  const messages = new Map<string, { body: string; hiddenUntil: number }>();
  return {
    put: (body) => void messages.set(randomUUID(), { body, hiddenUntil: 0 }),
    operations: {
      async ReceiveMessage(fields) {
        const { MaxNumberOfMessages, VisibilityTimeout } = checked(receiveSchema, fields);
        const now = Date.now();
        const seen = [...messages].filter(([, { hiddenUntil }]) => hiddenUntil <= now);
        const Messages = seen.slice(0, MaxNumberOfMessages).map(([id, message]) => {
          message.hiddenUntil = now + 1000 * VisibilityTimeout;
          const MD5OfBody = createHash('md5').update(message.body).digest('hex');
          return { MessageId: id, ReceiptHandle: id, Body: message.body, MD5OfBody };
        });
        return { Messages };
      },
      async ChangeMessageVisibilityBatch(fields) {
        const { Entries } = checked(visibilitySchema, fields);
        for (const { ReceiptHandle, VisibilityTimeout } of Entries) {
          const message = messages.get(ReceiptHandle);
          if (message) message.hiddenUntil = Date.now() + 1000 * VisibilityTimeout;
        }
        return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
      },
      async PurgeQueue() {
        messages.clear();
        return {};
      },
    },
  };
}

/** The fields of a request as a schema wants them. Throws SfnError. */
function checked<Schema extends z.ZodType>(schema: Schema, fields: Fields): z.output<Schema> {
  const { data, error } = schema.safeParse(fields);
  if (error) throw new SfnError('InvalidParameterValue', z.prettifyError(error));
  return data;
}
