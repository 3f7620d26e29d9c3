import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';

type Operation = (fields: Record<string, unknown>) => Promise<object>;

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
        const { MaxNumberOfMessages, VisibilityTimeout } = receiveSchema.parse(fields);
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
        const { Entries } = visibilitySchema.parse(fields);
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
