import { hipsPixelScale } from '../../shared/core/hips/pixel-scale.ts';
import { ARCSEC_PER_DEGREE } from '../../shared/core/sphere/angle.ts';
import type { Inventory } from './inventory.ts';
import type { Problems } from './problems.ts';

/** Rounding of what is written with few digits. */
const CLOSE = 0.02;
const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= CLOSE * Math.abs(b);
const isBetween = (low: number, high: number) => (value: number) => value >= low && value <= high;

/** What a number of `properties` must be, where it is stated: a rule, and the rule in words. */
type Rule = readonly [key: string, isRight: (value: number) => boolean, words: string];

/**
 * Whether the facts that `properties` states, beside those that other checks need, can be true of
 * the tiles that are there.
 */
export function checkFacts(
  entries: ReadonlyMap<string, string>,
  { tiles, deepest }: Inventory,
  problems: Problems,
): void {
  const wrong = (key: string, words: string): void =>
    problems.add(
      'WrongValue',
      'properties',
      `${key} = ${entries.get(key)}, but ${words}: correct it.`,
    );
  const cells = new Set([...tiles.values()].flatMap((orders) => orders[deepest] ?? [])).size;
  const sky = cells / (12 * 4 ** deepest);
  const scale =
    hipsPixelScale(deepest, Number(entries.get('hips_tile_width') ?? 512)) / ARCSEC_PER_DEGREE;
  const numbers: Rule[] = [
    ['hips_order_min', isBetween(0, deepest), `it is at most the deepest order, ${deepest}`],
    [
      'moc_sky_fraction',
      (value) => isClose(value, sky),
      `the tiles are ${sky.toPrecision(4)} of the sky`,
    ],
    [
      'hips_pixel_scale',
      (value) => isClose(value, scale),
      `pixels are ${scale.toPrecision(4)} degrees`,
    ],
    ['hips_initial_ra', isBetween(0, 360), 'it is an angle from 0 to 360'],
    ['hips_initial_dec', isBetween(-90, 90), 'it is an angle from -90 to 90'],
    ['hips_initial_fov', (value) => value > 0 && value <= 360, 'it is an angle above 0'],
    ['s_pixel_scale', (value) => value > 0, 'it is an angle above 0'],
    ['em_min', (value) => value > 0, 'it is a wavelength in metres'],
    ['em_max', (value) => value > 0, 'it is a wavelength in metres'],
  ];
  // Without tiles there is nothing to compare with.
  for (const [key, isRight, words] of deepest < 0 ? [] : numbers) {
    const text = entries.get(key);
    if (text && !isRight(Number(text))) wrong(key, words);
  }
  for (const [low, high] of [
    ['em_min', 'em_max'],
    ['t_min', 't_max'],
  ] as const) {
    const [least, most] = [Number(entries.get(low)), Number(entries.get(high))];
    if (least > most) wrong(low, `${high} is less`);
  }
  const range = entries.get('hips_data_range')?.split(/\s+/).map(Number);
  if (range && !(range.length === 2 && range[0]! <= range[1]!))
    wrong('hips_data_range', 'it is the least and the greatest value');
  for (const [key, pattern, words] of texts) {
    const text = entries.get(key);
    if (text && !pattern.test(text)) wrong(key, words);
  }
}

/** What a text must look like where it is stated. */
const texts: readonly (readonly [key: string, pattern: RegExp, words: string])[] = [
  ['creator_did', /^ivo:\/\/[^/\s]+\/\S+$/, 'it is ivo://authority/name'],
  ['dataproduct_type', /^image$/, 'these are images'],
  ['dataproduct_subtype', /^(color|live)( |$)/, 'it is color, or left out'],
  ['hips_version', /^1\.\d+$/, 'it is 1.4 or another version of HiPS 1'],
  [
    'hips_release_date',
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?$/,
    'it is a date like 2026-01-31T12:00Z',
  ],
  ['hips_status', /^(public|private)\b/, 'it begins with public or private'],
];
