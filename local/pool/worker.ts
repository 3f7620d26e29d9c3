/**
 * Entry of an environment's process. Loads each function once and answers the invocations that come
 * over the IPC channel, one at a time. It ends when the channel closes, so that it does not outlive
 * the pool.
 */
import { pathToFileURL } from 'node:url';
import { ownPeakRss } from '../../shared/lambda/peak-memory.ts';
import { resetOwnPeakRss } from './memory.ts';
import type { Code, ErrorPayload, InvocationMessage, WorkerMessage } from './protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

const { env } = process;

const send = (report: WorkerMessage): void => {
  process.send?.(report);
};

process.on('disconnect', () => process.exit(0));

function payloadOf(error: unknown): ErrorPayload {
  if (!(error instanceof Error))
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: error.stack?.split('\n') ?? [],
  };
}

const loaded = new Map<string, Promise<Handler>>();

function load({ functionName, bundle, handler }: Code): Promise<Handler> {
  const known = loaded.get(functionName);
  if (known) return known;
  const loading = importHandler(bundle, handler);
  loaded.set(functionName, loading);
  loading.then(
    () => send({ type: 'loaded', functionName }),
    (error) => send({ type: 'initError', functionName, error: payloadOf(error) }),
  );
  return loading;
}

async function importHandler(bundle: string, name: string): Promise<Handler> {
  const module: Record<string, unknown> = await import(pathToFileURL(bundle).href);
  const handler = module[name];
  if (typeof handler === 'function') return handler as Handler;
  throw Object.assign(new Error(`${bundle} exports no function ${name}`), {
    name: 'Runtime.HandlerNotFound',
  });
}

function contextOf(requestId: string, { functionName, timeout, memorySize }: Code): object {
  const deadline = Date.now() + timeout * 1000;
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: String(memorySize),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function answer({ code, invocation }: InvocationMessage): Promise<void> {
  const loading = load(code);
  if (!invocation) return;
  const handler = await loading;
  const { requestId, payload } = invocation;
  env._HANDLER = `index.${code.handler}`;
  env.AWS_LAMBDA_FUNCTION_NAME = code.functionName;
  env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = String(code.memorySize);
  resetOwnPeakRss();
  const context = contextOf(requestId, code);
  try {
    const result = JSON.stringify(await handler(JSON.parse(payload), context)) ?? 'null';
    send({ type: 'done', requestId, peakRss: ownPeakRss(), result });
  } catch (error) {
    send({ type: 'done', requestId, peakRss: ownPeakRss(), error: payloadOf(error) });
  }
}

// The load error was already sent; nothing is left to report.
process.on('message', (order: InvocationMessage) => void answer(order).catch(() => {}));
// Only where the pool cannot look for itself.
if (process.platform !== 'linux') {
  setInterval(() => send({ type: 'memory', rss: process.memoryUsage.rss() }), 50).unref();
}
