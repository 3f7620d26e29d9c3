import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { RunError } from '../../shared/contracts/errors.ts';
import type { Tools } from '../../shared/lambda/handler.ts';
import type { Drop } from './drop-event.ts';

let client: SFNClient | undefined;

/**
 * Starts the machine of each dropped list; the names of the runs that it started. One that is
 * started already is no error. Throws BadRequest where a machine is not deployed.
 */
export async function startRuns(drops: Drop[], log: Tools['log']): Promise<string[]> {
  client ??= new SFNClient({});
  const started: string[] = [];
  for (const { machine, name, ...input } of drops) {
    const stateMachineArn =
      process.env[`${machine.replaceAll('-', '_').toUpperCase()}_MACHINE_ARN`];
    if (!stateMachineArn)
      throw new RunError('BadRequest', `No machine ${machine} is deployed for ${input.list}`);
    try {
      await client.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
      );
      started.push(name);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
      log('already started', { name });
    }
  }
  return started;
}
