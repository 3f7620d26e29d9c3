import type * as z from 'zod';
import { UsageError } from '../local/usage-error.ts';

/** What a parameter is called in an error, by its path in the schema. */
export type NameOf = (path: readonly PropertyKey[]) => string;

/** As a program writes it: `layout.projection`. */
export const dotted: NameOf = (path) => path.join('.');

/** The first thing that a schema has against parameters, behind the name of the parameter. */
export function issueOf({ issues: [issue] }: z.ZodError, nameOf: NameOf): string {
  if (issue?.code === 'unrecognized_keys')
    return `${nameOf([...issue.path, issue.keys[0]!])}: there is no such option`;
  return `${nameOf(issue?.path ?? [])}: ${issue?.message}`;
}

/** The parameters, as their schema has them and where they go together. Throws UsageError. */
export function parseParameters<T>(
  schema: z.ZodType<T>,
  check: (parameters: T) => T,
  parameters: object,
  nameOf: NameOf,
): T {
  const { data, error } = schema.safeParse(parameters);
  if (error) throw new UsageError(issueOf(error, nameOf));
  try {
    return check(data);
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
}
