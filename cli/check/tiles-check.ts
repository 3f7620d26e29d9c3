import { type Extension, tilePath } from '../../shared/core/hips/tile-path.ts';
import type { HipsMeasurements } from './check-hips.ts';
import { cutContradiction } from './cut-check.ts';
import type { Inventory } from './inventory.ts';
import { followsCurve, type LevelCurve } from './level-curve.ts';
import { placeIn } from './orientation.ts';
import { checkValuesParent, comparePictureParent, type Family } from './parents-check.ts';
import {
  checkPicture,
  checkPictureFamilies,
  learnFrom,
  readBoth,
  type ShownPictures,
} from './pictures-check.ts';
import type { Problems } from './problems.ts';
import type { Stated } from './survey-check.ts';
import { checkHeader } from './tile-check.ts';
import type { TileReader, TileValues } from './tile-reader.ts';

/**
 * Families and tiles looked at: beyond it every nth one, so that a whole survey is checked in
 * minutes.
 */
const MAX_FAMILIES = 1000;

/** What the checks of tiles share. */
interface Check {
  readonly reader: TileReader;
  readonly inventory: Inventory;
  readonly stated: Stated;
  readonly problems: Problems;
  readonly measured: HipsMeasurements;
}

/**
 * Tiles by themselves and with their children, order after order. Answers what the pictures of each
 * format show.
 */
export async function checkTiles(
  reader: TileReader,
  inventory: Inventory,
  stated: Stated,
  problems: Problems,
  measured: HipsMeasurements,
): Promise<Map<Extension, ShownPictures>> {
  const check: Check = { reader, inventory, stated, problems, measured };
  if (inventory.tiles.has('fits')) await checkValues(check);
  const formats = new Map<Extension, ShownPictures>();
  for (const extension of inventory.tiles.keys()) {
    if (extension === 'fits') continue;
    const shown = await checkPictures(check, extension);
    formats.set(extension, shown);
    checkPictureFamilies(shown, problems);
  }
  return formats;
}

/** FITS tiles: their size, type, WCS and cuts, and their parents. */
async function checkValues({
  reader,
  inventory,
  stated,
  problems,
  measured,
}: Check): Promise<void> {
  const { tileWidth: width, bitpix, frame, cut, range: statedRange } = stated;
  const range: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let empty = 0;
  for (const { order, ipix, children, seen } of families(inventory, 'fits')) {
    const path = tilePath(order, ipix, 'fits');
    const image = await reader.values(path);
    if (!image || !hasWidth(image, width, path, problems)) continue;
    if (bitpix !== undefined && bitpix !== image.bitpix)
      problems.add(
        'WrongBitpix',
        path,
        `BITPIX = ${image.bitpix}, hips_pixel_bitpix says ${bitpix}: correct it.`,
      );
    checkHeader(image, { order, ipix }, frame, path, problems);
    const [least, most] = extremesOf(image);
    if (least > most) empty++;
    if (order === inventory.deepest && seen.isAll) {
      range[0] = Math.min(range[0], least);
      range[1] = Math.max(range[1], most);
    }
    if (children.length === 0) continue;
    measured.families++;
    const difference = await checkValuesParent(reader, { order, ipix, children }, width, problems);
    measured.parentDifference = Math.max(measured.parentDifference, difference);
  }
  if (empty > 0) measured.notes.push(`${empty} FITS tiles have no pixel with a value.`);
  if (cut && range[0] <= range[1] && (cut[0] > range[1] || cut[1] < range[0])) {
    problems.add(
      'WrongCut',
      'properties',
      `hips_pixel_cut = ${cut.join(' ')} shows nothing: the values go from ${range[0]} to ${range[1]}.`,
    );
  }
  if (statedRange && (statedRange[0] > range[1] || statedRange[1] < range[0]))
    problems.add(
      'WrongValue',
      'properties',
      `hips_data_range = ${statedRange.join(' ')}, but the values go from ${range[0]} to ${range[1]}: correct it.`,
    );
}

/**
 * Pictures: their size, their values where there are FITS tiles too, and how their parents lie to
 * them.
 */
