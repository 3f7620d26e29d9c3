import { setTimeout as wait } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Template } from '../deploy/service.ts';
import { credentials, type Server } from './servers.ts';

/** Name of the stack that is deployed. */
export const STACK = 'starfan-dev';

/** A client of an emulator's S3. */
export const s3Of = ({ url: endpoint }: Server): S3Client =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

/** What became of a stack. */
export interface Deployed {
  status: string;
  /** resources by their state: what is not …_COMPLETE says why */
  resources: { id: string; name: string; type: string; status: string; reason: string }[];
  outputs: Record<string, string>;
}

/**
 * Deploys as the framework does: a stack with the bucket of the zips, the zips, then all of the
 * template.
 */
export async function deploy(
  server: Server,
  template: Template,
  body: string,
  zipOf: (functionFolder: string) => Promise<Uint8Array>,
): Promise<Deployed> {
  const { ServerlessDeploymentBucket } = template.Resources;
  const first = JSON.stringify({ Resources: { ServerlessDeploymentBucket } });
  await query(server, 'CreateStack', { StackName: STACK, TemplateBody: first });
  const { resources: made } = await settled(server);
  const bucket = made.find(({ type }) => type === 'AWS::S3::Bucket')?.name;
  const s3 = s3Of(server);
  for (const { Properties } of Object.values(template.Resources)) {
    const { Code, Handler } = Properties as { Code?: { S3Key: string }; Handler?: string };
    if (!Code || !Handler) continue;
    const Body = await zipOf(Handler.split('/')[1]!);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: Code.S3Key, Body }));
  }
  // larger than what may stand in the request itself
  const Key = 'serverless/compiled-cloudformation-template.json';
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: body }));
  await query(server, 'UpdateStack', {
    StackName: STACK,
    TemplateURL: `${server.url}/${bucket}/${Key}`,
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
  });
  return settled(server);
}

/** Waits until a stack is neither being made nor changed. */
async function settled(server: Server): Promise<Deployed> {
  for (;;) {
    const said = await query(server, 'DescribeStacks', { StackName: STACK });
    const [status = ''] = valuesOf(said, 'StackStatus');
    if (status.endsWith('_IN_PROGRESS')) {
      await wait(500);
      continue;
    }
    const listed = await query(server, 'DescribeStackResources', { StackName: STACK });
    const one = (text: string, tag: string) => valuesOf(text, tag)[0] ?? '';
    const resources = membersOf(listed, 'StackResources').map((member) => ({
      id: one(member, 'LogicalResourceId'),
      name: one(member, 'PhysicalResourceId'),
      type: one(member, 'ResourceType'),
      status: one(member, 'ResourceStatus'),
      reason: one(member, 'ResourceStatusReason'),
    }));
    const outputs = Object.fromEntries(
      membersOf(said, 'Outputs').map((member) => [
        one(member, 'OutputKey'),
        one(member, 'OutputValue'),
      ]),
    );
    return { status, resources, outputs };
  }
}

const valuesOf = (xml: string, tag: string): string[] =>
  [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, value]) => value!);

const membersOf = (xml: string, tag: string): string[] =>
  (xml.split(`<${tag}>`)[1]?.split(`</${tag}>`)[0] ?? '').split('<member>').slice(1);

/** One call of CloudFormation's query protocol; its answer is XML. */
async function query(
  server: Server,
  Action: string,
  parameters: Record<string, string>,
): Promise<string> {
  const scope = `${credentials.AWS_ACCESS_KEY_ID}/20260101/us-east-1/cloudformation/aws4_request`;
  const answer = await fetch(server.url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
      'x-amz-date': '20260101T000000Z',
    },
    body: new URLSearchParams({ Action, Version: '2010-05-15', ...parameters }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${Action}: ${text}`);
  return text;
}
