import { hash } from 'node:crypto';
import { type Item, identityOf } from '../../shared/contracts/lists.ts';
import { splitHdu } from '../../shared/core/fits/hdu-address.ts';
import { percentDecoded } from '../../shared/core/text.ts';

/** What of an image its name is made of. */
export type Named = Pick<Item, 'uri' | 'hdu' | 'measure'>;

/**
 * hexadecimal digits: two of 10 million images of one file's name have the same once in
 * 400,000 lists
 */
const MARK_DIGITS = 16;
const hasMark = new RegExp(`-[0-9a-f]{${MARK_DIGITS}}$`);

/**
 * An image's folder name, made of its file's name: safe as a path and as part of a key. One that is
 * measured in a second image has the names of both. `isShared` says whether other images would have
 * the name as well, letters' case aside, because it makes no difference on some disks: all of them
 * then get a mark made of their addresses, whatever their order.
 */
export function nameOf(item: Named, isShared: (name: string) => boolean): string {
  const base = baseName(item);
  const known = base.toLowerCase();
  return isShared(known) || hasMark.test(known) ? `${base}-${markOf(item)}` : base;
}

/** What two images' names have in common that would be the same on some disks. */
export const plainName = (item: Named): string => baseName(item).toLowerCase();

const markOf = (item: Named): string =>
  hash('sha256', identityOf(item), 'hex').slice(0, MARK_DIGITS);

function baseName({ uri, hdu, measure }: Named): string {
  const second = measure === undefined ? undefined : splitHdu(measure);
  const name = [
    stemOf(uri, hdu),
    ...(second === undefined ? [] : [stemOf(second.file, second.hdu)]),
  ].join('+');
  const safe = name.replace(/[^A-Za-z0-9._+-]+/g, '_').replace(/^[^A-Za-z0-9]+/, '');
  return safe.slice(0, 100).replace(/[.]+$/, '') || 'image';
}

function stemOf(uri: string, hdu: Named['hdu']): string {
  const stem = fileOf(uri)
    .replace(/\.(gz|fz|bz2|xz|Z)$/i, '')
    .replace(/\.(fits?|fts)$/i, '');
  return `${stem}${hdu === undefined ? '' : `_${hdu}`}`;
}

const IS_FILE = /\.(fits?|fts)(\.(gz|fz|bz2|xz|Z))?$|\.fz$/i;

/**
 * The file's name; of a web address that has none the query's:
 * `…/file?uri=mast:HST/product/x_drz.fits`, `…/cutout?ra=1&dec=2`.
 */
function fileOf(uri: string): string {
  if (!/^https?:/i.test(uri)) return lastPart(percentDecoded(uri));
  const { pathname, searchParams } = new URL(uri);
  const parts = [percentDecoded(pathname), ...searchParams.values()].map(lastPart).filter(Boolean);
  return parts.find((part) => IS_FILE.test(part)) ?? parts.join('_');
}

const lastPart = (path: string): string => path.split('/').pop() ?? '';
