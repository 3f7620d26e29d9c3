import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type * as z from 'zod';
import { UsageError } from '../../local/usage-error.ts';
import { surveySchema } from '../../shared/contracts/mosaics/parameters.ts';
import { shippedFile } from '../cost/shipped.ts';

/**
 * The units of a survey: one of those that come with the program, or a file. Throws UsageError for
 * one that there is not.
 */
export async function readSurvey(
  name: string | undefined,
): Promise<z.infer<typeof surveySchema> | undefined> {
  if (name === undefined) return undefined;
  const shipped = shippedFile(`surveys/${name}.yml`);
  const path = /^[A-Za-z0-9-]+$/.test(name) && existsSync(shipped) ? shipped : name;
  if (!existsSync(path)) {
    const known = (await readdir(shippedFile('surveys'))).filter((file) => file.endsWith('.yml'));
    throw new UsageError(
      `--survey ${name}: there is ${known.map((file) => file.replace('.yml', '')).join(', ')}, and there may be a file of your own (${shippedFile('surveys/galactic-plane.yml')} is an example)`,
    );
  }
  const read = surveySchema.safeParse(parse(await readFile(path, 'utf8')));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UsageError(`--survey ${path}, ${issue?.path.join('.')}: ${issue?.message}`);
}
