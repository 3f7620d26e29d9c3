import type { Codec } from './codec.ts';
import { gzip1, gzip2, noCompress } from './gzip.ts';
import { hcompress } from './hcompress.ts';
import { plio } from './plio.ts';
import { rice } from './rice.ts';

/** Every ZCMPTYPE that can be read. A new one goes here and into its own file. */
export const allCodecs: ReadonlyMap<string, Codec> = new Map([
  ['RICE_1', rice],
  ['RICE_ONE', rice],
  ['GZIP_1', gzip1],
  ['GZIP_2', gzip2],
  ['HCOMPRESS_1', hcompress],
  ['PLIO_1', plio],
  ['NOCOMPRESS', noCompress],
]);
