import { DataError } from '../errors.ts';

/**
 * A convolution mask: odd width and height, rows from the bottom as in the image, not yet
 * normalised.
 */
export interface ConvolutionMask {
  width: number;
  height: number;
  values: number[];
  /** CONV NONORM: not to be divided by its sum */
  asIs?: boolean;
}

/**
 * A Gaussian of the given full width at half maximum, sampled at the centres of size × size pixels,
 * of sum 1.
 */
export function gaussianKernel(fwhm: number, size: number): ConvolutionMask {
  const sigma = fwhm / (2 * Math.sqrt(2 * Math.log(2)));
  const centre = (size - 1) / 2;
  const values = Array.from({ length: size * size }, (_, i) => {
    const dx = (i % size) - centre;
    const dy = Math.floor(i / size) - centre;
    return Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
  });
  const sum = values.reduce((total, value) => total + value, 0);
  return { width: size, height: size, values: values.map((value) => value / sum) };
}

/** Longest side of a filter. */
const MOST_PIXELS = 255;

/** SExtractor's own default filter, which a configuration names without bringing the file. */
export const DEFAULT_CONV = 'CONV NORM\n1 2 1\n2 4 2\n1 2 1\n';

/**
 * Read a SExtractor `.conv` file: `CONV NORM` or `CONV NONORM`, then one row of numbers a line
 * (SExtractor manual, "Filtering"). With NORM the values are divided by their sum, or, where that
 * is 0 (a mexican hat), by the root of the sum of squares. Of an even side the centre is the pixel
 * behind the middle (found from its filtered images): zeros make it odd. Throws MalformedConfig.
 */
export function parseKernel(text: string, uri: string): ConvolutionMask {
  const malformed = (why: string) => new DataError('MalformedConfig', `${uri}: ${why}`, { uri });
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
  const [tag, norm] = lines[0]?.split(/\s+/) ?? [];
  if (tag !== 'CONV') throw malformed('a filter begins with CONV NORM or CONV NONORM');
  const rows = lines.slice(1).map((line) => line.split(/[\s,]+/).filter(Boolean));
  const columns = rows[0]?.length ?? 0;
  const word = rows.flat().find((one) => !Number.isFinite(Number(one)));
  if (word !== undefined) throw malformed(`${word} is no number`);
  if (rows.some((row) => row.length !== columns))
    throw malformed('each row of a filter has the same count of numbers');
  if (columns === 0 || columns > MOST_PIXELS || rows.length > MOST_PIXELS)
    throw malformed(
      `a filter of ${columns} × ${rows.length}: its sides have 1 to ${MOST_PIXELS} pixels`,
    );
  const [width, height] = [columns | 1, rows.length | 1];
  const values = Array.from({ length: width * height }, (_, at) =>
    Number(rows[Math.floor(at / width)]?.[at % width] ?? 0),
  );
  if (norm === 'NONORM') return { width, height, values, asIs: true };
  const sum = values.reduce((total, value) => total + value, 0);
  const scale =
    sum > 0 ? sum : Math.sqrt(values.reduce((total, value) => total + value * value, 0));
  if (!(scale > 0)) throw malformed('all values of the filter are 0');
  return { width, height, values: values.map((value) => value / scale) };
}
