// The IAM role of a function, from what the table of roles.js says of it.
import { machines, notStartedArn, ownAccount } from './names.js';

/** What a run needs only on its way: tagged when it is put, so that the bucket forgets it. */
const isWorking = (pattern) =>
  /^(plan|background|tiles|strips|histograms|matches|fetched)\//.test(pattern);

const keyOf = (pattern) => (pattern.startsWith('/') ? pattern.slice(1) : `runs/*/${pattern}`);

const allow = (actions, resources, condition) => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(condition ? { Condition: condition } : {}),
});

/**
 * The role of the function `name`: `access` is its row of the table, `settings` the deployment's.
 */
export const roleOf = (name, access, settings) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Description: `${settings.stack}-${name}: what this function may do, and nothing else`,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    },
    Policies: [
      {
        PolicyName: name,
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            ...tracing(name, settings),
            ...ownBucket(access, settings),
            ...inputBuckets(access, settings),
            ...(access.starts ? startingRuns(settings) : []),
          ],
        },
      },
    ],
  },
});

const tracing = (name, { stack }) => [
  allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    [
      {
        'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${stack}-${name}:*`,
      },
    ],
  ),
  // AWS has no narrower form of these
  allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
];

function ownBucket(access, { bucketName, inputHosts }) {
  const { reads, lists = [], writes, deletes = [], images = false, starts = false } = access;
  const bucket = `arn:\${AWS::Partition}:s3:::${bucketName}`;
  const onObjects = (actions, patterns) =>
    patterns.length === 0
      ? []
      : [
          allow(
            actions,
            patterns.map((pattern) => ({ 'Fn::Sub': `${bucket}/${keyOf(pattern)}` })),
            ownAccount,
          ),
        ];
  // what web servers gave, and at what pace they are asked
  const fetched = images && inputHosts.length > 0 ? ['fetched/*'] : [];
  const read = [...reads, ...fetched, ...(images ? ['/inputs/*'] : [])];
  const written = [...writes, ...fetched];
  return [
    ...onObjects(['s3:GetObject'], read),
    // A missing key is known by a listing of its name: S3 says 403 of it, as of a forbidden one
    // (shared/store/s3-missing.ts).
    allow(['s3:ListBucket'], [{ 'Fn::Sub': bucket }], {
      ...ownAccount,
      StringLike: { 's3:prefix': [...read, ...lists].map(keyOf) },
    }),
    // in a bucket with versioning a dropped list is read as it was dropped
    ...onObjects(['s3:GetObjectVersion'], starts ? ['/lists/*'] : []),
    ...onObjects(['s3:PutObject', 's3:AbortMultipartUpload'], written),
    ...onObjects(['s3:PutObjectTagging'], written.filter(isWorking)),
    ...onObjects(['s3:DeleteObject'], deletes),
  ];
}

/** Input buckets may be anybody's: no condition on their account. */
function inputBuckets({ images = false, starts = false }, settings) {
  const arns = settings.inputBuckets.map((input) => `arn:\${AWS::Partition}:s3:::${input}`);
  if (arns.length === 0) return [];
  const named = (suffix) => arns.map((arn) => ({ 'Fn::Sub': `${arn}${suffix}` }));
  return [
    ...(images ? [allow(['s3:GetObject'], named('/*'))] : []),
    // What stands beside an image is looked for by the beginning of its name.
    ...(starts
      ? [allow(['s3:ListBucket'], named(''), { StringLike: { 's3:prefix': ['?*'] } })]
      : []),
  ];
}

const startingRuns = ({ stack }) => [
  allow(['sqs:SendMessage'], [notStartedArn]),
  allow(
    ['states:StartExecution'],
    machines.map((machine) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:${stack}-${machine}`,
    })),
  ),
];
