import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFits, writeImage } from '../shared/core/fits/write.ts';
import { seededRandom } from '../shared/core/random.ts';
import { RADIANS_PER_DEGREE } from '../shared/core/sphere/angle.ts';

/** arcsec */
const PIXEL = 1;
/** pixels shared by neighbours */
const OVERLAP = 39;
const [ra0, dec0] = [202.5, 47.2];
const STARS_PER_PIXEL = 60_000 / 7919 ** 2;
const STAR_SIGMA = 1.3;

/** Shape of a synthetic survey. */
export interface SurveyShape {
  /** images along a side */
  grid: number;
  /** pixels along an image's side */
  size: number;
  seed: number;
}

/**
 * Overlapping images of one star field, each with its own tangent point, sky level and slope: grid
 * × grid files of float32 in `folder`. The same arguments give the same bytes. Answers the files.
 */
export function makeSurvey(folder: string, { grid, size, seed }: SurveyShape): string[] {
  mkdirSync(folder, { recursive: true });
  const { uniform, normal } = seededRandom(seed);
  const step = size - OVERLAP;
  const span = step * (grid - 1) + size;
  const stars = Array.from({ length: Math.round(STARS_PER_PIXEL * span * span) }, () => ({
    xi: (uniform() - 0.5) * span,
    eta: (uniform() - 0.5) * span,
    flux: Math.min(300 / (1 - uniform()) ** (1 / 1.1), 1e6),
  }));
  const files: string[] = [];
  for (let row = 0; row < grid; row++) {
    for (let column = 0; column < grid; column++) {
      const middleX = (column - (grid - 1) / 2) * step;
      const middleY = (row - (grid - 1) / 2) * step;
      const [ra, dec] = tangentToSky(-middleX, middleY);
      const pixels = new Float32Array(size * size);
      const [level, slopeX, slopeY] = [600 + 8 * normal(), 0.004 * normal(), 0.004 * normal()];
      for (let i = 0; i < pixels.length; i++) {
        const [x, y] = [i % size, Math.floor(i / size)];
        pixels[i] = level + slopeX * (x - size / 2) + slopeY * (y - size / 2) + 4 * normal();
      }
      // Between tangent planes so near to each other a star moves by less than the stars differ by.
      for (const { xi, eta, flux } of stars) {
        addStar(pixels, size, xi - middleX + (size - 1) / 2, eta - middleY + (size - 1) / 2, flux);
      }
      const path = join(
        folder,
        `s${String(row).padStart(2, '0')}_${String(column).padStart(2, '0')}.fits`,
      );
      writeFileSync(path, writeFits([writeImage(pixels, [size, size], cards(ra, dec, size))]));
      files.push(path);
    }
  }
  return files;
}

const cards = (ra: number, dec: number, size: number) => [
  { keyword: 'CTYPE1', value: 'RA---TAN' },
  { keyword: 'CTYPE2', value: 'DEC--TAN' },
  { keyword: 'CRVAL1', value: ra },
  { keyword: 'CRVAL2', value: dec },
  { keyword: 'CRPIX1', value: (size + 1) / 2 },
  { keyword: 'CRPIX2', value: (size + 1) / 2 },
  { keyword: 'CDELT1', value: -PIXEL / 3600 },
  { keyword: 'CDELT2', value: PIXEL / 3600 },
  { keyword: 'RADESYS', value: 'ICRS' },
  { keyword: 'FILTER', value: 'K' },
  { keyword: 'BUNIT', value: 'adu' },
  { keyword: 'MJD-OBS', value: 51_300 },
  { keyword: 'EXPTIME', value: 8 },
];

/**
 * Sky of a point of the survey's tangent plane, pixels towards east and north: gnomonic, degrees.
 */
function tangentToSky(east: number, north: number): [number, number] {
  const [xi, eta] = [
    (east * PIXEL * RADIANS_PER_DEGREE) / 3600,
    (north * PIXEL * RADIANS_PER_DEGREE) / 3600,
  ];
  const [sin, cos] = [Math.sin(dec0 * RADIANS_PER_DEGREE), Math.cos(dec0 * RADIANS_PER_DEGREE)];
  const denominator = cos - eta * sin;
  const ra = ra0 + Math.atan2(xi, denominator) / RADIANS_PER_DEGREE;
  const dec = Math.atan2(sin + eta * cos, Math.hypot(xi, denominator)) / RADIANS_PER_DEGREE;
  return [ra, dec];
}

function addStar(pixels: Float32Array, size: number, x: number, y: number, flux: number): void {
  const reach = 7;
  if (x < -reach || y < -reach || x > size + reach || y > size + reach) return;
  const peak = flux / (2 * Math.PI * STAR_SIGMA ** 2);
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(size - 1, y + reach); row++) {
    for (
      let column = Math.max(0, Math.ceil(x - reach));
      column <= Math.min(size - 1, x + reach);
      column++
    ) {
      const r2 = (column - x) ** 2 + (row - y) ** 2;
      pixels[row * size + column]! += peak * Math.exp(-r2 / (2 * STAR_SIGMA ** 2));
    }
  }
}
