import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LambdaFunction } from './environment.ts';

/**
 * The functions of serverless.yml, as `readFunctions` gave them to the build.
 * @param root the folder of the package
 */
export async function builtFunctions(root: string): Promise<Record<string, LambdaFunction>> {
  const text = await readFile(join(root, 'dist/functions.json'), 'utf8');
  const functions: Record<string, LambdaFunction> = JSON.parse(text);
  for (const deployed of Object.values(functions)) deployed.bundle = join(root, deployed.bundle);
  return functions;
}
