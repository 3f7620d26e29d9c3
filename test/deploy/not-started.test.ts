import { beforeAll, describe, expect, it } from 'vitest';
import { compiledTemplate, ofType, type Template } from './service.ts';

let template: Template;
beforeAll(() => {
  template = compiledTemplate();
});
const START_RUN = 'StartDashrunLambdaFunction';
const queueArn = { 'Fn::GetAtt': ['NotStartedQueue', 'Arn'] };

describe('a dropped list that start-run cannot be told of', () => {
  it('is tried for six hours, three times in all, then put into a queue', () => {
    expect(
      ofType(template, 'AWS::Lambda::EventInvokeConfig').map(([, one]) => one.Properties),
    ).toEqual([
      {
        FunctionName: { Ref: START_RUN },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 21_600,
        DestinationConfig: { OnFailure: { Destination: queueArn } },
      },
    ]);
  });

  it('lies there for 14 days, encrypted, and is found by the machines’ tag', () => {
    expect(template.Resources.NotStartedQueue!.Properties).toEqual({
      QueueName: 'starfan-dev-not-started',
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
    });
    for (const [, { Properties }] of ofType(template, 'AWS::StepFunctions::StateMachine'))
      expect(Properties.Tags).toContainEqual({
        Key: 'starfan:not-started',
        Value: { Ref: 'NotStartedQueue' },
      });
  });

  it('raises an alarm, as does one that the queue did not take', () => {
    const metrics = template.Resources.NotStartedAlarm!.Properties.Metrics as {
      MetricStat?: { Metric: object };
    }[];
    expect(metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])).toEqual([
      {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [
          { Name: 'QueueName', Value: { 'Fn::GetAtt': ['NotStartedQueue', 'QueueName'] } },
        ],
      },
      {
        Namespace: 'AWS/Lambda',
        MetricName: 'DestinationDeliveryFailures',
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: START_RUN } }],
      },
    ]);
  });
});

describe('reserved concurrency', () => {
  const reserved = (one: Template) =>
    ofType(one, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) =>
      'ReservedConcurrentExecutions' in Properties
        ? [[id, Properties.ReservedConcurrentExecutions]]
        : [],
    );

  it('is ten, of start-run alone', () => {
    expect(reserved(template)).toEqual([[START_RUN, 10]]);
  });

  it('is none in a small account, where AWS refuses it', () => {
    expect(reserved(compiledTemplate(['--param', 'maxConcurrency=5']))).toEqual([]);
  });
});
