import { DataError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { refusal } from './parameters/refused.ts';
import type { Parameter } from './parameters/table.ts';
import { parameterOf, parameters } from './parameters.ts';
import type { RequestedColumn } from './source-table.ts';

/** The columns that a `.param` file asks for, and what is worth a word. */
export interface ColumnsReading {
  columns: RequestedColumn[];
  warnings: string[];
}

/**
 * A `.param` file: a parameter a line, in the order of the catalogue's columns; NAME(3), NAME[3]
 * and NAME(51,51) say how many numbers. Behind a scalar its description may stand, behind a vector
 * only a comment. A name that SExtractor does not know is warned of and left out; one twice is one
 * column, as long as it is last said to be. Throws MalformedConfig (no column at all, a vector's
 * line that goes on) and UnsupportedConfig.
 */
export function readColumns(text: string, uri: string): ColumnsReading {
  const warnings: string[] = [];
  const columns = new Map<string, RequestedColumn>();
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const content = line.replace(/#.*/, '').trim();
    if (content === '') continue;
    const [, name = '', rest = ''] = content.match(/^([^\s([]+)(.*)$/) ?? [];
    const where = `${uri}: line ${i + 1}`;
    const parameter = parameterOf(name);
    if (parameter === undefined) {
      const reason = refusal(name);
      if (reason !== undefined)
        throw new DataError(
          'UnsupportedConfig',
          `${where}: ${name} is not measured: ${reason}; take it out`,
          { uri },
        );
      const near = nearest(name.toUpperCase(), Object.keys(parameters));
      warnings.push(
        `${where}: ${name} is no parameter and is left out${near === undefined ? '' : `: is ${near} meant?`}`,
      );
      continue;
    }
    columns.set(name, { parameter, sides: sidesOf(parameter, rest, where, uri) });
  }
  if (columns.size === 0) {
    const hint = warnings[0] === undefined ? 'name one a line, as NUMBER' : warnings[0];
    throw new DataError('MalformedConfig', `${uri} asks for no parameter: ${hint}`, { uri });
  }
  return { columns: [...columns.values()], warnings };
}

/** Numbers of one column: a vignette of 512 × 512. */
const MOST_NUMBERS = 2 ** 18;

/** What stands behind the name of an array: `(3)`, `(51,51)`, or nothing, which is one number. */
function sidesOf({ name, shape }: Parameter, rest: string, where: string, uri: string): number[] {
  if (shape === 'scalar') return [];
  const words = rest.split(/[\s()[\],]+/).filter(Boolean);
  const most = shape === 'image' ? 2 : 1;
  if (/^\s/.test(rest) || words.length > most || words.some((word) => !/^0*[1-9]\d*$/.test(word))) {
    const example = shape === 'image' ? `${name}(51,51)` : `${name}(3)`;
    throw new DataError(
      'MalformedConfig',
      `${where}: ${name}${rest}: behind a parameter of several numbers stands how many, as ${example}, and a description only after #`,
      { uri, keyword: name },
    );
  }
  const sides = words.map(Number);
  if (sides.reduce((product, side) => product * side, 1) > MOST_NUMBERS)
    throw new DataError(
      'MalformedConfig',
      `${where}: ${name}${rest} asks for more than ${MOST_NUMBERS} numbers of each source: ask for fewer`,
      { uri, keyword: name },
    );
  return shape === 'image' ? [sides[0] ?? 1, sides[1] ?? 1] : [sides[0] ?? 1];
}
