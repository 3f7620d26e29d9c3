import type { Template } from '../deploy/service.ts';
import { ACCOUNT } from './servers.ts';

const pseudo: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': ACCOUNT,
};

/** A value of a template as CloudFormation resolves it: Ref, Fn::Sub, Fn::GetAtt of an ARN. */
export function resolved(template: Template, value: unknown): unknown {
  const text = (written: string) =>
    written.replace(/\$\{([^}]+)\}/g, (_, name: string) => pseudo[name] ?? arnOf(template, name));
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((one) => resolved(template, one));
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return text(`\${${value.Ref}}`);
  if ('Fn::Sub' in value) return text(String(value['Fn::Sub']));
  if ('Fn::GetAtt' in value) return text(`\${${(value['Fn::GetAtt'] as string[]).join('.')}}`);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, resolved(template, one)]),
  );
}

/** `X.Arn` of a function, a queue or a role. */
function arnOf(template: Template, name: string): string {
  const [id = ''] = name.split('.');
  const { Type, Properties } = template.Resources[id] ?? {};
  const here = `us-east-1:${ACCOUNT}`;
  if (Type === 'AWS::Lambda::Function')
    return `arn:aws:lambda:${here}:function:${Properties?.FunctionName}`;
  if (Type === 'AWS::SQS::Queue') return `arn:aws:sqs:${here}:${Properties?.QueueName}`;
  if (Type === 'AWS::IAM::Role') return `arn:aws:iam::${ACCOUNT}:role/${id}`;
  throw new Error(`no ARN is known of ${name}`);
}
