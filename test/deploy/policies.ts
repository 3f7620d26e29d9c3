import * as z from 'zod';
import type { Resource, Template } from './service.ts';

const oneOrMore = <Schema extends z.ZodType>(one: Schema) =>
  z.union([z.array(one), one.transform((single) => [single])]);

/** A text of a template, what it refers to as `${…}`. */
const textSchema = z.union([
  z.string(),
  z.strictObject({ Ref: z.string() }).transform((value) => `\${${value.Ref}}`),
  z.strictObject({ 'Fn::Sub': z.string() }).transform((value) => value['Fn::Sub']),
  z
    .strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
    .transform((value) => `\${${value['Fn::GetAtt'].join('.')}}`),
]);

const operators = {
  StringEquals: (given: string, wanted: string) => given === wanted,
  StringNotEquals: (given: string, wanted: string) => given !== wanted,
  StringLike: (given: string, wanted: string) => matches(wanted, given),
  ArnLike: (given: string, wanted: string) => matches(wanted, given),
  Bool: (given: string, wanted: string) => given === wanted,
  NumericLessThan: (given: string, wanted: string) => Number(given) < Number(wanted),
};
type Operator = keyof typeof operators;

const conditionSchema = z.record(z.string(), oneOrMore(textSchema));
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.strictObject({ Service: z.string() })]).optional(),
  Action: oneOrMore(z.string()),
  Resource: oneOrMore(textSchema).optional(),
  Condition: z
    .strictObject({
      StringEquals: conditionSchema.optional(),
      StringNotEquals: conditionSchema.optional(),
      StringLike: conditionSchema.optional(),
      ArnLike: conditionSchema.optional(),
      Bool: conditionSchema.optional(),
      BoolIfExists: conditionSchema.optional(),
      NumericLessThan: conditionSchema.optional(),
    })
    .optional(),
});
export type Statement = z.infer<typeof statementSchema>;

const documentSchema = z.object({
  Version: z.literal('2012-10-17'),
  Statement: z.array(statementSchema),
});

const roleSchema = z.object({
  AssumeRolePolicyDocument: documentSchema,
  ManagedPolicyArns: z.never().optional(),
  Policies: z.array(z.object({ PolicyDocument: documentSchema })),
});

/** What a role allows. Throws for a form of policy that these tests do not understand. */
export const statementsOf = ({ Properties }: Resource): (Statement & { Resource: string[] })[] =>
  roleSchema
    .parse(Properties)
    .Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .map(({ Resource = [], ...rest }) => ({ ...rest, Resource }));

/** By whom a role may be taken. */
export const trustOf = ({ Properties }: Resource): Statement[] =>
  roleSchema.parse(Properties).AssumeRolePolicyDocument.Statement;

/** What the policy of a bucket or a queue says. */
export const resourcePolicyOf = (template: Template, name: string): Statement[] =>
  z.object({ PolicyDocument: documentSchema }).parse(template.Resources[name]!.Properties)
    .PolicyDocument.Statement;

/** Services that may take a role. */
export const servicesOf = (role: Resource): string[] =>
  trustOf(role).map(({ Principal }) =>
    typeof Principal === 'object' ? Principal.Service : 'anybody',
  );

/** A call, as IAM sees it. */
export interface Call {
  action: string;
  resource: string;
  /** what is known of it; absent: it was not said */
  context?: Readonly<Record<string, string>>;
}

/**
 * Of buckets and their objects: whose they are, without which no role does anything in its own
 * bucket.
 */
export const own = { 'aws:ResourceAccount': `\${AWS::AccountId}` };

/** Whether a statement is about a call. */
function applies({ Action, Resource, Condition = {} }: Statement, call: Call): boolean {
  return (
    Action.some((action) => matches(action, call.action)) &&
    (Resource === undefined || Resource.some((pattern) => matches(pattern, call.resource))) &&
    Object.entries(Condition).every(([operator, keys = {}]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, call.context?.[key], wanted)),
    )
  );
}

/** A key that is not there fails all but the negated operators, and those that say IfExists. */
function holds(operator: string, given: string | undefined, wanted: readonly string[]): boolean {
  const plain = operator.replace(/IfExists$/, '') as Operator;
  if (given === undefined) return plain !== operator || plain.includes('Not');
  const one = (text: string) => operators[plain](given, text);
  return plain.includes('Not') ? wanted.every(one) : wanted.some(one);
}

/**
 * Whether statements allow a call, as IAM decides: what is denied is, else what is allowed; nothing
 * else.
 */
export const isAllowed = (statements: readonly Statement[], call: Call): boolean =>
  !isDenied(statements, call) &&
  statements.some((statement) => statement.Effect === 'Allow' && applies(statement, call));

/** Whether a statement denies a call, whatever others allow. */
export const isDenied = (statements: readonly Statement[], call: Call): boolean =>
  statements.some((statement) => statement.Effect === 'Deny' && applies(statement, call));

/** `*` and `?` match across slashes. */
const matches = (pattern: string, text: string): boolean => {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
};
