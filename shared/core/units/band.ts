import {
  anyWheels,
  cameraWheels,
  type FilterWheels,
  NO_FILTER,
  numberedFilters,
} from './band-keywords.ts';
import type { Keywords } from './keywords.ts';

/** The filter that an image was taken through, as its header names it, and by which keywords. */
export interface Band {
  readonly name: string;
  readonly from: string;
}

/**
 * The band of an image by the tables in band-keywords.ts; undefined where no keyword names a
 * filter.
 */
export function bandOf(keywords: Keywords): Band | undefined {
  const camera = cameraWheels.find(({ is }) => is(keywords));
  const own = camera && ofCamera(keywords, camera);
  if (own) return own;
  for (const wheels of anyWheels) {
    const band = ofWheels(keywords, wheels);
    if (band) return band;
  }
  // a number is the name of last resort: of a slot, or of nanometres
  const from = numberedFilters.find((keyword) => typeof keywords.value(keyword) === 'number');
  return from === undefined ? undefined : { name: keywords.text(from), from };
}

function ofCamera(
  keywords: Keywords,
  { wheels, numbered, within, capitals }: FilterWheels,
): Band | undefined {
  const name = numbered?.bands[keywords.number(numbered.keyword) ?? Number.NaN];
  if (numbered && name !== undefined) return { name, from: numbered.keyword };
  const band = wheels && ofWheels(keywords, wheels, within);
  return band && capitals ? { ...band, name: band.name.toUpperCase() } : band;
}

/**
 * What several wheels name together: a filter, or a filter and what else was in the light
 * (`F606W+POL0V`).
 */
function ofWheels(
  keywords: Keywords,
  wheels: readonly string[],
  within?: RegExp,
): Band | undefined {
  const found = wheels.flatMap((keyword) => {
    const value = keywords.value(keyword);
    const name = typeof value === 'string' ? filterName(value) : '';
    return NO_FILTER.test(name) ? [] : [{ name, keyword }];
  });
  if (found.length === 0) return undefined;
  const narrow = within && found.find(({ name }) => within.test(name));
  const taken = narrow ? [narrow] : found;
  return {
    name: [...new Set(taken.map(({ name }) => name))].join('+'),
    from: taken.map(({ keyword }) => keyword).join(', '),
  };
}

/**
 * What a camera writes beside the filter's name is left off: DECam's wavelengths, Pan-STARRS'
 * version, empty wheels in a list of them.
 */
function filterName(value: string): string {
  const text = value.trim().slice(0, 68);
  if (NO_FILTER.test(text)) return '';
  const decam = /^(\S+) DECam\b/.exec(text);
  if (decam) return decam[1]!;
  const plain = text.replace(/\.0{5}$/, '');
  const parts = plain.split(/[;,]/).map((part) => part.trim());
  const filters = parts.filter((part) => !NO_FILTER.test(part));
  return filters.length < parts.length ? filters.join('+') : plain;
}

/** Survey folders beside those of the bands. */
const LONGEST_NAME = 40;

/**
 * Bands as names of folders: letters, digits and `._+-`, different by more than their letters' case
 * (`r` and `R` of two systems), none of them `reserved`. Where two would be one, that of more
 * images keeps the name and the other gets a number; of equally many that which is earlier in the
 * order of codes, whatever the order of the list. `bands`: with their numbers of images.
 */
export function folderNames(
  bands: Iterable<readonly [band: string, images: number]>,
  reserved: string,
): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set([reserved.toLowerCase()]);
  for (const [band] of [...bands].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))) {
    const safe = folderName(band);
    let name = safe.toLowerCase() === reserved.toLowerCase() ? `${safe}-band` : safe;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${safe}-${n}`;
    taken.add(name.toLowerCase());
    names.set(band, name);
  }
  return names;
}

function folderName(band: string): string {
  const safe = band
    .trim()
    .replace(/[^A-Za-z0-9._+-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, LONGEST_NAME)
    // nothing that a file of the run, or of Windows, may be called
    .replace(/\.+$/, '')
    .replace(/\.(bin|jsonl?|tiles)$/i, '_$1');
  return safe || 'band';
}
