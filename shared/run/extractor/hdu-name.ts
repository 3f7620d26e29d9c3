import type { HduChoice } from '../../core/fits/file.ts';

/**
 * `image.fits[2]`, `image.fits[SCI]`, `image.fits[SCI,2]`: the file, and the HDU where one is
 * named.
 */
export function parseHduName(name: string): { path: string; hdu: HduChoice | undefined } {
  const [, path = name, inside] = name.match(/^(.+)\[([A-Za-z0-9_,]+)\]$/) ?? [];
  if (inside === undefined) return { path: name, hdu: undefined };
  if (/^\d+$/.test(inside)) return { path, hdu: Number(inside) };
  const [extname = '', extver] = inside.split(',');
  return { path, hdu: extver === undefined ? { extname } : { extname, extver: Number(extver) } };
}
