/** Degrees in each unit of an angle that a person writes. */
const units: ReadonlyMap<string, number> = new Map([
  ['d', 1],
  ['deg', 1],
  ['°', 1],
  ['m', 1 / 60],
  ['arcmin', 1 / 60],
  ["'", 1 / 60],
  ['′', 1 / 60],
  ['s', 1 / 3600],
  ['arcsec', 1 / 3600],
  ['"', 1 / 3600],
  ['″', 1 / 3600],
]);

/** Characters of an angle or a position, at most. */
const LONGEST = 200;

const NUMBER = String.raw`\d+(?:\.\d*)?|\.\d+`;
const angle = new RegExp(String.raw`^(${NUMBER})\s*(d|deg|°|m|arcmin|'|′|s|arcsec|"|″)$`, 'i');

/**
 * An angle with its unit, `5m`, `0.5s`, `1.5d`, `30arcsec`, in degrees; undefined for other text.
 */
export function parseAngle(text: string): number | undefined {
  if (text.length > LONGEST) return undefined;
  const match = angle.exec(text.trim());
  const unit = match && units.get(match[2]!.toLowerCase());
  return unit === undefined || unit === null ? undefined : Number(match![1]) * unit;
}

/**
 * A position, degrees: two numbers (`266.4 -28.9`, with or without a comma or units d), or two
 * sexagesimal angles (`17h45m40s -29d00m28s`, `17:45:40 -29:00:28`, `17 45 40 -29 00 28`), of which
 * the first is in hours unless it is written with d. Undefined for what is no position, such as a
 * name. Throws RangeError for one that cannot be: a latitude beyond 90°, minutes of 60 and more.
 */
export function parsePosition(text: string): [lon: number, lat: number] | undefined {
  if (text.length > LONGEST) return undefined;
  const words = text.trim().replace(/,/g, ' ').replace(/−/g, '-').split(/\s+/);
  if (words.length === 1) words.push(...(words.pop()?.split(/(?<=.)(?=[+-])/) ?? []));
  if (words.length % 2 !== 0 || words.length > 6) return undefined;
  const half = words.length / 2;
  const [first, second] = [words.slice(0, half), words.slice(half)].map((part) =>
    angleOf(half > 1 ? part.join(':') : part[0]!),
  );
  if (!first || !second || second.inHours) return undefined;
  const lon = first.value * (first.inHours || first.isColons ? 15 : 1);
  const lat = second.value;
  const why = noPlace(lon, lat);
  if (why !== undefined) throw new RangeError(`${text}: ${why}`);
  return [lon < 0 ? lon + 360 : lon % 360, lat];
}

/** Why there is no such place, degrees; undefined where there is. */
export function noPlace(lon: number, lat: number): string | undefined {
  if (!(Math.abs(lat) <= 90)) return `the latitude ${lat} is not from -90 to 90 degrees`;
  if (!(lon > -360 && lon <= 360)) return `the longitude ${lon} is not from 0 to 360 degrees`;
  return undefined;
}

interface Written {
  value: number;
  inHours: boolean;
  isColons: boolean;
}

function angleOf(word: string): Written | undefined {
  const decimal = new RegExp(`^([+-]?(?:${NUMBER}))(d|deg|°)?$`, 'i').exec(word);
  if (decimal) return { value: Number(decimal[1]), inHours: false, isColons: false };
  const parts =
    /^([+-]?)(\d+)(:|h|d|°)(?:(\d+(?:\.\d*)?)(?:(?::|m|'|′)(?:(\d+(?:\.\d*)?)(?:s|"|″)?)?)?)?$/i.exec(
      word,
    );
  if (!parts) return undefined;
  const [, sign, whole, mark = '', minutes = '0', seconds = '0'] = parts;
  if (Number(minutes) >= 60 || Number(seconds) >= 60)
    throw new RangeError(`${word}: minutes and seconds are less than 60`);
  const size = Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600;
  return {
    value: sign === '-' ? -size : size,
    inHours: mark.toLowerCase() === 'h',
    isColons: mark === ':',
  };
}
