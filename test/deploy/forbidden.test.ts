import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Call,
  isAllowed,
  isDenied,
  own,
  resourcePolicyOf,
  statementsOf,
  trustOf,
} from './policies.ts';
import { compiledTemplate, ofType, type Template } from './service.ts';

// What nobody may do, whatever a hostile list, image or function asks for: each call beside one of
// its kind that is allowed.

let template: Template;
beforeAll(() => {
  template = compiledTemplate([
    '--param',
    'bucket=my-sky',
    '--param',
    'inputBuckets=stpubdata,my-images-*',
  ]);
});

const bucketArn = (name: string) => `arn:\${AWS::Partition}:s3:::${name}`;
const here = `\${AWS::Region}:\${AWS::AccountId}`;
const states = (rest: string) => `arn:\${AWS::Partition}:states:${here}:${rest}`;

const object =
  (verb: string) =>
  (address: string, context: Call['context'] = own): Call => ({
    action: `s3:${verb}`,
    resource: bucketArn(address),
    context,
  });
const get = object('GetObject');
const put = object('PutObject');
const remove = object('DeleteObject');
const tag = object('PutObjectTagging');
const list = (name: string, prefix?: string): Call => ({
  action: 's3:ListBucket',
  resource: bucketArn(name),
  context: prefix === undefined ? own : { ...own, 's3:prefix': prefix },
});
const call = (action: string, resource: string): Call => ({ action, resource });
/** in a bucket that bears our name and is somebody else's */
const foreign = { 'aws:ResourceAccount': '999999999999' };

const detection = 'my-sky/runs/a/tasks/detections/x.json';
const tile = 'my-sky/runs/a/tiles/K/1.fits';

const allowed: [string, Call][] = [
  ['DetectSources', get('stpubdata/hst/public/x.fits', foreign)],
  ['DetectSources', get('my-images-2/x.fits')],
  ['DetectSources', get('my-sky/inputs/x.fits')],
  ['DetectSources', put(detection)],
  ['DetectSources', list('my-sky', 'runs/a/tasks/detections/x.json')],
  ['DetectSourcesLarge', put('my-sky/runs/a/images/x/catalogue.fits')],
  ['StartRun', get('my-sky/lists/detect/x.txt')],
  ['StartRun', list('stpubdata', 'hst/public/one_')],
  ['StartRun', call('states:StartExecution', states('stateMachine:starfan-dev-sky-map'))],
  ['StartRun', call('sqs:SendMessage', `\${NotStartedQueue.Arn}`)],
  ['MergeCatalogue', remove('my-sky/runs/a/catalogue/part-0001.parquet')],
  ['PaintTiles', tag(tile)],
  ['BuildHips', remove('my-sky/runs/a/sky.html')],
  ['DetectSourcesMachine', get('my-sky/runs/a/list.jsonl')],
  [
    'DetectSourcesMachine',
    call('lambda:InvokeFunction', `\${DetectDashsourcesLambdaFunction.Arn}`),
  ],
];

