import type { HipsFrame } from '../../shared/core/hips/frame.ts';
import { parseProperties } from '../../shared/core/hips/properties.ts';
import type { Extension } from '../../shared/core/hips/tile-path.ts';
import type { Inventory } from './inventory.ts';
import type { Problems } from './problems.ts';
import { checkFacts } from './properties-facts.ts';

/** What `properties` says, as far as the other checks need it. */
export interface Stated {
  readonly frame: HipsFrame;
  readonly tileWidth: number;
  readonly isColour: boolean;
  /** of the FITS tiles; undefined when not stated */
  readonly bitpix: number | undefined;
  readonly cut: readonly [number, number] | undefined;
  /** least and greatest value of the data */
  readonly range: readonly [number, number] | undefined;
  /** how parents were made: mean, median …; empty when not stated */
  readonly hierarchy: string;
}

const mandatory = [
  'creator_did',
  'obs_title',
  'hips_version',
  'hips_release_date',
  'hips_status',
  'hips_frame',
  'hips_order',
  'hips_tile_format',
  'dataproduct_type',
];

/**
 * Whether `properties` is true of the files; what is not stated is not checked beyond
 * the mandatory keys.
 */
export function checkProperties(text: string, inventory: Inventory, problems: Problems): Stated {
  const entries = parseProperties(text);
  for (const key of mandatory)
    if (!entries.get(key)) problems.add('MissingKey', WHERE, `${key} is mandatory: add it.`);
  const number = (key: string) => numberOf(key, entries, problems);
  const order = number('hips_order');
  if (order !== undefined && order !== inventory.deepest)
    problems.add(
      'WrongOrder',
      WHERE,
      `hips_order = ${order}, but the deepest tiles are of order ${inventory.deepest}: correct it, or make the missing tiles.`,
    );
  const frame = entries.get('hips_frame') ?? 'equatorial';
  if (frame !== 'equatorial' && frame !== 'galactic')
    problems.add(
      'WrongFrame',
      WHERE,
      `hips_frame = ${frame}: only equatorial and galactic can be checked.`,
    );
  const isColour = entries.get('dataproduct_subtype') === 'color';
  checkFormats(entries, inventory, isColour, problems);
  const tiles = number('hips_nb_tiles');
  if (tiles !== undefined && tiles !== inventory.files)
    problems.add(
      'WrongCount',
      WHERE,
      `hips_nb_tiles = ${tiles}, but there are ${inventory.files} files of tiles and Allskys (all orders, all formats): correct it.`,
    );
  const cut = pairOf('hips_pixel_cut', entries, problems);
  const range = checkFacts(entries, inventory, problems);
  return {
    frame: frame === 'galactic' ? 'galactic' : 'equatorial',
    tileWidth: number('hips_tile_width') ?? 512,
    isColour,
    bitpix: number('hips_pixel_bitpix'),
    cut,
    range,
    hierarchy: entries.get('hips_hierarchy') ?? '',
  };
}

/** Where the problems are. */
const WHERE = 'properties';

type Entries = ReadonlyMap<string, string>;

/** A number, where the key stands there. */
function numberOf(key: string, entries: Entries, problems: Problems): number | undefined {
  const value = entries.get(key);
  if (value === undefined || value === '') return undefined;
  const parsed = Number(value);
  if (Number.isFinite(parsed)) return parsed;
  problems.add('WrongValue', WHERE, `${key} = ${value} is no number: correct it.`);
  return undefined;
}

/** Whether the formats that are named are those that there are. */
function checkFormats(
  entries: Entries,
  inventory: Inventory,
  isColour: boolean,
  problems: Problems,
): void {
  const wrong = (message: string) => problems.add('WrongFormat', WHERE, message);
  const stated = new Set((entries.get('hips_tile_format') ?? '').split(/\s+/).filter(Boolean));
  const there = new Set([...inventory.tiles.keys()].map(wordOf));
  for (const format of stated)
    if (!there.has(format))
      wrong(
        `hips_tile_format names ${format}, of which there are no tiles: make them or leave it out.`,
      );
  for (const format of there)
    if (!stated.has(format))
      wrong(`There are ${format} tiles that hips_tile_format does not name: add ${format}.`);
  if (isColour && there.has('fits'))
    wrong(
      'A colour survey has png or jpeg tiles only: delete the FITS tiles, or dataproduct_subtype.',
    );
}

/** The word of `hips_tile_format`. */
const wordOf = (extension: Extension): string => (extension === 'jpg' ? 'jpeg' : extension);

function pairOf(
  key: string,
  entries: Entries,
  problems: Problems,
): readonly [number, number] | undefined {
  const text = entries.get(key);
  if (!text) return undefined;
  const [low, high, ...rest] = text.split(/\s+/).map(Number);
  if (rest.length === 0 && low !== undefined && high !== undefined && low < high)
    return [low, high];
  problems.add(
    'WrongCut',
    WHERE,
    `${key} = ${text} is not a lower and a higher number: correct it.`,
  );
  return undefined;
}