async function checkPictures(check: Check, extension: Extension): Promise<ShownPictures> {
  const { reader, inventory, stated, problems, measured } = check;
  const { deepest, tiles } = inventory;
  const width = stated.tileWidth;
  const haveValues = new Set(tiles.get('fits')?.[deepest] ?? []);
  const both = (tiles.get(extension)?.[deepest] ?? []).filter((ipix) => haveValues.has(ipix));
  const curve =
    both.length > 0
      ? await learnFrom(reader, both, { order: deepest, extension, width })
      : undefined;
  if (both.length > 0 && !curve)
    measured.notes.push(
      `The ${extension} tiles follow no one curve of their values (each its own stretch?): only ranks were compared.`,
    );
  const contradiction =
    extension === 'png' && curve && stated.cut ? cutContradiction(curve, stated.cut) : undefined;
  if (contradiction)
    problems.add(
      'WrongCut',
      'properties',
      `hips_pixel_cut = ${stated.cut?.join(' ')}, but in the pictures ${contradiction}: say the cut that they were made with.`,
    );
  const shown: ShownPictures = { extension, hierarchy: stated.hierarchy, curve, families: [] };
  for (const { order, ipix, children } of families(inventory, extension)) {
    const path = tilePath(order, ipix, extension);
    const image = await reader.picture(path);
    if (!image || !hasWidth(image, width, path, problems)) continue;
    if (order === deepest && haveValues.has(ipix)) {
      const pair = await readBoth(reader, { order, ipix, extension }, width);
      const correlation = pair ? checkPicture(pair, curve, path, problems) : Number.NaN;
      if (!Number.isNaN(correlation))
        measured.correlation = Math.min(measured.correlation ?? 1, correlation);
    }
    if (children.length === 0) continue;
    measured.families++;
    const family = await comparePictureParent(reader, { order, ipix, children }, width, extension);
    if (!family) continue;
    const showsValues =
      (extension === 'jpg' || family.fromMean.masks === 0) &&
      (await followsValues(check, { order, ipix, extension }, curve));
    shown.families.push({ ...family, showsValues });
  }
  return shown;
}

/** Whether a parent shows its own values by the curve of the deepest. */
async function followsValues(
  { reader, inventory, stated }: Check,
  tile: { order: number; ipix: number; extension: Extension },
  curve: LevelCurve | undefined,
): Promise<boolean> {
  if (!curve || !inventory.tiles.get('fits')?.[tile.order]?.includes(tile.ipix)) return false;
  const both = await readBoth(reader, tile, stated.tileWidth);
  return both !== undefined && followsCurve(curve, both, placeIn(stated.tileWidth, 0));
}

/** The tiles of a format, the deepest first, each with those of its children that are there. */
function* families(
  { tiles, deepest }: Inventory,
  extension: Extension,
): Generator<Family & { seen: { isAll: boolean } }> {
  const orders = tiles.get(extension) ?? [];
  for (let order = deepest; order >= 0; order--) {
    const here = orders[order] ?? [];
    const below = new Set(order === deepest ? [] : orders[order + 1]);
    const seen = spread(here);
    for (const ipix of seen) {
      const children = [0, 1, 2, 3]
        .map((child) => 4 * ipix + child)
        .filter((child) => below.has(child));
      yield { order, ipix, children, seen: { isAll: seen.length === here.length } };
    }
  }
}

/** All, or evenly spread ones of very many. */
export const spread = (all: readonly number[]): readonly number[] =>
  all.length <= MAX_FAMILIES
    ? all
    : Array.from(
        { length: MAX_FAMILIES },
        (_, i) => all[Math.floor((i * all.length) / MAX_FAMILIES)]!,
      );

/** Whether a tile has the size that properties say. */
function hasWidth(
  image: { width: number; height: number },
  width: number,
  path: string,
  problems: Problems,
): boolean {
  if (image.width === width && image.height === width) return true;
  problems.add(
    'WrongWidth',
    path,
    `It has ${image.width} × ${image.height} pixels, hips_tile_width says ${width}: correct one of them.`,
  );
  return false;
}

/** Least and greatest value; ∞ and −∞ where there is none. */
function extremesOf({ pixels }: TileValues): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of pixels) {
    if (v < least) least = v;
    if (v > most) most = v;
  }
  return [least, most];
}
