import * as z from 'zod';
import type { Resource } from './service.ts';

const oneOrMore = <Schema extends z.ZodType>(one: Schema) =>
  z.union([z.array(one), one.transform((single) => [single])]);

const arnSchema = z.union([
  z.string(),
  z.strictObject({ 'Fn::Sub': z.string() }).transform((value) => value['Fn::Sub']),
  z
    .strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
    .transform((value) => `\${${value['Fn::GetAtt'].join('.')}}`),
]);

const statementSchema = z.strictObject({
  Effect: z.literal('Allow'),
  Action: oneOrMore(z.string()),
  Resource: oneOrMore(arnSchema),
  Condition: z
    .strictObject({ StringLikeIfExists: z.strictObject({ 's3:prefix': z.array(z.string()) }) })
    .optional(),
});
export type Statement = z.infer<typeof statementSchema>;

const roleSchema = z.object({
  AssumeRolePolicyDocument: z.object({
    Statement: z.array(z.object({ Principal: z.strictObject({ Service: z.string() }) })),
  }),
  ManagedPolicyArns: z.never().optional(),
  Policies: z.array(
    z.object({
      PolicyDocument: z.object({ Version: z.literal('2012-10-17'), Statement: z.array(statementSchema) }),
    }),
  ),
});

/** What a role allows. Throws for a form of policy that these tests do not understand. */
export const statementsOf = ({ Properties }: Resource): Statement[] =>
  roleSchema.parse(Properties).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

/** Who may take a role. */
export const servicesOf = ({ Properties }: Resource): string[] =>
  roleSchema.parse(Properties).AssumeRolePolicyDocument.Statement.map(({ Principal }) => Principal.Service);

/** Whether statements allow an action on a resource, as IAM decides: `*` and `?` match across slashes. */
export function isAllowed(
  statements: readonly Statement[],
  action: string,
  resource: string,
  prefix?: string,
): boolean {
  return statements.some(
    ({ Action, Resource, Condition }) =>
      Action.includes(action) &&
      Resource.some((pattern) => matches(pattern, resource)) &&
      (Condition === undefined ||
        (prefix !== undefined &&
          Condition.StringLikeIfExists['s3:prefix'].some((pattern) => matches(pattern, prefix)))),
  );
}

const matches = (pattern: string, text: string): boolean => {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
};
