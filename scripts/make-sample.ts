/**
 * Makes events/images/sample_drz.fits.gz, the image of the sample events: `npx tsx
 * scripts/make-sample.ts`.
 */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { demoCameras } from '../cli/demo/camera.ts';
import { centre, makeField } from '../cli/demo/field.ts';
import { makeImage } from '../cli/demo/make-images.ts';
import { seededRandom } from '../shared/core/random.ts';

const camera = { ...demoCameras.drizzled, width: 128, height: 128 };
const pointing = {
  name: 'sample_drz',
  camera,
  ra: centre.ra,
  dec: centre.dec + 0.004,
  orientation: 0,
  exposure: 1200,
};
const image = makeImage(makeField(1), pointing, seededRandom(1));
writeFileSync(
  new URL('../events/images/sample_drz.fits.gz', import.meta.url),
  gzipSync(image, { level: 9 }),
);
