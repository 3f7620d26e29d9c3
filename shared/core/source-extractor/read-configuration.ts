import { DataError } from '../errors.ts';
import { type Configuration, type Keyword, type KeywordName, keywords } from './keywords.ts';

/** A setting as it stands somewhere. */
export interface Setting {
  keyword: string;
  /** the words behind it */
  values: readonly string[];
  /** where it stands, for messages: `default.sex: line 3`, `the command line` */
  where: string;
}

/** A configuration as read, and what is worth a word. */
export interface ConfigurationReading {
  configuration: Configuration;
  /** keywords that were given, not left to their presets */
  given: ReadonlySet<KeywordName>;
  warnings: string[];
}

/** The environment that `$NAME` asks. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Blanks, commas, `=` and `;` part the words of a line; a double quote does, too. */
const separators = /[\s,=;"]+/;

/**
 * The settings of a configuration file: a keyword and its values a line, `#` begins a comment, `$NAME` and `${NAME}` stand for the
 * environment's. Throws MalformedConfig for a name that the environment has not, and for a line that goes on with the list above it.
 */
export function readSettings(text: string, uri: string, environment: Environment): Setting[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .flatMap((line, i) => {
      const where = `${uri}: line ${i + 1}`;
      const [keyword, ...values] = words(line.replace(/#.*/, ''));
      if (keyword === undefined) return [];
      if (/^[-+.\d]/.test(keyword) || keyword === '\\') {
        const message = `${where} begins with ${keyword}: a list cannot go on in a second line; write it in one`;
        throw new DataError('MalformedConfig', message, { uri });
      }
      return { keyword, values: values.map((value) => substituted(value, environment, where)), where };
    });
}

/** Settings of the command line: pairs of a keyword and its value. */
export const commandLineSettings = (
  pairs: readonly (readonly [keyword: string, value: string])[],
  environment: Environment,
): Setting[] =>
  pairs.map(([keyword, value]) => {
    const where = `-${keyword} on the command line`;
    return { keyword, values: words(value).map((word) => substituted(word, environment, where)), where };
  });

const words = (line: string): string[] => line.split(separators).filter(Boolean);

function substituted(value: string, environment: Environment, where: string): string {
  return value.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? '';
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

/**
 * Settings over SExtractor's presets; of a keyword that stands twice the last counts. One that SExtractor 2.25 does not know is
 * warned of and left out. Throws MalformedConfig for a value out of its range, of the wrong kind, or missing.
 */
export function readConfiguration(settings: readonly Setting[]): ConfigurationReading {
  const values = new Map<KeywordName, readonly unknown[]>();
  const warnings: string[] = [];
  const given = new Set<KeywordName>();
  for (const name of Object.keys(keywords) as KeywordName[]) {
    values.set(
      name,
      readValues(name, { keyword: name, values: words(keywords[name].preset), where: 'preset' }, warnings),
    );
  }
  for (const setting of settings) {
    const name = setting.keyword.toUpperCase();
    if (!isKeyword(name)) {
      warnings.push(`${setting.where}: ${setting.keyword} is no keyword and is ignored${hint(name)}`);
      continue;
    }
    given.add(name);
    values.set(name, readValues(name, setting, warnings));
  }
  return { configuration: Object.fromEntries(values) as unknown as Configuration, given, warnings };
}

const isKeyword = (name: string): name is KeywordName => Object.hasOwn(keywords, name);

/** The keyword that a misspelt one may stand for: one letter more, less, other, or two changed round. */
function hint(name: string): string {
  const near = Object.keys(keywords).find((keyword) => distance(keyword, name) <= 2);
  return near ? `: is ${near} meant?` : '';
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

function readValues(name: KeywordName, { values, where }: Setting, warnings: string[]): readonly unknown[] {
  const keyword: Keyword = keywords[name];
  const [least, most] = keyword.count;
  const malformed = (why: string) =>
    new DataError('MalformedConfig', `${where}: ${name} ${values.join(',')}: ${why}`, { keyword: name });
  if (values.length < least) {
    if (values.length === 0 && name === 'XSL_URL') return [''];
    throw malformed(
      values.length === 0 ? `it has no value; ${allowed(keyword)}` : `${least} values should stand here`,
    );
  }
  let taken = values;
  if (values.length > most) {
    if (most > 1) throw malformed(`at most ${most} values may stand here`);
    taken = values.slice(0, 1);
    warnings.push(`${where}: ${name} takes one value: ${values.slice(1).join(' ')} is ignored`);
  }
  return taken.map((value) => {
    const found = readValue(keyword, value);
    if (found === undefined) throw malformed(`${value} cannot stand here; ${allowed(keyword)}`);
    return found;
  });
}

/** One value; undefined where it is none. */
function readValue(keyword: Keyword, value: string): number | boolean | string | undefined {
  switch (keyword.kind) {
    case 'number':
    case 'whole': {
      // a unit may be glued to a number
      const [, digits = ''] = value.match(/^([-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?)[a-zA-Z]*$/) ?? [];
      if (digits === '') return undefined;
      const number = Number(digits.replace(/[dD]/, 'e'));
      const whole = keyword.kind === 'whole' ? Math.trunc(number) : number;
      return whole >= keyword.range[0] && whole <= keyword.range[1] ? whole : undefined;
    }
    case 'word':
      return keyword.words.find((word) => word === value.toUpperCase());
    case 'switch':
      return /^y(es)?$/i.test(value) ? true : /^no?$/i.test(value) ? false : undefined;
    case 'text':
      return value;
  }
}

/** What may stand behind a keyword, in words. */
function allowed(keyword: Keyword): string {
  switch (keyword.kind) {
    case 'number':
      return `a number from ${keyword.range[0]} to ${keyword.range[1]} should`;
    case 'whole':
      return `a whole number from ${keyword.range[0]} to ${keyword.range[1]} should`;
    case 'word':
      return `${keyword.words.slice(0, -1).join(', ')} or ${keyword.words.at(-1)} should`;
    case 'switch':
      return 'Y or N should';
    case 'text':
      return 'a name should';
  }
}
