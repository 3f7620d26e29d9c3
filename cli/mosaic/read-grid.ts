import { likeGrid } from '../../api/like-grid.ts';
import { UsageError } from '../../local/usage-error.ts';
import { gridFrames } from '../../shared/core/grids/frames.ts';
import type { AnyGridKind } from '../../shared/core/grids/grid-kind.ts';
import { type GridSpec, gridKinds } from '../../shared/core/grids/grids.ts';
import { type MosaicArguments, textOption } from './options.ts';
import { readScale } from './read-layout.ts';

/** Options of one image around a place, which a grid has of its own. */
const ofOneImage = ['center', 'size', 'projection', 'rotate'] as const;

/** The grid that options name; undefined where they name none. Throws UsageError. */
export async function readGrid(
  options: MosaicArguments,
  kinds: readonly AnyGridKind[] = gridKinds,
): Promise<GridSpec | undefined> {
  const [grid, like] = [textOption(options, 'grid'), textOption(options, 'like')];
  if (grid === undefined && like === undefined) return undefined;
  const words = kinds.flatMap((kind) => kind.words);
  const word = words.find(({ pattern }) => grid !== undefined && pattern.test(grid));
  if (grid !== undefined && !word) throw unknownGrid(grid, words);
  const open = (['scale', 'frame'] as const).filter((name) => !word?.takes.includes(name));
  const own = [...ofOneImage, ...open].find((name) => options[name] !== undefined);
  const both = grid !== undefined && like !== undefined ? 'like' : own;
  if (both !== undefined)
    throw new UsageError(
      `--${grid === undefined ? 'like' : 'grid'} says all pixels: leave --${both} out`,
    );
  if (like !== undefined) return likeGrid(like, '--like');
  const scale = readScale(textOption(options, 'scale'));
  const frame = gridFrames.find((name) => name === (textOption(options, 'frame') ?? 'icrs'));
  const spec = word?.read(word.pattern.exec(grid!)!, { scale: scale ?? 1, frame: frame ?? 'icrs' });
  if (!(word && spec)) throw unknownGrid(grid!, words);
  if (word.takes.includes('scale') && scale === undefined)
    throw new UsageError(`--grid ${grid} needs --scale, such as 1s`);
  if (!frame)
    throw new UsageError(`--frame ${textOption(options, 'frame')}: icrs and galactic are possible`);
  return spec as GridSpec;
}

const unknownGrid = (grid: string, words: readonly { usage: string }[]): UsageError =>
  new UsageError(`--grid ${grid}: ${words.map(({ usage }) => usage).join(', ')} are possible`);
