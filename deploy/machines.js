// The state machines, from the same files as on a laptop, each with its role and log.
import { readFile } from 'node:fs/promises';
import { functionId, logicalName, machines, ownAccount } from './names.js';
import { parameters } from './parameters.js';

/** What the maps of each machine fan out over: keys below `runs/<id>/`. */
const partsOfList = ['lists/beginning.jsonl', 'lists/rest.jsonl'];
const items = {
  'detect-sources': ['list.jsonl', ...partsOfList, 'plan/volumes.jsonl', 'plan/matches.jsonl'],
  'sky-map': [
    'lists/chunks.jsonl',
    ...partsOfList,
    'plan/overlaps.jsonl',
    'plan/plates.jsonl',
    'plan/pictures.jsonl',
  ],
  mosaic: [
    'lists/chunks.jsonl',
    ...partsOfList,
    'plan/overlaps.jsonl',
    'plan/strips.jsonl',
    'plan/mosaics.jsonl',
  ],
};

export async function resources(context) {
  const settings = await parameters(context);
  const functions = Object.keys(await context.resolveVariable('self:functions'));
  const parts = await Promise.all(machines.map((name) => machineParts(name, functions, settings)));
  const { bucketName, stack } = settings;
  return {
    Resources: Object.assign({}, ...parts),
    Outputs: Object.fromEntries(
      machines.map((name) => [
        `${logicalName(name)}Machine`,
        {
          Description: `state machine ${stack}-${name}`,
          Value: { Ref: `${logicalName(name)}Machine` },
        },
      ]),
    ),
    extensions: {
      ...extensionsOfAll(functions, settings.inputHosts),
      // Not in the function's own `environment`: such values exist in the cloud alone, and
      // `invoke local` would stumble over them.
      [functionId('start-run')]: {
        Properties: {
          Environment: {
            Variables: {
              ...arnsByVariable(stack),
              STARFAN_BUCKET: { 'Fn::Sub': bucketName },
              STARFAN_INPUT_BUCKETS: {
                'Fn::Sub': [...settings.inputBuckets, bucketName].join(','),
              },
              ...hostsOf(settings.inputHosts),
              STARFAN_MAX_CONCURRENCY: String(settings.maxConcurrency),
            },
          },
        },
      },
    },
  };
}

/** Where start-run looks for the machine of a dropped list. */
const arnsByVariable = (stack) =>
  Object.fromEntries(
    machines.map((name) => [
      `${name.replaceAll('-', '_').toUpperCase()}_MACHINE_ARN`,
      { 'Fn::Sub': arnOf(stack, name) },
    ]),
  );

/** Which hosts may be asked, said only where there are any. */
const hostsOf = (inputHosts) =>
  inputHosts.length > 0 ? { STARFAN_INPUT_HOSTS: inputHosts.join(',') } : {};

/** Whoever reads images gets the hosts. */
const extensionsOfAll = (functions, inputHosts) =>
  inputHosts.length === 0
    ? {}
    : Object.fromEntries(
        functions.map((name) => [
          functionId(name),
          { Properties: { Environment: { Variables: hostsOf(inputHosts) } } },
        ]),
      );

/** Known by its name before it stands: functions and roles that it needs may name it. */
const arnOf = (stack, name) =>
  `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:${stack}-${name}`;

async function machineParts(name, functions, { stack, bucketName }) {
  const definition = await readFile(
    new URL(`../statemachines/${name}.asl.json`, import.meta.url),
    'utf8',
  );
  const arns = functionArns(name, definition, functions);
  const id = logicalName(name);
  const policy = {
    PolicyName: name,
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: rights(name, Object.values(arns), { stack, bucketName }),
    },
  };
  return {
    [`${id}Machine`]: machine(name, definition, arns, { stack, bucketName }),
    [`${id}MachineLog`]: {
      Type: 'AWS::Logs::LogGroup',
      // /aws/vendedlogs/: all groups share one policy there, which has a largest size
      Properties: { LogGroupName: `/aws/vendedlogs/states/${stack}-${name}`, RetentionInDays: 30 },
    },
    [`${id}MachineRole`]: machineRole(name, stack, policy),
  };
}

