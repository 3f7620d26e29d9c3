import { existsSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from '../local/usage-error.ts';
import { nearest } from '../shared/core/nearest.ts';

/** What the words of the command line are read by, for parseArgs. */
type Config = ParseArgsConfig & { args: string[] };

/**
 * `parseArgs`, with words for what people mistype: an option that there is not and the nearest that
 * there is, a value that is missing, a placeholder of the help, a pattern that no file matches.
 * Throws UsageError.
 */
export function readArguments<T extends Config>(config: T): ReturnType<typeof parseArgs<T>> {
  const { args, options = {} } = config;
  const { tokens } = parseArgs({
    args,
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional') checkWord(token.value, token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option)
      throw new UsageError(`there is no option ${rawName}${meant(name, Object.keys(options))}`);
    if (option.type === 'boolean') {
      if (value !== undefined)
        throw new UsageError(`${rawName} takes no value: write ${rawName} alone`);
    } else if (value === undefined || value === '') {
      throw new UsageError(`${rawName} needs a value after it: --help says which`);
    } else {
      if (!inlineValue && value.startsWith('-'))
        throw new UsageError(dashed(rawName, value, options));
      checkWord(value, `${rawName} ${value}`);
    }
  }
  const stray = tokens.find((token) => token.kind === 'positional');
  if (config.allowPositionals !== true && stray)
    throw new UsageError(
      `'${stray.value}' is not expected here: options begin with --, and --help lists them`,
    );
  return parseArgs(config);
}

function meant(name: string, names: readonly string[]): string {
  const near = nearest(name, [...names, 'help', 'debug']);
  return near === undefined ? ': --help lists them' : `: did you mean --${near}?`;
}

/** A value that begins with a dash is the next option, or must be tied to its own. */
function dashed(option: string, value: string, options: object): string {
  const [name = ''] = value.replace(/^-+/, '').split('=');
  if (Object.hasOwn(options, name) || value.startsWith('--'))
    return `${option} needs a value, and ${value} follows it`;
  return `a value that begins with - is tied to its option: write ${option}=${/\s/.test(value) ? `"${value}"` : value}`;
}

/** What stands for something of the user's in the help and the documents. */
const PLACEHOLDER =
  /^(DIR|LIST|NAME|FILE|RUN2?|STACK|IMAGE|CATALOGUE|ADDRESS|BAND|PATH|<.*>|…|\.\.\.)(\.[a-z]+|\[HDU\])*$/;

/**
 * What stands for a part of an address, `s3://YOUR-BUCKET/my/prefix`: a key may well be called
 * NAME.
 */
function placeholderOf(address: string): string | undefined {
  const [host = '', ...path] = address.split('/').slice(2);
  if (PLACEHOLDER.test(host) || /^(BUCKET|HOST)$/.test(host)) return host;
  return [host, ...path].find((part) => /^(YOUR[-_.].*|<.*>)$/.test(part));
}

/** A query of `starfan query` has stars and points in it, and is no pattern of files. */
const SQL = /^\s*(SELECT|WITH)\s/i;

/**
 * Throws UsageError where a word, or a part of its path, is a placeholder; `shown` is how it was
 * written.
 */
function checkWord(word: string, shown: string): void {
  if (SQL.test(word) || existsSync(word)) return;
  const isAddress = /^[a-z0-9]+:\/\//i.test(word);
  const part = isAddress
    ? placeholderOf(word)
    : word.split('/').find((name) => PLACEHOLDER.test(name));
  if (part !== undefined)
    throw new UsageError(
      `${shown === part ? '' : `${shown}: `}${part} stands for something of yours: write that in its place`,
    );
  if (!isAddress && /[*?]/.test(word) && word.includes('.'))
    throw new UsageError(`no file matches ${word}: check the folder and the ending of the names`);
}
