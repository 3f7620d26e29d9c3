import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { RunError } from '../contracts/errors.ts';
import { openStore } from '../store/open.ts';
import { runStore } from '../store/run-store.ts';
import type { Store } from '../store/store.ts';
import { objectUrl } from '../store/url.ts';
import { invocationEnded } from './kept.ts';

/** What a function's body gets beside its input. */
export interface Tools {
  /** one for the life of the process */
  store: Store;
  /** one line of JSON to the function's log */
  log(message: string, fields?: Record<string, unknown>): void;
  context: Context;
}

let store: Store | undefined;
/** of the run that the last event was of */
let ofRun: { run: string; store: Store } | undefined;

function storeOfRun(all: Store, run: string): Store {
  if (ofRun?.run !== run) ofRun = { run, store: runStore(all, run, process.env) };
  return ofRun.store;
}

const runSchema = z.union([
  z.object({ run: z.string().min(1) }).transform(({ run }) => run),
  z
    .object({ BatchInput: z.object({ run: z.string().min(1) }) })
    .transform(({ BatchInput }) => BatchInput.run),
]);

/** The prefix of the run that an event is of; undefined of one that only begins. */
function runOf(event: unknown): string | undefined {
  const run = runSchema.safeParse(event);
  return run.success ? objectUrl(run.data) : undefined;
}

/**
 * The one wrapper every function wears: checks the event against its schema (throws BadRequest,
 * which says what is wrong with it), hands over the process's store, logs begin, end and error as
 * lines of JSON.
 */
export function lambdaHandler<Input, Output>(
  schema: z.ZodType<Input>,
  body: (input: Input, tools: Tools) => Promise<Output>,
) {
  return middy(async (event: Input, context: Context) => {
    store ??= openStore(process.env);
    const run = runOf(event);
    const own = run === undefined ? store : storeOfRun(store, run);
    try {
      return await body(event, { store: own, context, log: logger(context) });
    } finally {
      invocationEnded();
    }
  })
    .use({
      before: (request) => {
        const parsed = schema.safeParse(request.event);
        if (!parsed.success) {
          throw new RunError(
            'BadRequest',
            `The event is not what ${request.context.functionName} takes:\n${z.prettifyError(parsed.error)}`,
          );
        }
        request.event = parsed.data;
      },
    })
    .use({
      before: (request) => {
        request.internal.started = performance.now();
      },
      after: (request) => {
        const seconds = (performance.now() - Number(request.internal.started)) / 1000;
        logger(request.context)('done', { seconds: round(seconds) });
      },
      onError: (request) => {
        const error = request.error;
        logger(request.context)('failed', {
          error: error?.name,
          message: error?.message,
          stack: error?.stack,
        });
      },
    });
}

function logger(context: Context): Tools['log'] {
  return (message, fields = {}) => {
    console.log(
      JSON.stringify({
        function: context.functionName,
        request: context.awsRequestId,
        message,
        ...fields,
      }),
    );
  };
}

const round = (seconds: number) => Math.round(seconds * 1e4) / 1e4;
