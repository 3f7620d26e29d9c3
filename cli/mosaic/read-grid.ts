import { UsageError } from '../../local/usage-error.ts';
import { DataError } from '../../shared/core/errors.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { type GridSpec, galacticPlane } from '../../shared/core/grids/grids.ts';
import { wcsPairs } from '../../shared/core/grids/wcs-pairs.ts';
import { parseAngle } from '../../shared/core/sphere/position-text.ts';
import { parseHduName } from '../../shared/run/extractor/hdu-name.ts';
import { headOf } from '../../shared/run/head.ts';
import { imageSource } from '../../shared/run/image-source.ts';
import { openStore } from '../../shared/store/open.ts';
import { objectUrl } from '../../shared/store/url.ts';
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
  if (like !== undefined) return likeGrid(like);
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

/** The pixels of an existing image. Throws UsageError. */
async function likeGrid(name: string): Promise<GridSpec> {
  const { path, hdu } = parseHduName(name);
  const store = openStore({ ...process.env, STARFAN_FILES: '1' });
  try {
    const file = await openFits(await imageSource(store, await headOf(store, objectUrl(path))));
    const found =
      hdu === undefined
        ? (await file.hdus()).find(
            ({ kind, shape }) =>
              (kind === 'image' || kind === 'compressed') &&
              shape.length >= 2 &&
              shape[0]! * shape[1]! > 0,
          )
        : await file.hdu(hdu);
    const [width = 0, height = 0] = found?.shape ?? [];
    if (!found || width * height === 0)
      throw new UsageError(`--like ${name}: it has no image of two axes: name its HDU, FILE[SCI]`);
    return { kind: 'image', width, height, wcs: wcsPairs(found.header) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const why =
      error instanceof DataError || error instanceof Error ? error.message : String(error);
    throw new UsageError(`--like ${name}: ${why}`);
  }
}
