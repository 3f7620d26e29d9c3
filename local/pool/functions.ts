import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse, type ScalarTag } from 'yaml';
import * as z from 'zod';
import type { LambdaFunction } from './environment.ts';

const limits = {
  memorySize: z.int().min(128).max(10_240).optional(),
  timeout: z.int().min(1).max(900).optional(),
  environment: z.record(z.string(), z.unknown()).optional(),
};
const serviceSchema = z.object({
  provider: z.object(limits),
  functions: z.record(
    z.string(),
    z.object({
      ...limits,
      handler: z.string().regex(/^[^.]+\.\w+$/, 'must be path/to/module.export'),
    }),
  ),
});

/** What the framework sets where serverless.yml says nothing: MB and seconds. */
const defaults = { memorySize: 1024, timeout: 6 };

/** Short forms of CloudFormation's functions: values that exist in the cloud alone. */
const cloudOnly: ScalarTag[] = ['!Ref', '!Sub', '!GetAtt', '!ImportValue'].map((tag) => ({
  tag,
  resolve: () => null,
}));

/**
 * The functions of a serverless.yml with the cloud's own limits. Environment variables whose values
 * exist in the cloud alone are left out: whoever runs the functions here gives them. `${self:…}` is
 * followed; a limit that needs more than that is refused.
 */
export async function readFunctions(
  serverlessYml: string,
): Promise<Record<string, LambdaFunction>> {
  const raw: unknown = parse(await readFile(serverlessYml, 'utf8'), {
    customTags: cloudOnly,
    logLevel: 'silent',
  });
  const service = serviceSchema.safeParse(followSelf(raw, raw));
  if (!service.success)
    throw new Error(
      `${serverlessYml} does not say what runs locally:\n${z.prettifyError(service.error)}`,
    );
  const { provider, functions } = service.data;
  return Object.fromEntries(
    Object.entries(functions).map(([name, { handler, ...own }]) => {
      const dot = handler.lastIndexOf('.');
      return [
        name,
        {
          bundle: resolve(dirname(serverlessYml), `${handler.slice(0, dot)}.js`),
          handler: handler.slice(dot + 1),
          memorySize: own.memorySize ?? provider.memorySize ?? defaults.memorySize,
          timeout: own.timeout ?? provider.timeout ?? defaults.timeout,
          environment: plainText({ ...provider.environment, ...own.environment }),
        },
      ];
    }),
  );
}

function plainText(variables: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => {
      const isPlain =
        ['string', 'number', 'boolean'].includes(typeof value) && !String(value).includes('${');
      return isPlain ? [[name, String(value)]] : [];
    }),
  );
}

/** Replaces values that are wholly `${self:a.b}` by what stands there in the same file. */
function followSelf(value: unknown, whole: unknown, depth = 0): unknown {
  if (depth > 50) throw new Error('serverless.yml refers to itself in a circle.');
  if (Array.isArray(value)) return value.map((element) => followSelf(element, whole, depth + 1));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, element]) => [key, followSelf(element, whole, depth + 1)]),
    );
  }
  const path = typeof value === 'string' ? /^\$\{self:([\w.-]+)\}$/.exec(value)?.[1] : undefined;
  if (path === undefined) return value;
  const target = path
    .split('.')
    .reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null
          ? Object.entries(at).find(([name]) => name === key)?.[1]
          : undefined,
      whole,
    );
  return followSelf(target, whole, depth + 1);
}
