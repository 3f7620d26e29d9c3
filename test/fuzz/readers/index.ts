import { places } from './addresses.ts';
import { binaries } from './binaries.ts';
import { configurations } from './configurations.ts';
import { lists } from './lists.ts';
import { packings } from './packed.ts';
import { databases } from './queries.ts';
import type { Reader } from './reader.ts';
import { ledgers } from './records.ts';
import { requests } from './requests.ts';
import { pages } from './serving.ts';
import { sky } from './sky.ts';

/**
 * All that reads what others wrote, but for FITS files as a whole, which have a corpus of
 * their own.
 */
export const readers: readonly Reader[] = [
  ...lists,
  ...configurations,
  ...binaries,
  ...packings,
  ...sky,
  ...databases,
  ...places,
  ...requests,
  ...pages,
  ...ledgers,
];