/** The ARN of each function that a definition names, by the name of its placeholder there. */
function functionArns(name, definition, functions) {
  const placeholders = new Set(
    [...definition.matchAll(/\$\{(\w+)\}/g)].map(([, placeholder]) => placeholder),
  );
  const used = functions.filter((one) => placeholders.delete(`${logicalName(one)}FunctionArn`));
  if (placeholders.size > 0)
    throw new Error(
      `statemachines/${name}.asl.json: serverless.yml has no function for ${[...placeholders]}`,
    );
  return Object.fromEntries(
    used.map((one) => [
      `${logicalName(one)}FunctionArn`,
      { 'Fn::GetAtt': [functionId(one), 'Arn'] },
    ]),
  );
}

const machine = (name, definition, arns, { stack, bucketName }) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineName: `${stack}-${name}`,
    StateMachineType: 'STANDARD',
    RoleArn: { 'Fn::GetAtt': [`${logicalName(name)}MachineRole`, 'Arn'] },
    // as a string: null (ResultPath) means something here
    DefinitionString: JSON.stringify(JSON.parse(definition)),
    DefinitionSubstitutions: arns,
    LoggingConfiguration: {
      // every state of every child would be more text than pixels
      Level: 'ERROR',
      IncludeExecutionData: true,
      Destinations: [
        {
          CloudWatchLogsLogGroup: {
            LogGroupArn: { 'Fn::GetAtt': [`${logicalName(name)}MachineLog`, 'Arn'] },
          },
        },
      ],
    },
    TracingConfiguration: { Enabled: true },
    // by which --stack finds both
    Tags: [
      { Key: 'starfan:bucket', Value: { 'Fn::Sub': bucketName } },
      { Key: 'starfan:not-started', Value: { Ref: 'NotStartedQueue' } },
    ],
  },
});

const machineRole = (name, stack, policy) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Description: `${stack}-${name}: what this state machine may do, and nothing else`,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'states.amazonaws.com' },
          Action: 'sts:AssumeRole',
          // for this machine, its map runs among it, and no other
          Condition: {
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            ArnLike: { 'aws:SourceArn': { 'Fn::Sub': `${arnOf(stack, name)}*` } },
          },
        },
      ],
    },
    Policies: [policy],
  },
});

function rights(name, functionArns, { stack, bucketName }) {
  const inRuns = (key) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:s3:::${bucketName}/runs/*/${key}`,
  });
  const execution = (suffix) => ({
    'Fn::Sub': `${arnOf(stack, name).replace(':stateMachine:', ':execution:')}${suffix}`,
  });
  return [
    { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: functionArns },
    // A Distributed Map starts its children as executions of the machine itself: name/label:id.
    {
      Effect: 'Allow',
      Action: ['states:StartExecution'],
      Resource: [{ 'Fn::Sub': arnOf(stack, name) }],
    },
    {
      Effect: 'Allow',
      Action: ['states:DescribeExecution', 'states:StopExecution'],
      Resource: [execution(':*'), execution('/*:*')],
    },
    { Effect: 'Allow', Action: ['states:RedriveExecution'], Resource: [execution('/*:*')] },
    {
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: [...items[name].map(inRuns), inRuns('maps/*')],
      Condition: ownAccount,
    },
    {
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
      Resource: [inRuns('maps/*')],
      Condition: ownAccount,
    },
    // AWS has no narrower form of these
    {
      Effect: 'Allow',
      Action: [
        'logs:CreateLogDelivery',
        'logs:GetLogDelivery',
        'logs:UpdateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
      ],
      Resource: ['*'],
    },
  ];
}
