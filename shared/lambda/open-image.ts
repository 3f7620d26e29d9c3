import type { Item } from '../contracts/lists.ts';
import { choosePlanes, type Planes } from '../core/detection/planes.ts';
import { type FitsFile, openFits } from '../core/fits/file.ts';
import type { Hdu } from '../core/fits/hdu.ts';
import type { ByteSource } from '../core/fits/source.ts';

/** An image file with its headers, and the HDUs in it that are pictures of the sky. */
export interface OpenImage {
  file: FitsFile;
  hdus: readonly Hdu[];
  planes: Planes[];
}

/** Opens an image and chooses what of it is meant: the HDU that the list names, or every picture of the sky. Throws DataError. */
export async function openImage(source: ByteSource, asked: Item['hdu']): Promise<OpenImage> {
  const file = await openFits(source);
  const hdus = await file.hdus();
  const outlines = hdus.map(({ index, extname, extver, kind, shape }) => ({
    index,
    extname,
    extver,
    shape: kind === 'image' || kind === 'compressed' ? shape : [],
  }));
  return { file, hdus, planes: choosePlanes(outlines, asked) };
}
