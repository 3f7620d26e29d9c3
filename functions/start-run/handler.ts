import { z } from 'zod';
import { machineSchema, runInputSchema, type StartedRun } from '../../shared/contracts/run.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { isOwnMachine } from '../../shared/store/open.ts';
import { dropEventSchema, dropsOf } from './drop-event.ts';
import { prepareRun } from './prepare-run.ts';

const eventSchema = z.union([
  dropEventSchema,
  z.object({
    machine: machineSchema.default('detect-sources'),
    input: runInputSchema,
    execution: z.string().min(1),
  }),
]);

/**
 * Begins a run. From S3's notification of a dropped list it starts the state machine; as the machine's first state it checks
 * the list and writes what the others need.
 */
export const handler = lambdaHandler(
  eventSchema,
  async (event, { store, log }): Promise<StartedRun | { started: string[] }> => {
    if (!('Records' in event)) {
      const { machine, input, execution } = event;
      return prepareRun(
        store,
        machine,
        input,
        execution,
        isOwnMachine(process.env) ? process.cwd() : undefined,
      );
    }

    // not at the top: it brings the AWS SDK, which the machine's first state has no use for
    const { startRuns } = await import('./start-runs.ts');
    return { started: await startRuns(dropsOf(event), log) };
  },
);
