import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../shared/data/', import.meta.url);

/** Whether the folder of real FITS files stands beside the checkout. Tests that need it are skipped, by name, without. */
export const hasSharedData = existsSync(folder);

if (!hasSharedData) console.warn('../shared/data is absent: tests on real images are skipped');

/** The absolute path of a file under ../shared/data. */
export const sharedData = (path: string): string => fileURLToPath(new URL(path, folder));
