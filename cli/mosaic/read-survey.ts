import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { Composer, type Document, Lexer, Parser } from 'yaml';
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

/** Lists and maps in each other: a survey has four. */
const DEEPEST = 20;
/** Characters of a survey, at most. */
const LONGEST = 2 ** 18;

/**
 * YAML's own tokens, as long as few of them are open: what composes them calls itself for each, and
 * where the stack ends in a regular expression V8 ends the process. Throws an Error.
 */
function* parseTokens(text: string) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST)
      throw new Error(`more than ${DEEPEST} lists or maps in each other`);
  }
  yield* parser.end();
}

/** What YAML says. Throws what `refuse` makes. */
function readYaml(text: string, refuse: (why: string) => Error): unknown {
  let error: Document.Parsed['errors'][number] | undefined;
  try {
    const [document, another] = new Composer().compose(parseTokens(text), true, text.length);
    if (another) throw new Error('it has two documents');
    error = document?.errors[0];
    if (error) throw error;
    return document?.toJS();
  } catch (cause) {
    const line = error ? `line ${text.slice(0, error.pos[0]).split('\n').length}: ` : '';
    throw refuse(`it is no YAML: ${line}${plainText((cause as Error).message)}`);
  }
}

/** The text of such a file. Throws UsageError. */
export function parseSurvey(text: string, path: string): z.infer<typeof surveySchema> {
  const refuse = (why: string) => new UsageError(`--survey ${path}: ${why}`);
  if (text.length > LONGEST) throw refuse('it is longer than any survey');
  const read = surveySchema.safeParse(readYaml(text, refuse));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw refuse(`${issue?.path.join('.')}: ${issue?.message}`);
}
