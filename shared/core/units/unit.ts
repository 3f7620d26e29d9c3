import { longPrefixes, plain, prefixed, prefixes, type Unit } from './unit-names.ts';

/** Characters of a unit, at most: a card has 68. */
const LONGEST = 200;

/** Numbers before a unit are 1e-17 in spectra, 1e-20 at the least; these are beyond any. */
const LARGEST = 1e24;

/** What BUNIT says where it says nothing. */
const NOTHING =
  /^(|none|n\/?a|unknown|undefined|unitless|dimensionless|arbitrary|relative|-+|\?+|1|1\.0)$/i;

/** Whether a BUNIT names no unit: it agrees with any. */
export const isNoUnit = (text: string): boolean => NOTHING.test(text.trim());

/**
 * A unit as people write it: `MJy/sr`, `JY/BEAM`, `erg s-1 cm**-2 Angstrom^-1`, `10**-17 erg/(s
 * cm2)`, `counts per second`. A `/` is of the next factor alone (FITS 4.0, section 4.3.1).
 * Undefined where it is not known. MJY in capitals is mega before SR and else not known.
 */
export function parseUnit(text: string): Unit | undefined {
  if (text.length > LONGEST) return undefined;
  const words = text
    .trim()
    .replace(/\s+per\s+/gi, '/')
    .replace(/\be-(?!\d)/gi, 'electron');
  const tokens = words.match(/\d+(\.\d+)?([eE][-+]?\d+)?|[A-Za-zµμÅå]+|\*\*|[-+^*./()]|\S/g) ?? [];
  try {
    const reader = new UnitReader(tokens, /sr/i.test(words));
    return reader.whole();
  } catch (error) {
    if (error instanceof NotAUnit) return undefined;
    throw error;
  }
}

/**
 * The factor that makes a value in `from` one in `to`; undefined where they are of different kinds.
 */
export function conversion(from: Unit, to: Unit): number | undefined {
  if (dimensionsOf(from) !== dimensionsOf(to)) return undefined;
  const factor = from.scale / to.scale;
  // what is 1 but for rounding is 1
  return Math.abs(factor - 1) < 1e-9 ? 1 : factor;
}

/** Dimensions in one spelling: equal for units that can be converted. */
export const dimensionsOf = ({ dimensions }: Unit): string =>
  Object.entries(dimensions)
    .filter(([, power]) => power !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, power]) => `${name}${power}`)
    .join(' ');

class NotAUnit extends Error {}

class UnitReader {
  readonly #tokens: readonly string[];
  readonly #perSteradian: boolean;
  #at = 0;

  constructor(tokens: readonly string[], perSteradian: boolean) {
    this.#tokens = tokens;
    this.#perSteradian = perSteradian;
  }

  whole(): Unit {
    const unit = this.#product();
    if (this.#at < this.#tokens.length || !Number.isFinite(unit.scale) || unit.scale <= 0)
      throw new NotAUnit();
    return unit;
  }

  #next = (): string | undefined => this.#tokens[this.#at];

  #product(): Unit {
    let unit = this.#next() === '/' ? { scale: 1, dimensions: {} } : this.#factor();
    for (let token = this.#next(); token !== undefined && token !== ')'; token = this.#next()) {
      if (token === '/' || token === '*' || token === '.') this.#at++;
      unit = times(unit, power(this.#factor(), token === '/' ? -1 : 1));
    }
    return unit;
  }

  #factor(): Unit {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new NotAUnit();
    let unit: Unit;
    if (token === '(') {
      unit = this.#product();
      if (this.#tokens[this.#at++] !== ')') throw new NotAUnit();
    } else if (/^\d/.test(token)) return this.#number(token);
    else unit = this.#named(token);
    return power(unit, this.#power());
  }

  /** `10**-17`, `1e-17`, of a size that a unit may have. */
  #number(token: string): Unit {
    const number = { scale: Number(token), dimensions: {} };
    // a number after a number is no power without a sign for it
    const isPower = this.#next() === '^' || this.#next() === '**';
    const unit = isPower ? power(number, this.#power()) : number;
    if (!(unit.scale > 1 / LARGEST && unit.scale < LARGEST)) throw new NotAUnit();
    return unit;
  }

  /** `2`, `-1`, `^2`, `**-1`, `**(-2)`; 1 where there is none. */
  #power(): number {
    const marked = this.#next() === '^' || this.#next() === '**';
    if (marked) this.#at++;
    const bracket = marked && this.#next() === '(';
    if (bracket) this.#at++;
    const sign = /^[-+]$/.test(this.#next() ?? '') ? this.#tokens[this.#at++] : '';
    const digits = this.#next() ?? '';
    const isPower = /^\d$/.test(digits) || (marked && /^\d+(\.\d+)?$/.test(digits));
    if (!isPower) {
      if (marked || sign) throw new NotAUnit();
      return 1;
    }
    this.#at++;
    if (bracket && this.#tokens[this.#at++] !== ')') throw new NotAUnit();
    return sign === '-' ? -Number(digits) : Number(digits);
  }

  #named(word: string): Unit {
    const small = word.toLowerCase();
    const exact = own(plain, small) ?? own(prefixed, small);
    if (exact) return exact;
    const long = Object.entries(longPrefixes).find(([prefix]) => small.startsWith(prefix));
    const spelt = long && own(prefixed, small.slice(long[0].length));
    if (spelt) return times(spelt, { scale: long[1], dimensions: {} });
    // In capitals alone, as AIPS writes, M may stand for milli.
    if (word === 'MJY' && !this.#perSteradian) throw new NotAUnit();
    const scale = own(prefixes, word[0]!);
    const rest = own(prefixed, small.slice(1));
    if (scale === undefined || !rest) throw new NotAUnit();
    return times(rest, { scale, dimensions: {} });
  }
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const power = ({ scale, dimensions }: Unit, exponent: number): Unit => ({
  scale: scale ** exponent,
  dimensions: Object.fromEntries(
    Object.entries(dimensions).map(([name, one]) => [name, one * exponent]),
  ),
});

function times(a: Unit, b: Unit): Unit {
  const dimensions: Record<string, number> = { ...a.dimensions };
  for (const [name, exponent] of Object.entries(b.dimensions))
    dimensions[name] = (dimensions[name] ?? 0) + exponent;
  return { scale: a.scale * b.scale, dimensions };
}
