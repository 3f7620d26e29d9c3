import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { RunError } from '../../shared/contracts/errors.ts';
import { runInputSchema, type StartedRun } from '../../shared/contracts/run.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { dropEventSchema, dropsOf } from './drop-event.ts';
import { prepareRun } from './prepare-run.ts';

const eventSchema = z.union([
  dropEventSchema,
  z.object({ input: runInputSchema, execution: z.string().min(1) }),
]);

let client: SFNClient | undefined;

/**
 * Begins a run. From S3's notification of a dropped list it starts the state machine; as the machine's first state it checks
 * the list and writes what the others need.
 */
export const handler = lambdaHandler(
  eventSchema,
  async (event, { store, log }): Promise<StartedRun | { started: string[] }> => {
    if (!('Records' in event)) {
      const { input, execution } = event;
      const isLocal = process.env.STARFAN_FILES === '1';
      return prepareRun(store, input, execution, isLocal ? process.cwd() : undefined);
    }

    const started: string[] = [];
    for (const { machine, name, list } of dropsOf(event)) {
      const stateMachineArn = process.env[`${machine.replaceAll('-', '_').toUpperCase()}_MACHINE_ARN`];
      if (!stateMachineArn) throw new RunError('BadRequest', `No machine ${machine} is deployed for ${list}`);
      client ??= new SFNClient({});
      try {
        await client.send(
          new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ list }) }),
        );
        started.push(name);
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
        log('already started', { name });
      }
    }
    return { started };
  },
);
