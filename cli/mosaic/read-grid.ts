import { likeGrid } from '../../api/like-grid.ts';
import { UsageError } from '../../local/usage-error.ts';
import { type GridSpec, galacticPlane } from '../../shared/core/grids/grids.ts';
import { parseAngle } from '../../shared/core/sphere/position-text.ts';
import { type MosaicArguments, textOption } from './options.ts';
import { readScale } from './read-layout.ts';

/** Options of one image around a place, which a grid has of its own. */
const ofOneImage = ['center', 'size', 'projection', 'rotate'] as const;

/** The grid that options name; undefined where they name none. Throws UsageError. */
export async function readGrid(options: MosaicArguments): Promise<GridSpec | undefined> {
  const [grid, like] = [textOption(options, 'grid'), textOption(options, 'like')];
  if (grid === undefined && like === undefined) return undefined;
  const own = [
    ...ofOneImage,
    ...(grid?.startsWith('car:') ? [] : (['scale', 'frame'] as const)),
  ].find((name) => options[name] !== undefined);
  const both = grid !== undefined && like !== undefined ? 'like' : own;
  if (both !== undefined)
    throw new UsageError(
      `--${grid === undefined ? 'like' : 'grid'} says all pixels: leave --${both} out`,
    );
  if (like !== undefined) return likeGrid(like, '--like');
  if (grid === 'galactic-plane') return galacticPlane;
  if (grid === 'bricks') return { kind: 'bricks' };
  const [, size, step] = /^car:(.+)\/(.+)$/.exec(grid!) ?? [];
  const [tile, every] = [size, step].map((part) => (part ? parseAngle(part) : undefined));
  if (!(tile && every))
    throw new UsageError(
      `--grid ${grid}: galactic-plane, bricks and car:SIZE/STEP (car:5d/4d) are possible`,
    );
  const scale = readScale(textOption(options, 'scale'));
  if (scale === undefined) throw new UsageError(`--grid ${grid} needs --scale, such as 1s`);
  const frame = textOption(options, 'frame') ?? 'icrs';
  if (frame !== 'icrs' && frame !== 'galactic')
    throw new UsageError(`--frame ${frame}: icrs and galactic are possible`);
  return { kind: 'car', size: tile, step: every, scale, frame };
}
