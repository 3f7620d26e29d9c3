import * as z from 'zod';
import { LISTS_PREFIX } from '../shared/contracts/keys.ts';
import { LOCAL_STACK } from './local-executions.ts';
import type { Queue } from './queue.ts';
import type { Runner } from './runner.ts';

const startedSchema = z.object({ started: z.array(z.string()) });

/** An object that was put. */
export interface PutObject {
  bucket: string;
  key: string;
  etag: string;
}

/**
 * Starts runs for what was dropped beside the lists, as an S3 event does; does nothing for other
 * objects. What starts nothing goes to the queue, and is said.
 */
export async function startDropped(
  { bucket: name, key, etag }: PutObject,
  runner: Runner,
  notStarted: Queue,
  onRefused: ((key: string, error: Error) => void) | undefined,
): Promise<void> {
  if (!key.startsWith(LISTS_PREFIX) || key.endsWith('/')) return;
  // as S3 writes keys in events
  const written = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
  const event = {
    Records: [{ s3: { bucket: { name }, object: { key: written, eTag: etag } } }],
  };
  try {
    const { started } = startedSchema.parse(await runner.invoke('start-run', event));
    if (started.length > 0) return;
    const advice = `this very list has been run: change it, or starfan redo NAME --stack ${LOCAL_STACK}`;
    onRefused?.(key, new Error(advice));
  } catch (error) {
    notStarted.put(tellingOf(event, error as Error));
    onRefused?.(key, error as Error);
  }
}

/** What Lambda sends to a destination of an event that a function did not take. */
const tellingOf = (event: object, { name, message }: Error): string =>
  JSON.stringify({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
    requestPayload: event,
    responsePayload: { errorType: name, errorMessage: message },
  });
