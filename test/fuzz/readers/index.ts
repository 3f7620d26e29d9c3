import { places } from './addresses.ts';
import { binaries } from './binaries.ts';
import { checked } from './checked.ts';
import { configurations } from './configurations.ts';
import { images } from './images.ts';
import { lists } from './lists.ts';
import { packings } from './packed.ts';
import { databases } from './queries.ts';
import type { Reader } from './reader.ts';
import { ledgers } from './records.ts';
import { requests } from './requests.ts';
import { searches } from './searches.ts';
import { pages } from './serving.ts';
import { envelopes } from './signed.ts';
import { sky } from './sky.ts';
import { surveys } from './surveys.ts';

/**
 * All that reads what others wrote, but for FITS files that are searched or mapped, which have a
 * run of their own.
 */
export const readers: readonly Reader[] = [
  ...lists,
  ...configurations,
  ...searches,
  ...binaries,
  ...packings,
  ...checked,
  ...sky,
  ...images,
  ...surveys,
  ...databases,
  ...places,
  ...requests,
  ...envelopes,
  ...pages,
  ...ledgers,
];
