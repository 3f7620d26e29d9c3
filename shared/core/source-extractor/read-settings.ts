import { DataError } from '../errors.ts';

/** A setting as it stands somewhere. */
export interface Setting {
  keyword: string;
  /** the words behind it */
  values: readonly string[];
  /** where it stands, for messages: `default.sex: line 3`, `the command line` */
  where: string;
}

/** The environment that `$NAME` asks. */
export type ShellVariables = Readonly<Record<string, string | undefined>>;

/** Blanks, commas, `=` and `;` part the words of a line; a double quote does, too. */
const SEPARATORS = /[\s,=;"]+/;

/** A comment goes on to the end of the line; a name may have a # in it. */
const COMMENT = /(^|[\s,=;"])#.*/;

/**
 * The settings of a configuration file: a keyword and its values a line, `#` before a word begins a
 * comment, `$NAME` and `${NAME}` stand for the environment's. Throws MalformedConfig for a name
 * that the environment has not, and for a line that goes on with the list above it.
 */
export function readSettings(text: string, uri: string, environment: ShellVariables): Setting[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .flatMap((line, i) => {
      const where = `${uri}: line ${i + 1}`;
      const [keyword, ...values] = words(line.replace(COMMENT, ''));
      if (keyword === undefined) return [];
      if (/^[-+]?\.?\d/.test(keyword) || keyword === '\\') {
        const message = `${where} begins with ${keyword}: a list cannot go on in a second line; write it in one`;
        throw new DataError('MalformedConfig', message, { uri });
      }
      return {
        keyword,
        values: values.map((value) => substituted(value, environment, where)),
        where,
      };
    });
}

/** Settings of the command line: pairs of a keyword and its value. */
export const commandLineSettings = (
  pairs: readonly (readonly [keyword: string, value: string])[],
  environment: ShellVariables,
): Setting[] =>
  pairs.map(([keyword, value]) => {
    const where = `-${keyword} on the command line`;
    return {
      keyword,
      values: words(value).map((word) => substituted(word, environment, where)),
      where,
    };
  });

/** The words of a line. */
export const words = (line: string): string[] => line.split(SEPARATORS).filter(Boolean);

function substituted(value: string, environment: ShellVariables, where: string): string {
  return value.replace(/\$(?:\{(\w*)\}|(\w*))/g, (text, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? '';
    if (name === '')
      throw new DataError('MalformedConfig', `${where}: no name stands behind the ${text}`);
    const found = environment[name];
    if (found !== undefined) return found;
    throw new DataError(
      'MalformedConfig',
      `${where}: the environment has no ${name}: set it, or write the value`,
      {
        keyword: name,
      },
    );
  });
}
