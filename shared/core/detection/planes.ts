import { DataError } from '../errors.ts';

/** What choosing needs to know of an HDU. */
export interface HduOutline {
  index: number;
  extname: string;
  extver: number;
  /** NAXISn; empty without pixels */
  shape: readonly number[];
}

/** The HDUs that belong to one picture of the sky, by index. */
export interface Planes {
  science: number;
  /** standard deviation of each pixel */
  error?: number;
  /** inverse variance of each pixel, up to a factor */
  weight?: number;
  /** data quality bits of each pixel */
  quality?: number;
}

/** Extensions that describe another one's pixels rather than the sky. */
const companions =
  /^(ERR|ERROR|RMS|VAR|WHT|WEIGHT|IVAR|DQ|MASK|FLAG|CTX|CON|SAMP|TIME|EXP|D2IMARR|WCSDVARR|WCSCORR|HDRLET)/;

const isPicture = (hdu: HduOutline) =>
  hdu.shape.length >= 2 && hdu.shape.every((n, axis) => (axis < 2 ? n > 0 : n === 1));

const named = (hdu: HduOutline, name: string) => hdu.extname.toUpperCase() === name;

/**
 * Which HDUs to search: the one asked for, or every SCI extension, or, in a file that has none, every two-dimensional image
 * that is no companion of another. WHT, ERR and DQ of the same EXTVER go with each (HST Data Handbooks, "MEF files").
 * Throws NoSuchHdu, NoPixels.
 */
export function choosePlanes(hdus: readonly HduOutline[], asked?: number | string): Planes[] {
  let sciences: HduOutline[];
  if (asked === undefined) {
    const sci = hdus.filter((hdu) => named(hdu, 'SCI'));
    sciences = (
      sci.length > 0 ? sci : hdus.filter((hdu) => !companions.test(hdu.extname.toUpperCase()))
    ).filter(isPicture);
    if (sciences.length === 0) throw new DataError('NoPixels', noPixels(hdus));
  } else {
    const hdu = findHdu(hdus, asked);
    if (!isPicture(hdu)) {
      const shape = hdu.shape.length > 0 ? hdu.shape.join(' × ') : 'none';
      throw new DataError(
        'NoPixels',
        `HDU ${asked} is no two-dimensional image (its axes: ${shape}): name another one`,
        {
          hdu: asked,
        },
      );
    }
    sciences = [hdu];
  }
  return sciences.map((science) => {
    const companion = (...names: string[]) =>
      hdus.find(
        (hdu) =>
          hdu.index !== science.index &&
          names.some((name) => named(hdu, name)) &&
          hdu.extver === science.extver &&
          isPicture(hdu) &&
          hdu.shape[0] === science.shape[0] &&
          hdu.shape[1] === science.shape[1],
      )?.index;
    return {
      science: science.index,
      error: companion('ERR'),
      weight: companion('WHT'),
      quality: companion('DQ'),
    };
  });
}

function findHdu(hdus: readonly HduOutline[], asked: number | string): HduOutline {
  const text = String(asked).trim();
  const [name = '', version] = text.split(',').map((part) => part.trim());
  const found = /^\d+$/.test(text)
    ? hdus[Number(text)]
    : hdus.find(
        (hdu) => named(hdu, name.toUpperCase()) && (version === undefined || hdu.extver === Number(version)),
      );
  if (found) return found;
  const there = hdus
    .map((hdu) => `${hdu.index}${hdu.extname ? ` (${hdu.extname},${hdu.extver})` : ''}`)
    .join(', ');
  throw new DataError('NoSuchHdu', `There is no HDU ${text}; the file has ${there}`, { hdu: asked });
}

function noPixels(hdus: readonly HduOutline[]): string {
  const cube = hdus.find((hdu) => hdu.shape.filter((n) => n > 1).length > 2);
  if (cube) {
    const shape = cube.shape.join(' × ');
    return `The only pixels are in a cube (HDU ${cube.index}: ${shape}): bring its planes as single images`;
  }
  return `None of the ${hdus.length} HDUs holds a two-dimensional image: leave this file out of the list`;
}
