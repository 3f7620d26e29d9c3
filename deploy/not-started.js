// S3 sends start-run a dropped list once and does not wait. Lambda keeps the event, tries again,
// and puts what comes to nothing into a queue.
import { functionId, notStartedArn } from './names.js';
import { parameters } from './parameters.js';

/** Seconds: the longest that Lambda and SQS offer. */
const LONGEST_WAIT = 6 * 3600;
const LONGEST_KEPT = 14 * 86_400;

/**
 * Calls of start-run at the same time: 10 are enough for 50 lists a second, and a flood of lists
 * leaves the rest to the runs.
 */
const START_RUNS_AT_ONCE = 10;
/**
 * Whoever gives less has a small account, and of 100 free executions AWS lets nobody reserve any.
 */
const LEAST_TO_RESERVE = 100;

const startRun = functionId('start-run');

export async function resources(context) {
  const { stack, maxConcurrency } = await parameters(context);
  return {
    Resources: {
      NotStartedQueue: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: `${stack}-not-started`,
          MessageRetentionPeriod: LONGEST_KEPT,
          SqsManagedSseEnabled: true,
        },
      },
      NotStartedQueuePolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'NotStartedQueue' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              deny('OnlyEncrypted', { Bool: { 'aws:SecureTransport': 'false' } }),
              deny('OnlyThisAccount', {
                StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } },
              }),
            ],
          },
        },
      },
      StartRunEvents: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: startRun },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 2,
          MaximumEventAgeInSeconds: LONGEST_WAIT,
          DestinationConfig: { OnFailure: { Destination: notStartedArn } },
        },
      },
    },
    Outputs: {
      NotStartedQueue: {
        Description: 'events of dropped lists that started nothing',
        Value: { Ref: 'NotStartedQueue' },
      },
    },
    extensions:
      maxConcurrency < LEAST_TO_RESERVE
        ? {}
        : { [startRun]: { Properties: { ReservedConcurrentExecutions: START_RUNS_AT_ONCE } } },
  };
}

const deny = (Sid, Condition) => ({
  Sid,
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Resource: notStartedArn,
  Condition,
});
