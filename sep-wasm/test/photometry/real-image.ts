import { readFileSync } from 'node:fs';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readFloat32 } from '../../../shared/core/fits/image.ts';
import { sharedData } from '../../../test/shared-data.ts';
import { createImage, type Image } from '../../src/index.ts';

/** An image of ../shared/data minus a constant, in float32 as numpy subtracts it. */
export async function realImage(from: {
  path: string;
  hdu: number;
  level: number;
}): Promise<Image> {
  const file = await openFits(memorySource(readFileSync(sharedData(from.path)), from.path));
  const { width, height, data } = await readFloat32(await file.hdu(from.hdu));
  const image = createImage(width, height, data);
  const pixels = image.data;
  for (let k = 0; k < pixels.length; k++) pixels[k]! -= from.level;
  return image;
}
