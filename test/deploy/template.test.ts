import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import aslValidator from 'asl-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dropPrefixes } from '../../shared/contracts/keys.ts';
import { servicesOf, statementsOf } from './policies.ts';
import { findCycle, references } from './references.ts';
import { compiledTemplate, everything, logical, ofType, root, type Template } from './service.ts';

let template: Template;
/** with everything that can be asked for */
let full: Template;

beforeAll(() => {
  template = compiledTemplate();
  full = compiledTemplate(everything);
});

const declared: Record<string, { handler: string; memorySize?: number; timeout?: number }> = parse(
  readFileSync(join(root, 'serverless.yml'), 'utf8'),
).functions;
const machines = Object.values(dropPrefixes);
const asl = (machine: string) =>
  readFileSync(join(root, `statemachines/${machine}.asl.json`), 'utf8');
const functionIds = () =>
  new Map(
    ofType(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => [id, Properties]),
  );

describe('the template', () => {
  it('is as small as CloudFormation takes it', () => {
    for (const { text, Resources } of [template, full]) {
      expect(Buffer.byteLength(text)).toBeLessThan(1e6);
      expect(Object.keys(Resources).length).toBeLessThan(500);
    }
  });

  it('has the outputs that docs/deploying.md shows', () => {
    const page = readFileSync(join(root, 'docs/deploying.md'), 'utf8');
    const shown = [...page.matchAll(/^ {4}# ([A-Z]\w+) {2,}\S*(?:arn:|https:|starfan-dev)/gm)];
    expect(shown.map(([, name]) => name)).toEqual(
      Object.keys(template.Outputs)
        .filter((name) => !name.startsWith('Serverless'))
        .sort(),
    );
  });

  it('refers to nothing that is not there', () => {
    for (const one of [template, full]) {
      const missing = [...references(one)].flatMap(([from, names]) =>
        [...names].filter((name) => !(name in one.Resources)).map((name) => `${from} → ${name}`),
      );
      expect(missing).toEqual([]);
    }
  });

  it('has no circle: bucket, permission, function, role, machine', () => {
    expect(findCycle(references(template))).toBeUndefined();
    expect(findCycle(references(full))).toBeUndefined();
  });

  it('would be told of a circle', () => {
    const role = { ...template.Resources.StartRunRole!, DependsOn: 'Bucket' };
    const cycle = findCycle(
      references({ ...template, Resources: { ...template.Resources, StartRunRole: role } }),
    );
    expect(cycle).toContain('Bucket');
    expect(cycle).toContain('StartRunRole');
  });
});

describe('functions', () => {
  it('are those of serverless.yml, on arm64 and Node 24, traced', () => {
    const functions = [...functionIds().values()];
    expect(functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(
      Object.keys(declared)
        .map((name) => `starfan-dev-${name}`)
        .sort(),
    );
    for (const properties of functions) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
      });
    }
  });

  it('start-run knows the machine of every prefix under which lists are dropped', () => {
    const { Environment } = template.Resources.StartDashrunLambdaFunction!.Properties as {
      Environment: { Variables: Record<string, unknown> };
    };
    for (const machine of machines)
      expect(Environment.Variables).toMatchObject({
        [`${machine.toUpperCase().replaceAll('-', '_')}_MACHINE_ARN`]: {
          'Fn::Sub': expect.stringMatching(`:stateMachine:starfan-dev-${machine}$`),
        },
      });
  });

  it('live within what Lambda allows', () => {
    for (const [name, { MemorySize, Timeout }] of [...functionIds().values()].map(
      (one) => [String(one.FunctionName), one as { MemorySize: number; Timeout: number }] as const,
    )) {
      expect(MemorySize, name).toBeLessThanOrEqual(10_240);
      expect(Timeout, name).toBeLessThanOrEqual(900);
    }
  });

  it('log for 30 days, each to its own group', () => {
    const groups = ofType(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);
    for (const { RetentionInDays } of groups) expect(RetentionInDays).toBe(30);
    for (const { FunctionName } of functionIds().values())
      expect(groups.map(({ LogGroupName }) => LogGroupName)).toContain(
        `/aws/lambda/${FunctionName}`,
      );
  });
});

