import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { type Machine, machineSchema } from '../../shared/contracts/run.ts';

/** One run of a state machine, as Step Functions describes it. */
export interface StackExecution {
  arn: string;
  name: string;
  machine: Machine;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  started: Date;
  /** JSON */
  input: string;
  error: string | undefined;
  cause: string | undefined;
  /** whether it can be taken up where it was stopped, for 14 days */
  isRedrivable: boolean;
}

/** What DescribeExecution answers, of a machine of the stack. */
export function executionOf(stack: string, description: DescribeExecutionOutput): StackExecution {
  const machine = description.stateMachineArn?.split(':').pop()?.slice(`${stack}-`.length);
  const status =
    description.status === 'PENDING_REDRIVE' ? 'RUNNING' : (description.status ?? 'RUNNING');
  return {
    arn: description.executionArn ?? '',
    name: description.name ?? '',
    machine: machineSchema.parse(machine),
    status,
    started: description.startDate ?? new Date(0),
    input: description.input ?? '{}',
    error: description.error,
    cause: description.cause,
    isRedrivable: description.redriveStatus === 'REDRIVABLE',
  };
}
