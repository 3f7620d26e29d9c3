// Who hears when something needs a person. An alarm is paid by its metrics, so those that say the
// same are summed up.
import { functionId, logicalName, machines } from './names.js';
import { parameters } from './parameters.js';

/** One invocation is one step of a run, or a list dropped: an error here is seen by nobody else. */
const steps = [
  'start-run',
  'record-failure',
  'merge-catalogue',
  'write-report',
  'plan-sky',
  'plan-mosaics',
  'match-background',
  'make-stretch',
  'build-hips',
];
/**
 * The same, of the tables that objects stand in, and of very many backgrounds: an alarm takes ten
 * metrics.
 */
const moreSteps = ['plan-matches', 'build-tables', 'match-background-large'];
/**
 * After an error here an item is set aside; an error before, on the smaller function, is tried
 * again on these.
 */
const lastTries = [
  'detect-sources-large',
  'merge-volumes-large',
  'match-sources-large',
  'read-images',
  'measure-overlaps-large',
  'paint-tiles-large',
  'draw-pictures-large',
  'paint-strips-large',
  'write-mosaics-large',
];
/** Where many run at the same time. */
const wide = [
  'start-run',
  'detect-sources',
  'read-images',
  'measure-overlaps',
  'paint-tiles',
  'paint-strips',
  'write-mosaics',
  'draw-pictures',
];
/** The same of catalogues. */
const wideOfCatalogues = ['merge-volumes', 'match-sources'];

export async function resources(context) {
  const { stack, alarmEmail, monthlyBudget } = await parameters(context);
  return {
    Resources: {
      ...mapValues(machineAlarms(), (one) => alarm(stack, one, alarmEmail !== '')),
      ...mapValues(functionAlarms, (one) => alarm(stack, one, alarmEmail !== '')),
      ...(alarmEmail === ''
        ? {}
        : {
            AlarmTopic: {
              Type: 'AWS::SNS::Topic',
              Properties: {
                TopicName: `${stack}-alarms`,
                Subscription: [{ Protocol: 'email', Endpoint: alarmEmail }],
              },
            },
          }),
      ...(monthlyBudget > 0 ? { Budget: budget(stack, monthlyBudget, alarmEmail) } : {}),
    },
  };
}

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

/** Of each state machine: a run that failed. */
const machineAlarms = () =>
  Object.fromEntries(
    machines.map((name) => [
      `${logicalName(name)}Alarm`,
      {
        name: `${name}-failed`,
        description: `A run of ${name} failed or timed out: its report.html says why.`,
        metrics: ['ExecutionsFailed', 'ExecutionsTimedOut'].map((MetricName) => ({
          Namespace: 'AWS/States',
          MetricName,
          Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: `${logicalName(name)}Machine` } }],
        })),
      },
    ]),
  );

/** A metric of Lambda, of each of the functions. */
const ofFunctions = (names, MetricName) =>
  names.map((name) => ({
    Namespace: 'AWS/Lambda',
    MetricName,
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: functionId(name) } }],
  }));

const functionAlarms = {
  StepsAlarm: {
    name: 'steps-failed',
    description:
      'A function that does a whole step failed; the state machine tries again, or Lambda where a list was dropped.',
    metrics: ofFunctions(steps, 'Errors'),
  },
  TableStepsAlarm: {
    name: 'table-steps-failed',
    description:
      'A function that does a whole step of the tables of objects, or of very many backgrounds, failed; the state machine tries again.',
    metrics: ofFunctions(moreSteps, 'Errors'),
  },
  LastTriesAlarm: {
    name: 'items-set-aside',
    description: 'Items broke off on the larger function too and are in failures.jsonl.',
    metrics: ofFunctions(lastTries, 'Errors'),
  },
  NotStartedAlarm: {
    name: 'lists-not-started',
    description:
      'A dropped list started nothing: starfan status --stack says which and why; docs/operating.md how to send it again.',
    metrics: [
      {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [
          { Name: 'QueueName', Value: { 'Fn::GetAtt': ['NotStartedQueue', 'QueueName'] } },
        ],
      },
      // the queue itself did not take it
      ...ofFunctions(['start-run'], 'DestinationDeliveryFailures'),
    ],
  },
  ThrottlesAlarm: {
    name: 'throttled',
    description:
      'Lambda turned calls away: runs are slower than they could be, or many lists wait for start-run. Lower maxConcurrency, or ask AWS for more concurrent executions.',
    metrics: ofFunctions(wide, 'Throttles'),
  },
  CatalogueThrottlesAlarm: {
    name: 'catalogues-throttled',
    description: 'The same of the functions that merge and match catalogues.',
    metrics: ofFunctions(wideOfCatalogues, 'Throttles'),
  },
};

/** An alarm on the sum of the metrics; `isMailed`: somebody gets an e-mail. */
const alarm = (stack, { name, description, metrics }, isMailed) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: `${stack}-${name}`,
    AlarmDescription: description,
    Metrics: [
      ...metrics.map((Metric, i) => ({
        Id: `m${i}`,
        ReturnData: false,
        MetricStat: { Metric, Period: 300, Stat: 'Sum' },
      })),
      { Id: 'sum', Expression: metrics.map((_, i) => `FILL(m${i}, 0)`).join(' + '), Label: name },
    ],
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    // data that come late still count
    EvaluationPeriods: 2,
    DatapointsToAlarm: 1,
    TreatMissingData: 'notBreaching',
    ...(isMailed ? { AlarmActions: [{ Ref: 'AlarmTopic' }] } : {}),
  },
});

/**
 * Of the whole account: by tag it would see nothing until somebody activates the tag for billing.
 */
const budget = (stack, Amount, Address) => ({
  Type: 'AWS::Budgets::Budget',
  Properties: {
    Budget: {
      BudgetName: `${stack}-account`,
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount, Unit: 'USD' },
    },
    NotificationsWithSubscribers: [
      ['ACTUAL', 80],
      ['FORECASTED', 100],
    ].map(([NotificationType, Threshold]) => ({
      Notification: {
        NotificationType,
        ComparisonOperator: 'GREATER_THAN',
        Threshold,
        ThresholdType: 'PERCENTAGE',
      },
      Subscribers: [{ SubscriptionType: 'EMAIL', Address }],
    })),
  },
});
