import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as z from 'zod';
import { packageRoot } from '../../local/package-root.ts';
import { builtFunctions } from '../../local/pool/built-functions.ts';
import { UsageError } from '../../local/usage-error.ts';
import type { Rates } from '../../shared/estimate/rates.ts';
import { ratesSchema } from '../../shared/estimate/rates-file.ts';
import { functionOf, type StageName } from '../../shared/estimate/work.ts';

/** A file that comes with the program, by its path beside serverless.yml. */
export const shippedFile = (path: string): string => join(packageRoot(), path);

/**
 * A JSON file checked against its schema. Throws UsageError that says what is wrong with it;
 * `example` is one that is right.
 */
export async function readChecked<T>(
  path: string,
  schema: z.ZodType<T>,
  example: string,
): Promise<T> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read as JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first, ...others] = parsed.error.issues;
  const where = first?.path.join('.') || 'as a whole';
  const more =
    others.length > 0 ? `; ${others.length} more of its fields are wrong or missing` : '';
  throw new UsageError(`${path}, ${where}: ${first?.message}${more}: compare it with ${example}`);
}

/** The rates that were measured last. */
export const readRates = (): Promise<Rates> =>
  readChecked(shippedFile('bench/rates.json'), ratesSchema, 'what npm run bench:rates writes');

/**
 * What each stage's function has, as serverless.yml says: MB, and seconds. `isMany`: of a run whose
 * backgrounds only the larger function can match. The answer throws UsageError for a stage that no
 * function does.
 */
export async function readSizes(
  isMany = false,
): Promise<(stage: string) => { memory: number; timeout: number }> {
  const functions = await builtFunctions(packageRoot());
  return (stage) => {
    const name: string | undefined =
      isMany && stage === 'background' ? 'match-background-large' : functionOf[stage as StageName];
    const deployed = name === undefined ? undefined : functions[name];
    if (!deployed) throw new UsageError(`no function of serverless.yml does the stage ${stage}`);
    return { memory: deployed.memorySize, timeout: deployed.timeout };
  };
}
