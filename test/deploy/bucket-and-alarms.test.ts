import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dropPrefixes, LISTS_PREFIX } from '../../shared/contracts/keys.ts';
import { compiledTemplate, everything, logical, ofType, root, type Template } from './service.ts';

let template: Template;
/** with everything that can be asked for */
let full: Template;

beforeAll(() => {
  template = compiledTemplate();
  full = compiledTemplate(everything);
});

const declared: Record<string, unknown> = parse(
  readFileSync(join(root, 'serverless.yml'), 'utf8'),
).functions;
const machines = Object.values(dropPrefixes);
const functionIds = () =>
  new Map(
    ofType(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => [id, Properties]),
  );

describe('the bucket', () => {
  const bucket = (one = template) => one.Resources.Bucket!;

  it('is closed to the public, encrypted, and outlives the stack', () => {
    expect(bucket().DeletionPolicy).toBe('Retain');
    expect(bucket().Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
    });
    expect(template.Resources.ServerlessDeploymentBucket!.Properties).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
  });

  it('speaks TLS only', () => {
    const policy = template.Resources.BucketPolicy!.Properties.PolicyDocument;
    expect(policy).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, { 'Fn::Sub': `\${Bucket.Arn}/*` }],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    });
  });

  it('forgets unfinished uploads, working objects and old versions', () => {
    const { Rules } = bucket(full).Properties.LifecycleConfiguration as { Rules: object[] };
    expect(Rules).toEqual([
      expect.objectContaining({
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      }),
      expect.objectContaining({
        Status: 'Enabled',
        TagFilters: [{ Key: 'starfan', Value: 'working' }],
        ExpirationInDays: 30,
      }),
      expect.objectContaining({
        Status: 'Enabled',
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      }),
    ]);
    expect(bucket().Properties).not.toHaveProperty('VersioningConfiguration');
  });

  it('tells start-run of dropped lists, which S3 may', () => {
    const { LambdaConfigurations } = bucket().Properties.NotificationConfiguration as {
      LambdaConfigurations: object[];
    };
    // Also of what lies beside the places where lists start runs.
    expect(LambdaConfigurations).toEqual([
      {
        Event: 's3:ObjectCreated:*',
        Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: LISTS_PREFIX }] } },
        Function: { 'Fn::GetAtt': ['StartDashrunLambdaFunction', 'Arn'] },
      },
    ]);
    for (const prefix of Object.keys(dropPrefixes))
      expect(prefix.startsWith(LISTS_PREFIX)).toBe(true);
    expect(bucket().DependsOn).toEqual(['ListsPermission']);
    const { BucketName } = bucket().Properties as { BucketName: { 'Fn::Sub': string } };
    expect(template.Resources.ListsPermission!.Properties).toMatchObject({
      Principal: 's3.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${BucketName['Fn::Sub']}` },
    });
  });

  it('has the name that start-run is told', () => {
    expect(full.Resources.StartDashrunLambdaFunction!.Properties).toMatchObject({
      Environment: {
        Variables: {
          STARFAN_BUCKET: bucket(full).Properties.BucketName,
          STARFAN_INPUT_BUCKETS: { 'Fn::Sub': 'nasa-irsa-wise,my-images,my-sky' },
          STARFAN_INPUT_HOSTS: 'archive.example.org,*.example.net',
          STARFAN_MAX_CONCURRENCY: '300',
        },
      },
    });
  });

  it('tells every function the hosts, and none where there are none', () => {
    const hosts = (one: Template) =>
      ofType(one, 'AWS::Lambda::Function').map(
        ([, { Properties }]) =>
          (Properties.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables
            ?.STARFAN_INPUT_HOSTS,
      );
    expect(new Set(hosts(full))).toEqual(new Set(['archive.example.org,*.example.net']));
    expect(new Set(hosts(template))).toEqual(new Set([undefined]));
  });
});

describe('alarms', () => {
  const metricsOf = (one: Template) =>
    ofType(one, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
      (
        Properties.Metrics as {
          MetricStat?: { Metric: { MetricName: string; Dimensions: { Value: { Ref: string } }[] } };
        }[]
      ).flatMap(({ MetricStat }) =>
        MetricStat
          ? [`${MetricStat.Metric.MetricName} ${MetricStat.Metric.Dimensions[0]!.Value.Ref}`]
          : [],
      ),
    );

  it('watch failed runs, errors and throttles', () => {
    const watched = metricsOf(template);
    for (const machine of machines) {
      expect(watched).toContain(`ExecutionsFailed ${logical(machine)}Machine`);
      expect(watched).toContain(`ExecutionsTimedOut ${logical(machine)}Machine`);
    }
    for (const [id, { FunctionName }] of functionIds()) {
      const name = String(FunctionName).replace('starfan-dev-', '');
      // Backgrounds are matched by one or the other: what fails is not tried again on the larger.
      const hasLarger =
        name !== 'match-background' && name in declared && `${name}-large` in declared;
      expect(watched.includes(`Errors ${id}`), id).toBe(!hasLarger);
      if (hasLarger) expect(watched).toContain(`Throttles ${id}`);
    }
    // as many as an alarm takes
    for (const [id, { Properties }] of ofType(template, 'AWS::CloudWatch::Alarm'))
      expect((Properties.Metrics as unknown[]).length, id).toBeLessThanOrEqual(10);
  });

  it('tell somebody when there is an address, and nobody else', () => {
    expect(ofType(template, 'AWS::SNS::Topic')).toEqual([]);
    expect(ofType(template, 'AWS::Budgets::Budget')).toEqual([]);
    for (const [, { Properties }] of ofType(template, 'AWS::CloudWatch::Alarm'))
      expect(Properties).not.toHaveProperty('AlarmActions');
    for (const [, { Properties }] of ofType(full, 'AWS::CloudWatch::Alarm'))
      expect(Properties.AlarmActions).toEqual([{ Ref: 'AlarmTopic' }]);
    expect(full.Resources.AlarmTopic!.Properties.Subscription).toEqual([
      { Protocol: 'email', Endpoint: 'me@example.org' },
    ]);
    expect(full.Resources.Budget!.Properties).toMatchObject({
      Budget: { BudgetLimit: { Amount: 200, Unit: 'USD' } },
    });
  });
});