const forbidden: [string, Call][] = [
  // other buckets
  ['DetectSources', get('somebody-elses/x.fits')],
  ['DetectSources', get('stpubdata-2/x.fits')],
  ['DetectSources', get('my-image/x.fits')],
  ['DetectSources', put('stpubdata/x.fits')],
  ['DetectSources', put('my-images-2/x.fits')],
  ['DetectSources', remove('my-images-2/x.fits')],
  ['RecordFailure', put('my-images-2/x.fits')],
  ['ReadImages', remove('stpubdata/hst/public/x.fits')],
  ['StartRun', get('stpubdata/hst/public/x.fits')],
  ['PlanSky', get('stpubdata/hst/public/x.fits')],
  ['WriteReport', get('my-images-2/x.fits')],
  ['DetectSourcesMachine', get('stpubdata/hst/public/x.fits')],
  // the bucket, when it is not ours any more
  ['DetectSources', put(detection, foreign)],
  ['DetectSources', get('my-sky/runs/a/parameters.json', foreign)],
  ['StartRun', put('my-sky/runs/a/list.jsonl', foreign)],
  ['BuildHips', remove('my-sky/runs/a/hips/K/properties', foreign)],
  ['SkyMapMachine', put('my-sky/runs/a/maps/x.json', foreign)],
  // other prefixes
  ['DetectSources', put('my-sky/inputs/x.fits')],
  ['DetectSources', put('my-sky/lists/detect/again.txt')],
  ['DetectSources', put('my-sky/config/my.sex')],
  ['DetectSources', put('my-sky/runs/a/run.json')],
  ['DetectSources', put('my-sky/x')],
  ['DetectSources', get('my-sky/lists/detect/x.txt')],
  ['StartRun', put('my-sky/lists/detect/again.txt')],
  ['StartRun', put('my-sky/runs/a/images/x/catalogue.fits')],
  ['StartRun', get('my-sky/inputs/x.fits')],
  ['PaintTiles', put('my-sky/runs/a/stretch.json')],
  ['DrawPictures', put(tile)],
  ['DrawPictures', tag('my-sky/runs/a/hips/K/x.png')],
  ['WriteReport', put('my-sky/runs/a/catalogue/part-0000.parquet')],
  ['MakeStretch', put('my-sky/runs/a/plan/plates.jsonl')],
  ['DetectSourcesMachine', put('my-sky/runs/a/list.jsonl')],
  ['SkyMapMachine', get('my-sky/lists/sky-map/x.txt')],
  // deletes, and what else is done to objects and buckets
  ['DetectSources', remove(detection)],
  ['MergeCatalogue', remove(detection)],
  ['MergeCatalogue', remove('my-sky/runs/a/list.jsonl')],
  ['BuildHips', remove(tile)],
  ['StartRun', remove('my-sky/lists/detect/x.txt')],
  ['RecordFailure', remove(detection)],
  ['WriteReport', object('PutObjectAcl')('my-sky/runs/a/report.html')],
  ['BuildHips', object('PutBucketPolicy')('my-sky')],
  ['BuildHips', object('DeleteBucket')('my-sky')],
  ['StartRun', object('PutBucketNotification')('my-sky')],
  // listings: of all, of the top, of all runs, of another stage, of another bucket
  ['DetectSources', list('my-sky')],
  ['DetectSources', list('my-sky', '')],
  ['DetectSources', list('my-sky', 'runs/')],
  ['DetectSources', list('my-sky', 'runs/a/')],
  ['DetectSources', list('my-sky', 'lists/')],
  ['StartRun', list('my-sky')],
  ['StartRun', list('my-sky', 'runs/')],
  ['StartRun', list('stpubdata')],
  ['StartRun', list('stpubdata', '')],
  ['StartRun', list('somebody-elses', 'x')],
  ['DetectSources', list('stpubdata', 'hst/')],
  ['DetectSourcesMachine', list('my-sky', 'runs/a/maps/')],
  // machines, functions, queues, rights
  ['StartRun', call('states:StartExecution', states('stateMachine:starfan-prod-sky-map'))],
  ['StartRun', call('states:StopExecution', states('execution:starfan-dev-sky-map:a'))],
  [
    'DetectSources',
    call('states:StartExecution', states('stateMachine:starfan-dev-detect-sources')),
  ],
  [
    'DetectSourcesMachine',
    call('states:StartExecution', states('stateMachine:starfan-dev-sky-map')),
  ],
  ['DetectSourcesMachine', call('states:StopExecution', states('execution:starfan-dev-sky-map:a'))],
  ['DetectSourcesMachine', call('lambda:InvokeFunction', `\${PaintDashtilesLambdaFunction.Arn}`)],
  ['DetectSources', call('lambda:InvokeFunction', `\${StartDashrunLambdaFunction.Arn}`)],
  ['DetectSources', call('sqs:SendMessage', `\${NotStartedQueue.Arn}`)],
  ['StartRun', call('sqs:ReceiveMessage', `\${NotStartedQueue.Arn}`)],
  ['StartRun', call('sqs:PurgeQueue', `\${NotStartedQueue.Arn}`)],
  ['StartRun', call('iam:PassRole', `\${SkyMapMachineRole.Arn}`)],
  [
    'DetectSources',
    call(
      'logs:PutLogEvents',
      `arn:\${AWS::Partition}:logs:${here}:log-group:/aws/lambda/starfan-dev-start-run:x`,
    ),
  ],
];

