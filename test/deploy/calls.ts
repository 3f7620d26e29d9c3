import { type Call, own } from './policies.ts';

// Calls that roles are asked about, by us and by others. The bucket is `my-sky`, input buckets are
// stpubdata and my-images-*.

/** Parameters of the deployment that the calls are of. */
export const deployedWith = [
  '--param',
  'bucket=my-sky',
  '--param',
  'inputBuckets=stpubdata,my-images-*',
];

/** ARNs and calls, with what the template leaves open as `${…}`. */
export const bucketArn = (name: string) => `arn:\${AWS::Partition}:s3:::${name}`;
const HERE = `\${AWS::Region}:\${AWS::AccountId}`;
/** ARN of something of Step Functions. */
export const states = (rest: string) => `arn:\${AWS::Partition}:states:${HERE}:${rest}`;

const object =
  (verb: string) =>
  (address: string, context: Call['context'] = own): Call => ({
    action: `s3:${verb}`,
    resource: bucketArn(address),
    context,
  });
const get = object('GetObject');
/** The call that writes an object, `my-sky/<key>`. */
export const put = object('PutObject');
/** The call that deletes it. */
export const remove = object('DeleteObject');
const tag = object('PutObjectTagging');
/** The call that lists a bucket, or a prefix of it. */
export const list = (name: string, prefix?: string): Call => ({
  action: 's3:ListBucket',
  resource: bucketArn(name),
  context: prefix === undefined ? own : { ...own, 's3:prefix': prefix },
});
const call = (action: string, resource: string): Call => ({ action, resource });
/** in a bucket that bears our name and is somebody else's */
export const foreign = { 'aws:ResourceAccount': '999999999999' };

const DETECTION = 'my-sky/runs/a/tasks/detections/x.json';
const TILE = 'my-sky/runs/a/tiles/K/1.fits';

/** What each role may do, one call of a kind. */
export const allowed: [string, Call][] = [
  ['DetectSources', get('stpubdata/hst/public/x.fits', foreign)],
  ['DetectSources', get('my-images-2/x.fits')],
  ['DetectSources', get('my-sky/inputs/x.fits')],
  ['DetectSources', put(DETECTION)],
  ['DetectSources', list('my-sky', 'runs/a/tasks/detections/x.json')],
  ['DetectSourcesLarge', put('my-sky/runs/a/images/x/catalogue.fits')],
  ['StartRun', get('my-sky/lists/detect/x.txt')],
  ['StartRun', list('stpubdata', 'hst/public/one_')],
  ['StartRun', call('states:StartExecution', states('stateMachine:starfan-dev-sky-map'))],
  ['StartRun', call('sqs:SendMessage', `\${NotStartedQueue.Arn}`)],
  ['MergeCatalogue', remove('my-sky/runs/a/catalogue/part-0001.parquet')],
  ['PaintTiles', tag(TILE)],
  ['BuildHips', remove('my-sky/runs/a/sky.html')],
  ['DetectSourcesMachine', get('my-sky/runs/a/list.jsonl')],
  [
    'DetectSourcesMachine',
    call('lambda:InvokeFunction', `\${DetectDashsourcesLambdaFunction.Arn}`),
  ],
];

/** What nobody may do, whatever a hostile list, image or function asks for. */
export const forbidden: [string, Call][] = [
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
  ['DetectSources', put(DETECTION, foreign)],
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
  ['DrawPictures', put(TILE)],
  ['DrawPictures', tag('my-sky/runs/a/hips/K/x.png')],
  ['WriteReport', put('my-sky/runs/a/catalogue/part-0000.parquet')],
  ['MakeStretch', put('my-sky/runs/a/plan/plates.jsonl')],
  ['DetectSourcesMachine', put('my-sky/runs/a/list.jsonl')],
  ['SkyMapMachine', get('my-sky/lists/sky-map/x.txt')],
  // deletes, and what else is done to objects and buckets
  ['DetectSources', remove(DETECTION)],
  ['MergeCatalogue', remove(DETECTION)],
  ['MergeCatalogue', remove('my-sky/runs/a/list.jsonl')],
  ['BuildHips', remove(TILE)],
  ['StartRun', remove('my-sky/lists/detect/x.txt')],
  ['RecordFailure', remove(DETECTION)],
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
      `arn:\${AWS::Partition}:logs:${HERE}:log-group:/aws/lambda/starfan-dev-start-run:log-stream:x`,
    ),
  ],
];
