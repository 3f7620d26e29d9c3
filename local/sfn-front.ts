import { exchange } from './aws-json.ts';
import type { Executions } from './executions.ts';
import { type Loopback, listenOnLoopback } from './loopback.ts';
import type { Queue } from './queue.ts';
import { sfnOperations } from './sfn-operations.ts';
import type { Credentials } from './signature.ts';

/**
 * Step Functions' JSON 1.0 protocol over what runs the machines here: StartExecution,
 * DescribeExecution, ListExecutions, StopExecution, RedriveExecution, ListStateMachines,
 * ListTagsForResource, with the semantics of STANDARD machines; and SQS' of one queue. Only
 * programs of this machine reach it; where there are credentials, only those that have them.
 */
export function startSfnFront(
  executions: Executions,
  port?: number,
  credentials?: Credentials,
  queue?: Queue,
): Promise<Loopback> {
  const operations = { ...queue?.operations, ...sfnOperations(executions) };
  return listenOnLoopback(
    (request, response) => exchange(operations, request, response, credentials),
    { port },
  );
}
