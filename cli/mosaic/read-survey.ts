import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import type * as z from 'zod';
import { UsageError } from '../../local/usage-error.ts';
import { surveySchema } from '../../shared/contracts/mosaics/parameters.ts';
import { plainText } from '../../shared/core/text.ts';
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
  return parseSurvey(await readFile(path, 'utf8'), path);
}

/** Brackets in each other: a survey has two. The time of a YAML parser grows with their cube. */
const DEEPEST = 20;
/** Characters of a survey, at most. */
const LONGEST = 2 ** 18;

/** What YAML says. Throws what `refuse` makes. */
function readYaml(text: string, refuse: (why: string) => Error): unknown {
  // the library's own places of errors take the square of a line's length
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: false });
  const [error] = document.errors;
  try {
    if (error) throw error;
    return document.toJS();
  } catch (cause) {
    const line = error ? `line ${text.slice(0, error.pos[0]).split('\n').length}: ` : '';
    throw refuse(`it is no YAML: ${line}${plainText((cause as Error).message)}`);
  }
}

/** The text of such a file. Throws UsageError. */
export function parseSurvey(text: string, path: string): z.infer<typeof surveySchema> {
  const refuse = (why: string) => new UsageError(`--survey ${path}: ${why}`);
  const brackets = text.match(/[[{]/g)?.length ?? 0;
  if (text.length > LONGEST || brackets - (text.match(/[\]}]/g)?.length ?? 0) > DEEPEST)
    throw refuse('it is longer, or has more open brackets, than any survey');
  const read = surveySchema.safeParse(readYaml(text, refuse));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw refuse(`${issue?.path.join('.')}: ${issue?.message}`);
}