/** AWS's service authorization reference names no resource for these. */
const cannotBeNarrowed = new Set([
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]);

describe('roles', () => {
  it('one for each function and machine, which is used by no other', () => {
    const roles = ofType(template, 'AWS::IAM::Role').map(([id]) => id);
    const used = [
      ...[...functionIds().values()].map(({ Role }) => Role),
      ...ofType(template, 'AWS::StepFunctions::StateMachine').map(
        ([, { Properties }]) => Properties.RoleArn,
      ),
    ].map((arn) => (arn as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0]);
    expect(used.sort()).toEqual(roles.sort());
    expect(new Set(used).size).toBe(Object.keys(declared).length + machines.length);
    for (const name of Object.keys(declared))
      expect(servicesOf(template.Resources[`${logical(name)}Role`]!)).toEqual([
        'lambda.amazonaws.com',
      ]);
    for (const name of machines)
      expect(servicesOf(template.Resources[`${logical(name)}MachineRole`]!)).toEqual([
        'states.amazonaws.com',
      ]);
  });

  it('are as short as IAM takes them, with the longest names that there are', () => {
    for (const [id, { Properties }] of ofType(full, 'AWS::IAM::Role')) {
      const policies = JSON.stringify(Properties.Policies)
        .replaceAll('my-sky', 'x'.repeat(63))
        .replaceAll(/\$\{AWS::\w+\}/g, 'ap-southeast-1');
      expect(policies.length, id).toBeLessThan(10_240); // all inline policies of a role together
    }
  });

  it('name their actions, and their resources wherever AWS lets them', () => {
    for (const one of [template, full]) {
      const wide = ofType(one, 'AWS::IAM::Role').flatMap(([id, role]) =>
        statementsOf(role).flatMap(({ Action, Resource }) =>
          Action.filter(
            (action) =>
              action.includes('*') ||
              (!cannotBeNarrowed.has(action) &&
                Resource.some(
                  (arn) =>
                    arn === '*' ||
                    (/^arn:[^/]*\*/.test(arn.replace(/:\*$/, '')) && !arn.includes(':execution:')),
                )),
          ).map((action) => `${id}: ${action} on ${Resource}`),
        ),
      );
      expect(wide).toEqual([]);
    }
  });

  it('touch objects of the bucket by prefix, list by prefix, and only read inputs', () => {
    const bucket = `arn:\${AWS::Partition}:s3:::my-sky`;
    const inputs = ['nasa-irsa-wise', 'my-images'].map(
      (name) => `arn:\${AWS::Partition}:s3:::${name}`,
    );
    for (const [id, role] of ofType(full, 'AWS::IAM::Role')) {
      for (const { Action, Resource, Condition } of statementsOf(role)) {
        if (!Action.some((action) => action.startsWith('s3:'))) continue;
        const prefixes = Condition?.StringLike?.['s3:prefix'];
        if (Resource.some((arn) => !arn.startsWith(bucket))) {
          const isListing = Action.includes('s3:ListBucket');
          expect([id, Action]).toEqual([id, [isListing ? 's3:ListBucket' : 's3:GetObject']]);
          expect(Resource, id).toEqual(inputs.map((arn) => (isListing ? arn : `${arn}/*`)));
          expect([id, prefixes]).toEqual(isListing ? ['StartRunRole', ['?*']] : [id, undefined]);
          continue;
        }
        expect(Condition, id).toMatchObject({
          StringEquals: { 'aws:ResourceAccount': [`\${AWS::AccountId}`] },
        });
        if (Action.includes('s3:ListBucket')) {
          expect([id, Action, Resource]).toEqual([id, ['s3:ListBucket'], [bucket]]);
          expect(prefixes?.length, id).toBeGreaterThan(0);
          for (const prefix of prefixes ?? [])
            expect(prefix, id).toMatch(/^(runs\/\*\/[a-z]|lists\/|config\/|inputs\/)/);
        } else {
          const prefix = Action.some((action) => action.startsWith('s3:GetObject'))
            ? /^\/(runs\/\*\/[a-z]|lists\/|config\/|inputs\/)/
            : /^\/runs\/\*\/[a-z]/;
          for (const arn of Resource) expect(arn.slice(bucket.length), id).toMatch(prefix);
        }
      }
    }
  });

  it('start only the machines, and only from start-run and the machines themselves', () => {
    const arn = (machine: string) =>
      `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:starfan-dev-${machine}`;
    const starters = ofType(template, 'AWS::IAM::Role').flatMap(([id, role]) =>
      statementsOf(role)
        .filter(({ Action }) => Action.includes('states:StartExecution'))
        .map(({ Resource }) => [id, Resource]),
    );
    expect(Object.fromEntries(starters)).toEqual({
      StartRunRole: machines.map(arn),
      DetectSourcesMachineRole: [arn('detect-sources')],
      SkyMapMachineRole: [arn('sky-map')],
      MosaicMachineRole: [arn('mosaic')],
    });
  });
});

