import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { allowed, deployedWith, forbidden } from '../deploy/calls.ts';
import type { Call } from '../deploy/policies.ts';
import { readRecorded } from '../deploy/recorded.ts';
import { compiledTemplate, type Template } from '../deploy/service.ts';
import { resolved } from './resolved.ts';
import { ACCOUNT } from './servers.ts';
import { install, titleOf } from './tools.ts';

// Each role's policy, word for word as the compiled template has it, judged by an evaluator of IAM
// that is not ours.

const { folder, missing } = await install('iam-simulate');
const STRANGER = '999999999999';

/**
 * Whoever owns a public bucket lets everybody read it: what is left to decide is our own policy.
 */
const everybodyMay = (resource: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: [resource, `${resource}/*`] },
  ],
});

async function judge(template: Template, id: string, call: Call): Promise<string> {
  const entry = join(folder!, 'node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js');
  const { runSimulation } = await import(entry);
  const { Policies } = template.Resources[id]!.Properties as {
    Policies: { PolicyName: string; PolicyDocument: unknown }[];
  };
  const { action, resource, context = {} } = resolved(template, call) as Call;
  const isForeign = context['aws:ResourceAccount'] !== ACCOUNT && action.startsWith('s3:');
  const accountId = isForeign ? STRANGER : ACCOUNT;
  const said = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:role/${id}`,
        action,
        resource: { resource, accountId },
        contextVariables: {
          ...context,
          ...(action.startsWith('s3:') ? { 'aws:ResourceAccount': accountId } : {}),
        },
      },
      identityPolicies: Policies.map(({ PolicyName, PolicyDocument }) => ({
        name: PolicyName,
        policy: resolved(template, PolicyDocument),
      })),
      ...(isForeign ? { resourcePolicy: everybodyMay(resource.split('/')[0]!) } : {}),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  return said.resultType === 'error' ? JSON.stringify(said.errors) : said.overallResult;
}

describe.skipIf(missing !== undefined)(titleOf('iam-simulate'), () => {
  let template: Template;
  beforeAll(() => {
    template = compiledTemplate(deployedWith);
  });

  it.each(allowed)('lets %s: %j', async (role, call) => {
    expect(await judge(template, `${role}Role`, call)).toBe('Allowed');
  });

  it('lets the calls of whole runs of all machines, as they were recorded', async ({ task }) => {
    const recorded = readRecorded();
    task.meta.counts = { recorded: recorded.length, forbidden: forbidden.length };
    expect(forbidden.length).toBeGreaterThanOrEqual(40);
    const denied: unknown[] = [];
    for (const [role, call] of recorded) {
      const said = await judge(template, `${role}Role`, call);
      if (said !== 'Allowed') denied.push([role, call, said]);
    }
    expect(denied).toEqual([]);
  });

  it.each(forbidden)('denies %s: %j', async (role, call) => {
    expect(await judge(template, `${role}Role`, call)).toMatch(/Denied$/);
  });
});
