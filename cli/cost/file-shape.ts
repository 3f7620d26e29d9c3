import { stemOf, tellsOfCompanions } from '../../shared/core/planes/beside.ts';
import { schemeOf } from '../../shared/store/url.ts';

/** How a file's pixels are packed, by its name. */
const compressionOf = (uri: string): 'none' | 'gzip' | 'tiles' =>
  /\.gz$/i.test(uri) ? 'gzip' : /\.fz$/i.test(uri) ? 'tiles' : 'none';

/**
 * Images in S3 whose names say that they have companions: start-run asks for them, unless the list
 * holds them.
 */
export const countNamingCompanions = (uris: Iterable<string>): number =>
  [...uris].filter((uri) => {
    const stem = stemOf(uri.slice(uri.lastIndexOf('/') + 1));
    return schemeOf(uri) === 's3' && stem !== undefined && tellsOfCompanions(stem);
  }).length;

/** A file as requests see it: a large one's HDUs are taken to be one. */
export const shapeOf = (uri: string, size: number) =>
  ({ size, compression: compressionOf(uri), headers: 0, planes: 1 }) as const;
