import { UsageError } from '../local/usage-error.ts';
import { openFits } from '../shared/core/fits/file.ts';
import type { ImageGrid } from '../shared/core/grids/image-grid.ts';
import { wcsPairs } from '../shared/core/grids/wcs-pairs.ts';
import { parseHduName } from '../shared/run/extractor/hdu-name.ts';
import { headOf } from '../shared/run/head.ts';
import { imageSource } from '../shared/run/image-source.ts';
import { openStore } from '../shared/store/open.ts';
import { objectUrl } from '../shared/store/url.ts';

/**
 * The pixels of an existing image: a path or an address, with its HDU behind it if need be. Throws
 * UsageError, with the name of the option.
 */
export async function likeGrid(name: string, option: string): Promise<ImageGrid> {
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
      throw new UsageError(
        `${option} ${name}: it has no image of two axes: name its HDU, FILE[SCI]`,
      );
    return { kind: 'image', width, height, wcs: wcsPairs(found.header) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${option} ${name}: ${why}`);
  }
}
