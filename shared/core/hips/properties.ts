import { type Moc, skyFraction } from '../moc/moc.ts';
import { ARCSEC_PER_DEGREE } from '../sphere/angle.ts';
import type { View } from './coverage.ts';
import type { HipsFrame } from './frame.ts';
import { hipsPixelScale } from './pixel-scale.ts';

/** What a HiPS says of itself. */
export interface HipsProperties {
  /** IVOID: `ivo://authority/path`, letters, digits, `-_./` */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** where the pixels come from: the original survey, a list, a telescope */
  readonly progenitor: string;
  readonly frame: HipsFrame;
  /** of the deepest tiles */
  readonly order: number;
  readonly tileWidth: number;
  readonly formats: readonly ('fits' | 'png' | 'jpeg')[];
  readonly isColour: boolean;
  /** the tiles' order, in the HiPS's frame */
  readonly tiles: Moc;
  readonly view: View;
  /** Radio, Infrared, Optical, UV, X-ray, Gamma-ray */
  readonly regimes: readonly string[];
  /** wavelengths, metres */
  readonly wavelengths: readonly [number, number] | undefined;
  /** MJD of the first and the last exposure */
  readonly epochs: readonly [number, number] | undefined;
  /** values shown black and white; of a survey of one band, unless they are the same */
  readonly cut: readonly [number, number] | undefined;
  /** least and greatest value; of a survey of one band */
  readonly range: readonly [number, number] | undefined;
  /** of the images, degrees; the best one */
  readonly imageScale: number | undefined;
  readonly sampling: 'bilinear' | 'lanczos3' | 'area';
  /** files of tiles and Allskys of all orders and formats (as Hipsgen counts), and their bytes */
  readonly files: number;
  readonly bytes: number;
  readonly builder: string;
  /** ISO 8601, UTC, to the second or minute */
  readonly created: string;
  readonly released: string;
}

/**
 * The file `properties` of a HiPS (IVOA HiPS 1.0, §4.4.1): the mandatory keys, the recommended
 * ones, and those by which older clients know the same things (s_pixel_scale, hips_data_minmax).
 * What is not known is left out. The same survey gives the same bytes.
 */
export function renderProperties(survey: HipsProperties): string {
  const { view, wavelengths, epochs, cut, range, isColour } = survey;
  const hasFits = survey.formats.includes('fits');
  return render([
    ['creator_did', survey.id],
    ['obs_title', survey.title],
    ['obs_description', survey.description],
    ['prov_progenitor', survey.progenitor],
    ['obs_regime', survey.regimes.join(' ') || undefined],
    ['em_min', wavelengths?.[0]],
    ['em_max', wavelengths?.[1]],
    ['t_min', epochs?.[0]],
    ['t_max', epochs?.[1]],
    ['hips_builder', survey.builder],
    ['hips_version', '1.4'],
    ['hips_creation_date', survey.created],
    ['hips_release_date', survey.released],
    ['hips_status', 'public master clonableOnce'],
    ['hips_frame', survey.frame],
    ['hips_order', survey.order],
    ['hips_order_min', 0],
    ['hips_tile_width', survey.tileWidth],
    ['hips_tile_format', survey.formats.join(' ')],
    ['dataproduct_type', 'image'],
    ['dataproduct_subtype', isColour ? 'color' : undefined],
    ['hips_pixel_bitpix', hasFits ? -32 : undefined],
    ['hips_pixel_cut', pair(cut)],
    ['hips_data_range', pair(range)],
    ['hips_data_minmax', pair(range)],
    ['hips_sampling', survey.sampling],
    ['hips_overlay', 'mean'],
    ['hips_hierarchy', 'mean'],
    ['hips_skyval', 'none'],
    ['hips_pixel_scale', short(hipsPixelScale(survey.order, survey.tileWidth) / ARCSEC_PER_DEGREE)],
    ['s_pixel_scale', survey.imageScale === undefined ? undefined : short(survey.imageScale)],
    ['hips_initial_ra', degreesTo6(view.ra)],
    ['hips_initial_dec', degreesTo6(view.dec)],
    ['hips_initial_fov', short(view.fov)],
    ['moc_sky_fraction', short(skyFraction(survey.tiles))],
    ['hips_nb_tiles', survey.files],
    ['hips_estsize', Math.ceil(survey.bytes / 1024)],
  ]);
}

const render = (entries: [key: string, value: string | number | undefined][]): string =>
  entries
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${key.padEnd(20)} = ${oneLine(String(value))}\n`)
    .join('');

/** The same of its HpxFinder, the lists of the images of each tile, as Hipsgen has it. */
export const renderFinderProperties = ({
  id,
  title,
  frame,
  order,
  tileWidth,
  builder,
  released,
}: HipsProperties): string =>
  render([
    ['creator_did', `${id}/meta`],
    ['obs_title', `${title}: images`],
    ['dataproduct_type', 'meta'],
    ['hips_frame', frame],
    ['hips_order', order],
    ['hips_tile_width', tileWidth],
    ['hips_release_date', released],
    ['hips_version', '1.4'],
    ['hips_builder', builder],
  ]);

/**
 * The keys and values of a `properties` file; comments, blank lines and what has no `=` are left
 * out. The last of a key counts.
 */
export function parseProperties(text: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf('=');
    if (at > 0 && !line.trimStart().startsWith('#'))
      entries.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return entries;
}

const pair = (two: readonly [number, number] | undefined): string | undefined =>
  two?.map(short).join(' ');
const degreesTo6 = (angle: number): string => String(Number(angle.toFixed(6)));
const short = (value: number): string => String(Number(value.toPrecision(7)));
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
