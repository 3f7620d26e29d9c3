import { addEllipse } from '../cli/demo/add-ellipse.ts';
import { writeFits, writeImage } from '../shared/core/fits/write.ts';
import { seededRandom } from '../shared/core/random.ts';

/** Sigma of a star, pixels. */
const STAR_SIGMA = 1.45;

/**
 * A synthetic field as a FITS file: Gaussian stars and elliptical Gaussian galaxies on a sky of
 * about 1000 with a slope and slow waves, and noise with the variance of the pixel. The same
 * arguments give the same bytes.
 */
export function makeStarfield(
  size: number,
  stars: number,
  galaxies: number,
  seed: number,
): Uint8Array {
  const { uniform, normal } = seededRandom(seed);
  const pixels = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      pixels[y * size + x] =
        1000 + 0.02 * x + 0.01 * y + 30 * Math.sin(x / 900) * Math.cos(y / 700);
    }
  }
  for (let i = 0; i < stars; i++) {
    const flux = Math.min(500 / (1 - uniform()) ** (1 / 1.1), 2e6);
    const place = { x: uniform() * size, y: uniform() * size };
    addGaussian(pixels, size, { ...place, flux, sigma: STAR_SIGMA, axisRatio: 1, theta: 0 });
  }
  for (let i = 0; i < galaxies; i++) {
    const flux = 10 ** (4 + 1.7 * uniform());
    const sigma = 2.5 + 6.5 * uniform();
    const place = { x: uniform() * size, y: uniform() * size };
    const shape = { axisRatio: 0.3 + 0.7 * uniform(), theta: Math.PI * uniform() };
    addGaussian(pixels, size, { ...place, flux, sigma, ...shape });
  }
  for (let i = 0; i < pixels.length; i++)
    pixels[i]! += Math.sqrt(Math.max(pixels[i]!, 1)) * normal();
  const cards = [
    { keyword: 'CTYPE1', value: 'RA---TAN' },
    { keyword: 'CTYPE2', value: 'DEC--TAN' },
    { keyword: 'CRVAL1', value: 202.47 },
    { keyword: 'CRVAL2', value: 47.2 },
    { keyword: 'CRPIX1', value: (size + 1) / 2 },
    { keyword: 'CRPIX2', value: (size + 1) / 2 },
    { keyword: 'CDELT1', value: -0.05 / 3600 },
    { keyword: 'CDELT2', value: 0.05 / 3600 },
  ];
  return writeFits([writeImage(pixels, [size, size], cards)]);
}

/** An elliptical Gaussian: pixels, radians, counts. */
interface Gaussian {
  x: number;
  y: number;
  flux: number;
  sigma: number;
  axisRatio: number;
  theta: number;
}

function addGaussian(
  pixels: Float32Array,
  size: number,
  { x, y, flux, sigma, axisRatio, theta }: Gaussian,
): void {
  const peak = flux / (2 * Math.PI * sigma * sigma * axisRatio);
  addEllipse(
    pixels,
    { width: size, height: size },
    {
      ...{ x, y, axisRatio, angle: theta },
      radius: Math.ceil(Math.max(8, 6 * sigma)),
      light: (distance2) => peak * Math.exp(-distance2 / (2 * sigma * sigma)),
    },
  );
}
