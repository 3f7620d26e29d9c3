import { beforeAll, describe, expect, it } from 'vitest';
import { dropPrefixes, LISTS_PREFIX } from '../../shared/contracts/keys.ts';
import { allowed, bucketArn, deployedWith, forbidden, list, put, remove, states } from './calls.ts';
import {
  type Call,
  isAllowed,
  isDenied,
  own,
  resourcePolicyOf,
  statementsOf,
  trustOf,
} from './policies.ts';
import { readRecorded } from './recorded.ts';
import { compiledTemplate, ofType, type Template } from './service.ts';

// What nobody may do, whatever a hostile list, image or function asks for: each call beside one of
// its kind that is allowed.

let template: Template;
beforeAll(() => {
  template = compiledTemplate(deployedWith);
});

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

/** What a role has that may do all in its bucket. */
const wholeBucket = {
  Effect: 'Allow' as const,
  Action: ['s3:*'],
  Resource: [bucketArn('my-sky/*')],
  Condition: { StringEquals: { 'aws:ResourceAccount': [own['aws:ResourceAccount']] } },
};

/**
 * Writes and deletes of whole runs by each role; a larger function does what the small one does.
 */
const writesOf = (role: string): Call[] =>
  readRecorded().flatMap(([who, call]) =>
    who === role.replace(/Large$/, '') && ['s3:PutObject', 's3:DeleteObject'].includes(call.action)
      ? [call]
      : [],
  );

/** The same, and some more, at a key below a prefix of the bucket. */
const moved = (calls: readonly Call[], prefix: string): Call[] => [
  ...['x.txt', 'a/b.csv', 'runs/a/run.json'].flatMap((key) =>
    [put, remove].map((call) => call(`my-sky/${prefix}${key}`)),
  ),
  ...calls.map((one) => ({ ...one, resource: one.resource.replace('my-sky/', `$&${prefix}`) })),
];

it('nobody writes or deletes where lists are dropped, whoever it is', () => {
  const roles = ofType(template, 'AWS::IAM::Role').map(([id]) => id.replace(/Role$/, ''));
  expect(roles.length).toBeGreaterThan(25);
  for (const role of roles) {
    const rights = rightsOf(role);
    const writes = writesOf(role);
    expect(writes.length, `${role} writes nothing that is recorded`).toBeGreaterThan(0);
    expect(writes.filter((asked) => !isAllowed(rights, asked))).toEqual([]);
    for (const prefix of [LISTS_PREFIX, ...Object.keys(dropPrefixes)]) {
      const asked = moved(writes, prefix);
      expect([role, asked.filter((one) => isAllowed(rights, one))]).toEqual([role, []]);
      // and would be seen
      expect(asked.filter((one) => !isAllowed([...rights, wholeBucket], one))).toEqual([]);
    }
  }
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
