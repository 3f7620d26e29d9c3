import { UsageError } from '../../local/usage-error.ts';
import { parseCutSize } from '../../shared/core/cutouts/cut-size.ts';
import { parseAngle, parsePosition } from '../../shared/core/sphere/position-text.ts';
import { findName } from '../find-name.ts';
import { readOption } from '../numbers.ts';
import { type MosaicArguments, textOption } from './options.ts';

/** How the one image is laid on the sky, as the options say it. Throws UsageError. */
export async function readLayout(options: MosaicArguments): Promise<Record<string, unknown>> {
  const text = (name: string) => textOption(options, name);
  const frame = text('frame');
  const layout = {
    projection: text('projection')?.toUpperCase(),
    frame,
    rotate: readOption('rotate', text('rotate'), -360, 360),
    centre: await readCentre(text('center'), frame, options.resolve === true),
    size: readSize(text('size')),
    scale: readScale(text('scale')),
  };
  const given = Object.fromEntries(
    Object.entries(layout).filter(([, value]) => value !== undefined),
  );
  return { projection: 'TAN', frame: 'icrs', rotate: 0, ...given };
}

/** The size of a pixel in arcsec, from text with its unit. Throws UsageError for any other text. */
export function readScale(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const degrees = parseAngle(text);
  if (degrees && degrees > 0) return Number((3600 * degrees).toPrecision(15));
  throw new UsageError(`--scale ${text}: write the size of a pixel with its unit, such as 0.5s`);
}

async function readCentre(
  text: string | undefined,
  frame: string | undefined,
  resolves: boolean,
): Promise<[number, number] | undefined> {
  if (text === undefined) return undefined;
  let position: [number, number] | undefined;
  try {
    position = parsePosition(text);
  } catch (error) {
    throw new UsageError(`--center ${error instanceof Error ? error.message : error}`);
  }
  if (position) return position;
  if (!resolves)
    throw new UsageError(
      `--center ${text}: this is no position: write degrees ("274.7 -16.2") or "18h20m26s -16d10m36s"; names are looked up with --resolve alone`,
    );
  if (frame === 'galactic')
    throw new UsageError('--resolve gives ICRS positions: leave --frame galactic out');
  return findName(text, '--center');
}

/** `30m`, `2dx1d`, `1200x800`. */
function readSize(text: string | undefined) {
  if (text === undefined) return undefined;
  const size = parseCutSize(text);
  if (size) return { [size.unit]: [size.width, size.height] };
  throw new UsageError(
    `--size ${text}: write sides with their units (30m, 2dx1d), or pixels (1200x800)`,
  );
}