describe.each(machines)('the machine %s', (machine) => {
  const id = `${logical(machine)}Machine`;
  const properties = () =>
    template.Resources[id]!.Properties as Record<string, unknown> & { DefinitionString: string };

  it('is the file, to the last null, and valid', () => {
    expect(JSON.parse(properties().DefinitionString)).toEqual(JSON.parse(asl(machine)));
    expect(properties().DefinitionString).toContain('"ResultPath":null');
    expect(aslValidator(JSON.parse(properties().DefinitionString))).toMatchObject({
      isValid: true,
    });
    expect(Buffer.byteLength(properties().DefinitionString)).toBeLessThan(1_048_576);
  });

  it('gets every placeholder and no other, and may call those functions and no other', () => {
    const substitutions = properties().DefinitionSubstitutions as Record<
      string,
      { 'Fn::GetAtt': string[] }
    >;
    const placeholders = [...asl(machine).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(substitutions).sort()).toEqual([...new Set(placeholders)].sort());
    for (const [placeholder, arn] of Object.entries(substitutions)) {
      const { FunctionName } = functionIds().get(arn['Fn::GetAtt'][0]!)!;
      expect(`${logical(String(FunctionName).replace('starfan-dev-', ''))}FunctionArn`).toBe(
        placeholder,
      );
    }
    const invoked = statementsOf(template.Resources[`${id}Role`]!).filter(({ Action }) =>
      Action.includes('lambda:InvokeFunction'),
    );
    expect(invoked.flatMap(({ Resource }) => Resource).sort()).toEqual(
      Object.values(substitutions)
        .map((arn) => `\${${arn['Fn::GetAtt'].join('.')}}`)
        .sort(),
    );
  });

  it('is found by name, leads to its bucket and queue, and is logged and traced', () => {
    expect(properties()).toMatchObject({
      StateMachineName: `starfan-dev-${machine}`,
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ERROR' },
    });
    expect(full.Resources[id]!.Properties.Tags).toEqual([
      { Key: 'starfan:bucket', Value: { 'Fn::Sub': 'my-sky' } },
      { Key: 'starfan:not-started', Value: { Ref: 'NotStartedQueue' } },
    ]);
  });

  it('may do all that a Distributed Map does', () => {
    const allowed = statementsOf(template.Resources[`${id}Role`]!).flatMap(({ Action, Resource }) =>
      Action.flatMap((action) =>
        Resource.map((arn) => `${action} ${arn.replace(/^.*AccountId\}:/, '')}`),
      ),
    );
    const name = `starfan-dev-${machine}`;
    expect(allowed).toEqual(
      expect.arrayContaining([
        `states:StartExecution stateMachine:${name}`,
        ...['Describe', 'Stop'].flatMap((verb) => [
          `states:${verb}Execution execution:${name}:*`,
          `states:${verb}Execution execution:${name}/*:*`,
        ]),
        `states:RedriveExecution execution:${name}/*:*`,
      ]),
    );
    for (const verb of [
      'GetObject',
      'PutObject',
      'ListMultipartUploadParts',
      'AbortMultipartUpload',
    ])
      expect(
        allowed.some((one) => one.startsWith(`s3:${verb} `) && one.endsWith('/runs/*/maps/*')),
        verb,
      ).toBe(true);
  });
});
