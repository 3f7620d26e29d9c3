import type { HduChoice } from '../../core/fits/file.ts';
import { splitHdu } from '../../core/fits/hdu-address.ts';

/**
 * `image.fits[2]`, `image.fits[SCI]`, `image.fits[SCI,2]`: the file, and the HDU where one is
 * named.
 */
export function parseHduName(name: string): { path: string; hdu: HduChoice | undefined } {
  const { file: path, hdu: inside } = splitHdu(name);
  if (inside === undefined) return { path, hdu: undefined };
  if (/^\d+$/.test(inside)) return { path, hdu: Number(inside) };
  const [extname = '', extver] = inside.split(',');
  return { path, hdu: extver === undefined ? { extname } : { extname, extver: Number(extver) } };
}
