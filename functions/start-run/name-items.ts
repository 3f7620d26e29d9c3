import type { Item } from '../../shared/contracts/lists.ts';
import { splitHdu } from '../../shared/core/fits/hdu-address.ts';

/**
 * Gives each image of a run its own folder name, made of its file's name: safe as a path and as
 * part of a key, and the same for the same list. Two images of one name get -2, -3, … in the order
 * of the list; letters' case makes no difference, because it makes none on some disks. One that is
 * measured in a second image has the names of both. `given` are names that others have.
 */
export function createItemNamer(given: Iterable<string> = []): (item: Named) => string {
  const taken = new Set([...given].map((name) => name.toLowerCase()));
  const next = new Map<string, number>();
  return (item) => {
    const base = baseName(item);
    const known = base.toLowerCase();
    let n = next.get(known) ?? 1;
    let name: string;
    do {
      name = n === 1 ? base : `${base}-${n}`;
      n++;
    } while (taken.has(name.toLowerCase()));
    taken.add(name.toLowerCase());
    next.set(known, n);
    return name;
  };
}

/** What of an image its name is made of. */
type Named = Pick<Item, 'uri' | 'hdu' | 'measure'>;

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

const isFile = /\.(fits?|fts)(\.(gz|fz|bz2|xz|Z))?$|\.fz$/i;

/**
 * The file's name; of a web address that has none the query's:
 * `…/file?uri=mast:HST/product/x_drz.fits`, `…/cutout?ra=1&dec=2`.
 */
function fileOf(uri: string): string {
  if (!/^https?:/i.test(uri)) return lastPart(decoded(uri));
  const { pathname, searchParams } = new URL(uri);
  const parts = [decoded(pathname), ...searchParams.values()].map(lastPart).filter(Boolean);
  return parts.find((part) => isFile.test(part)) ?? parts.join('_');
}

const lastPart = (path: string): string => path.split('/').pop() ?? '';

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri; // a lone %: the name keeps it
  }
}
