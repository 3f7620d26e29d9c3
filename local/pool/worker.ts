/**
 * Entry of an environment's process: `worker BUNDLE HANDLER`. Loads the function once, then answers invocations that come over
 * the IPC channel, one at a time. It ends when the channel closes, so that it does not outlive the pool.
 */
import { pathToFileURL } from 'node:url';
import { ownPeakRss, resetOwnPeakRss } from './memory.ts';
import type { ErrorPayload, Invocation, Report } from './protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

const [bundle = '', handlerName = ''] = process.argv.slice(2);
const { env } = process;
const timeoutMs = Number(env.STARFAN_TIMEOUT_SECONDS) * 1000;
delete env.STARFAN_TIMEOUT_SECONDS;

const send = (report: Report): void => {
  process.send?.(report);
};

process.on('disconnect', () => process.exit(0));

function payloadOf(error: unknown): ErrorPayload {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

async function load(): Promise<Handler> {
  const module: Record<string, unknown> = await import(pathToFileURL(bundle).href);
  const handler = module[handlerName];
  if (typeof handler === 'function') return handler as Handler;
  throw Object.assign(new Error(`${bundle} exports no function ${handlerName}`), {
    name: 'Runtime.HandlerNotFound',
  });
}

function contextOf(requestId: string): object {
  const functionName = env.AWS_LAMBDA_FUNCTION_NAME ?? '';
  const deadline = Date.now() + timeoutMs;
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function answer(handler: Handler, { requestId, payload }: Invocation): Promise<void> {
  resetOwnPeakRss();
  const context = contextOf(requestId);
  try {
    const result = JSON.stringify(await handler(JSON.parse(payload), context)) ?? 'null';
    send({ type: 'done', requestId, peakRss: ownPeakRss(), result });
  } catch (error) {
    send({ type: 'done', requestId, peakRss: ownPeakRss(), error: payloadOf(error) });
  }
}

try {
  const handler = await load();
  process.on('message', (invocation: Invocation) => void answer(handler, invocation));
  // Only where the pool cannot look for itself.
  if (process.platform !== 'linux') {
    setInterval(() => send({ type: 'memory', rss: process.memoryUsage.rss() }), 50).unref();
  }
  send({ type: 'ready' });
} catch (error) {
  send({ type: 'initError', error: payloadOf(error) });
}
