import type { Item } from '../contracts/lists.ts';
import type { Observed } from '../contracts/taken.ts';
import { LONGEST_VALUE, plainText } from '../core/text.ts';
import { bandOf } from '../core/units/band.ts';
import { exposureOf } from '../core/units/epoch.ts';
import type { Keywords } from '../core/units/keywords.ts';

/** When, for how long, through which filter and with what an image was taken. */
export function observedOf(keywords: Keywords, { band: named }: Item): Observed {
  const { middle, seconds, from } = exposureOf(keywords);
  const text = (value: string) => plainText(value, LONGEST_VALUE);
  const filter =
    named?.trim() ||
    bandOf(keywords)
      ?.from.split(', ')
      .map((keyword) => keywords.text(keyword))
      .join('+');
  return {
    mjd: middle,
    mjdFrom: text(from),
    exptime: seconds,
    filter: filter ? text(filter) : null,
    telescope: text(keywords.text('TELESCOP')),
    instrument: text(keywords.text('INSTRUME')),
  };
}
