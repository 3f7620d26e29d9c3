import { DataError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Keyword } from './keyword.ts';
import { type Configuration, type KeywordName, keywords } from './keywords.ts';
import { type Setting, words } from './read-settings.ts';
import { allowed, readValue } from './read-value.ts';

/** A configuration as read, and what is worth a word. */
export interface ConfigurationReading {
  configuration: Configuration;
  /** where keywords were given that were not left to their presets */
  given: ReadonlyMap<KeywordName, string>;
  warnings: string[];
}

/**
 * Settings over SExtractor's presets; of a keyword that stands twice the last counts. One that
 * SExtractor 2.25 does not know is warned of and left out. Throws MalformedConfig for a value out
 * of its range, of the wrong kind, or missing.
 */
export function readConfiguration(settings: readonly Setting[]): ConfigurationReading {
  const values = new Map<KeywordName, readonly unknown[]>();
  const warnings: string[] = [];
  const given = new Map<KeywordName, string>();
  for (const name of Object.keys(keywords) as KeywordName[]) {
    values.set(
      name,
      readValues(
        name,
        { keyword: name, values: words(keywords[name].preset), where: 'preset' },
        warnings,
      ),
    );
  }
  for (const setting of settings) {
    const name = setting.keyword.toUpperCase();
    if (!isKeyword(name)) {
      warnings.push(
        `${setting.where}: ${setting.keyword} is no keyword and is ignored${hint(name)}`,
      );
      continue;
    }
    if (setting.values.length === 0 && staysWhenEmpty.has(name)) continue;
    given.set(name, setting.where);
    const read = readValues(name, setting, warnings);
    values.set(
      name,
      keepsRest.has(name) ? [...read, ...(values.get(name) ?? []).slice(read.length)] : read,
    );
  }
  return { configuration: Object.fromEntries(values) as unknown as Configuration, given, warnings };
}

/** Of these a shorter list leaves the rest of the one before it in force. */
const keepsRest: ReadonlySet<KeywordName> = new Set(['FLAG_TYPE']);

/** An empty list leaves these as they were. */
const staysWhenEmpty: ReadonlySet<KeywordName> = new Set(['WEIGHT_TYPE', 'FLAG_TYPE', 'PSF_NAME']);

/** Sigmas or ADU; of two values the first is a magnitude. */
const isThreshold: ReadonlySet<KeywordName> = new Set(['DETECT_THRESH', 'ANALYSIS_THRESH']);

/** Beyond so many magnitudes from its zero point a brightness is no number that pixels hold. */
const MOST_MAGNITUDES = 95;

/** What is wrong with the numbers of a threshold; undefined where nothing is. */
function whyNoThreshold(numbers: readonly number[]): string | undefined {
  const [value = 0, zeroPoint] = numbers;
  if (zeroPoint === undefined)
    return value > 0
      ? undefined
      : 'a number above 0 should stand here, or a surface brightness and a zero point';
  return Math.abs(zeroPoint - value) <= MOST_MAGNITUDES
    ? undefined
    : `a surface brightness and a zero point within ${MOST_MAGNITUDES} magnitudes of it should stand here`;
}

const isNumeric = ({ kind }: Keyword): boolean => kind === 'number' || kind === 'whole';

const isKeyword = (name: string): name is KeywordName => Object.hasOwn(keywords, name);

/** The keyword that a misspelt one may stand for. */
function hint(name: string): string {
  const near = nearest(name, Object.keys(keywords));
  return near === undefined ? '' : `: is ${near} meant?`;
}

/** Words up to a # that is glued to one: a name has it for its own. */
function beforeComment(values: readonly string[]): readonly string[] {
  const at = values.findIndex((value) => value.includes('#'));
  return at < 0 ? values : [...values.slice(0, at), values[at]!.replace(/#.*/, '')];
}

function readValues(name: KeywordName, setting: Setting, warnings: string[]): readonly unknown[] {
  const keyword: Keyword = keywords[name];
  const { where } = setting;
  const values = keyword.kind === 'text' ? setting.values : beforeComment(setting.values);
  const [least, most] = keyword.count;
  const malformed = (why: string) =>
    new DataError('MalformedConfig', `${where}: ${name} ${values.join(',')}: ${why}`, {
      keyword: name,
    });
  if (values.length < least) {
    if (values.length === 0 && name === 'XSL_URL') return [''];
    throw malformed(
      values.length === 0
        ? `it has no value; ${allowed(keyword)}`
        : `${least} values should stand here`,
    );
  }
  let taken = values;
  if (values.length > most) {
    if (most > 1) throw malformed(`at most ${most} values may stand here`);
    const [first] = values;
    if (isNumeric(keyword) && values.some((value) => value !== first && /^[-+.\d]/.test(value)))
      throw malformed(`one number should stand here, with a point and no comma in it`);
    taken = values.slice(0, 1);
    warnings.push(`${where}: ${name} takes one value: ${values.slice(1).join(' ')} is ignored`);
  }
  const found = taken.map((value) => {
    const one = readValue(keyword, value);
    if (one === undefined) throw malformed(`${value} cannot stand here; ${allowed(keyword)}`);
    return one;
  });
  const why = isThreshold.has(name) ? whyNoThreshold(found.map(Number)) : undefined;
  if (why !== undefined) throw malformed(why);
  return found;
}
