import { cellRadius } from '../../shared/core/healpix/cell-size.ts';
import { healpixToLonLat } from '../../shared/core/healpix/pixel.ts';
import { hipsToIcrs } from '../../shared/core/hips/frame.ts';
import { hipsPixelScale } from '../../shared/core/hips/pixel-scale.ts';
import { ARCSEC_PER_DEGREE, toRadians } from '../../shared/core/sphere/angle.ts';
import { lonLatToVector, separation } from '../../shared/core/sphere/vector.ts';
import type { Inventory } from './inventory.ts';
import type { Problems } from './problems.ts';

/** Rounding of what is written with few digits. */
const CLOSE = 0.02;
/** A size that was estimated before the tiles were made may be off by that factor. */
const FAR_OFF = 100;
const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= CLOSE * Math.abs(b);
const isBetween = (low: number, high: number) => (value: number) => value >= low && value <= high;

/** What a number of `properties` must be, where it is stated: a rule, and the rule in words. */
type Rule = readonly [key: string, isRight: (value: number) => boolean, words: string];

/**
 * Whether the facts that `properties` states, beside those that other checks need, can be true of
 * the tiles that are there. Answers the range of the data, where it is stated.
 */
export function checkFacts(
  entries: ReadonlyMap<string, string>,
  inventory: Inventory,
  problems: Problems,
): readonly [number, number] | undefined {
  const { tiles, deepest } = inventory;
  const wrong = (key: string, words: string): void =>
    problems.add(
      'WrongValue',
      'properties',
      `${key} = ${entries.get(key)}, but ${words}: correct it.`,
    );
  const cells = new Set([...tiles.values()].flatMap((orders) => orders[deepest] ?? []));
  const numbers = numberRules(entries, inventory, cells.size);
  // Without tiles there is nothing to compare with.
  for (const [key, isRight, words] of deepest < 0 ? [] : numbers) {
    const text = entries.get(key);
    if (text && !isRight(Number(text))) wrong(key, words);
  }
  if (deepest >= 0 && seesNothing(entries, cells, deepest))
    wrong('hips_initial_ra', 'no tile lies in the view that opens there');
  for (const [low, high] of [
    ['em_min', 'em_max'],
    ['t_min', 't_max'],
  ] as const) {
    const [least, most] = [Number(entries.get(low)), Number(entries.get(high))];
    if (least > most) wrong(low, `${high} is less`);
  }
  const range = entries.get('hips_data_range')?.split(/\s+/).map(Number);
  const isRange = range?.length === 2 && range[0]! <= range[1]!;
  if (range && !isRange) wrong('hips_data_range', 'it is the least and the greatest value');
  for (const [key, pattern, words] of texts) {
    const text = entries.get(key);
    if (text && !pattern.test(text)) wrong(key, words);
  }
  return isRange ? [range[0]!, range[1]!] : undefined;
}

/** The rules of numbers; `cells`: how many tiles of the deepest order there are. */
function numberRules(
  entries: ReadonlyMap<string, string>,
  { tiles, deepest, bytes }: Inventory,
  cells: number,
): Rule[] {
  const sky = cells / (12 * 4 ** deepest);
  const lowest = Math.min(
    ...[...tiles.values()].map((orders) => orders.findIndex((order) => order.length > 0)),
  );
  const kilobytes = bytes / 1024;
  const scale =
    hipsPixelScale(deepest, Number(entries.get('hips_tile_width') ?? 512)) / ARCSEC_PER_DEGREE;
  return [
    ['hips_order_min', isBetween(0, lowest), `there are tiles of order ${lowest}`],
    [
      'hips_estsize',
      isBetween(kilobytes / FAR_OFF, FAR_OFF * kilobytes + 1),
      `the tiles are ${Math.ceil(kilobytes)} kilobytes`,
    ],
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
}

/** Whether the first view of a client, a square of `hips_initial_fov`, has no tile in it. */
function seesNothing(
  entries: ReadonlyMap<string, string>,
  cells: ReadonlySet<number>,
  order: number,
): boolean {
  const [ra, dec, fov] = ['ra', 'dec', 'fov'].map((key) =>
    Number.parseFloat(entries.get(`hips_initial_${key}`) ?? ''),
  ) as [number, number, number];
  const frame = entries.get('hips_frame') === 'galactic' ? 'galactic' : 'equatorial';
  const centre = lonLatToVector(ra, dec);
  const reach = toRadians(fov * Math.SQRT1_2) + cellRadius(order);
  // Every comparison with what is not stated, NaN, is false.
  for (const ipix of cells) {
    const place = lonLatToVector(...hipsToIcrs(frame, ...healpixToLonLat(order, ipix)));
    if (!(separation(centre, place) > reach)) return false;
  }
  return true;
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