const rightsOf = (role: string) => statementsOf(template.Resources[`${role}Role`]!);

describe('roles', () => {
  it.each(allowed)('%s may: %j', (role, asked) => {
    expect(isAllowed(rightsOf(role), asked)).toBe(true);
  });

  it.each(forbidden)('%s may not: %j', (role, asked) => {
    expect(isAllowed(rightsOf(role), asked)).toBe(false);
  });

  it('list nothing without a prefix, whoever it is', () => {
    const listings = ['my-sky', 'stpubdata', 'my-images-2'].flatMap((name) => [
      list(name),
      list(name, ''),
    ]);
    for (const [id, role] of ofType(template, 'AWS::IAM::Role'))
      for (const asked of [...listings, list('my-sky', 'r')])
        expect([id, asked, isAllowed(statementsOf(role), asked)]).toEqual([id, asked, false]);
  });
});

describe('the roles of machines', () => {
  const arn = states('stateMachine:starfan-dev-sky-map');
  const taken = (context: NonNullable<Call['context']>) =>
    isAllowed(trustOf(template.Resources.SkyMapMachineRole!), {
      action: 'sts:AssumeRole',
      resource: '',
      context,
    });
  const account = `\${AWS::AccountId}`;

  it('are taken for their own machine and its map runs alone', () => {
    expect(taken({ 'aws:SourceAccount': account, 'aws:SourceArn': arn })).toBe(true);
    expect(taken({ 'aws:SourceAccount': account, 'aws:SourceArn': `${arn}/Tiles` })).toBe(true);
    const others: NonNullable<Call['context']>[] = [
      {},
      { 'aws:SourceAccount': account },
      { 'aws:SourceArn': arn },
      { 'aws:SourceAccount': '999999999999', 'aws:SourceArn': arn },
      { 'aws:SourceAccount': account, 'aws:SourceArn': states('stateMachine:mine') },
      { 'aws:SourceAccount': account, 'aws:SourceArn': arn.replace(account, '999999999999') },
    ];
    for (const context of others) expect([context, taken(context)]).toEqual([context, false]);
  });
});

describe.each([
  ['BucketPolicy', 's3:GetObject', `\${Bucket.Arn}/runs/a/run.json`, { 's3:TlsVersion': '1.3' }],
  ['BucketPolicy', 's3:ListBucket', `\${Bucket.Arn}`, { 's3:TlsVersion': '1.3' }],
  ['NotStartedQueuePolicy', 'sqs:ReceiveMessage', `\${NotStartedQueue.Arn}`, {}],
])('%s, asked for %s', (policy, action, resource, tls) => {
  const secure = { ...tls, 'aws:SecureTransport': 'true' };
  const mine = {
    ...secure,
    'aws:PrincipalAccount': `\${AWS::AccountId}`,
    'aws:PrincipalIsAWSService': 'false',
  };
  const denied = (context: NonNullable<Call['context']>) =>
    isDenied(resourcePolicyOf(template, policy), { action, resource, context });

  it('denies other accounts, strangers and whoever does not encrypt', () => {
    expect(denied(mine)).toBe(false);
    expect(denied({ ...mine, 'aws:PrincipalAccount': '999999999999' })).toBe(true);
    expect(denied({ ...mine, 'aws:SecureTransport': 'false' })).toBe(true);
    expect(denied(secure)).toBe(true);
    if (policy !== 'BucketPolicy') return;
    expect(denied({ ...mine, 's3:TlsVersion': '1.1' })).toBe(true);
    expect(denied({ ...secure, 'aws:PrincipalIsAWSService': 'true' })).toBe(false);
  });
});
