import type { Keyword } from './keyword.ts';

/** One value; undefined where it is none. */
export function readValue(keyword: Keyword, value: string): number | boolean | string | undefined {
  switch (keyword.kind) {
    case 'number':
    case 'whole': {
      // a unit may be glued to a number
      const [, digits = ''] =
        value.match(/^([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)[a-zA-Z]*$/) ?? [];
      if (digits === '') return undefined;
      // SExtractor reads 1e3 as 1 where it wants a whole number
      if (keyword.kind === 'whole' && /e/i.test(digits)) return undefined;
      const number = Number(digits);
      const whole = keyword.kind === 'whole' ? Math.trunc(number) : number;
      return whole >= keyword.range[0] && whole <= keyword.range[1] ? whole : undefined;
    }
    case 'word':
      return keyword.words.find((word) => word === value.toUpperCase());
    case 'switch':
      return /^y(es)?$/i.test(value) ? true : /^no?$/i.test(value) ? false : undefined;
    case 'text':
      // what a shell makes of these it makes before: here they would be part of a name
      return /^[~']/.test(value) ? undefined : value;
  }
}

/** What may stand behind a keyword, in words. */
export function allowed(keyword: Keyword): string {
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
      return 'a name should, written out, in double quotes or none';
  }
}
