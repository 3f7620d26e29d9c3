import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../shared/data/', import.meta.url);

/**
 * Whether the folder of real FITS files stands beside the checkout. Tests that need it are skipped,
 * by name, without.
 */
export const hasSharedData = existsSync(folder);

if (!hasSharedData) console.warn('../shared/data is absent: tests on real images are skipped');

/** The absolute path of a file under ../shared/data. */
export const sharedData = (path: string): string => fileURLToPath(new URL(path, folder));

/**
 * Those of the files that are there: `npm run data` fetches what is public, and what was derived
 * from it is not.
 */
export function presentFiles(paths: readonly string[]): string[] {
  const present = paths.filter((path) => existsSync(sharedData(path)));
  if (hasSharedData && present.length < paths.length)
    console.warn(
      `../shared/data lacks ${paths.length - present.length} of ${paths.length} files: their tests are skipped`,
    );
  return present;
}

const cases = new URL('../../shared/cases/', import.meta.url);

/**
 * Whether the folder of small inputs with right values stands beside the checkout. Tests that need
 * it are skipped, by name, without.
 */
export const hasSharedCases = existsSync(cases);

if (!hasSharedCases)
  console.warn('../shared/cases is absent: tests on cases of the field are skipped');

/** The absolute path of a file under ../shared/cases. */
export const sharedCase = (path: string): string => fileURLToPath(new URL(path, cases));
