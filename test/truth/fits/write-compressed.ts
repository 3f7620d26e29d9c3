/**
 * Writes the files of test/core/fits/compressed-files.ts into a folder: `npx tsx
 * test/truth/fits/write-compressed.ts FOLDER`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compressedFile, images, writeWide } from '../../core/fits/compressed-files.ts';

const folder = process.argv[2] ?? '.';
for (const name of Object.keys(images))
  writeFileSync(join(folder, `${name}.fits`), compressedFile(name));
writeWide(join(folder, 'wide.fits'), 2 ** 31);
