import { DataError } from '../../shared/core/errors.ts';
import { join, lonLatToHealpix, split } from '../../shared/core/healpix/pixel.ts';
import type { HipsFrame } from '../../shared/core/hips/frame.ts';
import { parseWcs } from '../../shared/core/wcs/parse.ts';
import type { Problems } from './problems.ts';
import type { Picture, Values } from './tile-reader.ts';

/**
 * Whether the WCS of a FITS tile says of its pixels what their place says: the four corner pixels and the middle are looked up
 * on the sky and must be the HEALPix pixels that HiPS orders there. A tile without a WCS is right by its place alone.
 */
export function checkHeader(
  { header, width }: Values,
  tile: { order: number; ipix: number },
  frame: HipsFrame,
  where: string,
  problems: Problems,
): void {
  let wcs: ReturnType<typeof parseWcs>;
  try {
    wcs = parseWcs(header);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    problems.add('WrongHeader', where, `Its WCS cannot be read: ${error.message}`);
    return;
  }
  if (!wcs) return;
  const galactic = wcs.frame === 'Galactic';
  if (galactic !== (frame === 'galactic')) {
    problems.add(
      'WrongHeader',
      where,
      `Its WCS is ${wcs.frame}, the HiPS ${frame}: write CTYPE of that frame.`,
    );
    return;
  }
  const [face, cellX, cellY] = split(tile.order, tile.ipix);
  const deep = tile.order + Math.log2(width);
  const end = width - 1;
  for (const [x, y] of [
    [0, 0],
    [end, 0],
    [0, end],
    [end, end],
    [width >> 1, width >> 1],
  ] as const) {
    const [lon, lat] = wcs.pixelToSky(x, y);
    const wanted = join(deep, face, cellX * width + (end - y), cellY * width + x);
    const found = Number.isNaN(lon) ? -1 : lonLatToHealpix(deep, lon, lat);
    if (found === wanted) continue;
    const tileFound = found < 0 ? 'off the sky' : `in tile ${Math.floor(found / width ** 2)}`;
    problems.add(
      'WrongHeader',
      where,
      `Its WCS puts pixel (${x + 1}, ${y + 1}) ${tileFound}, at ${lon.toFixed(5)} ${lat.toFixed(5)}: not where this tile's pixel is. Tiles are CTYPE HPX with CD = [[-r, -r], [r, -r]], r = 45/width/2^order.`,
    );
    return;
  }
}

/** The eight ways a square can lie: turned and mirrored. The first is the right one. */
const ways = [
  'as it should',
  'upside down',
  'mirrored',
  'turned by 180°',
  'transposed',
  'turned by 90°',
  'turned by 270°',
  'transposed across the other diagonal',
];

/** A correlation better than the right way's by this much is no chance: pixels by the thousand go into it. */
const CLEARLY = 0.05;

/**
 * Whether a picture is its FITS tile the right way up (the first row of FITS is the last of the picture): of the eight ways that a
 * square can lie it must match best as it is. Values are taken between the cuts and by rank of brightness alone. Answers the
 * correlation; NaN where there is too little to see.
 */
export function checkOrientation(
  values: Values,
  picture: Picture,
  cut: readonly [number, number] | undefined,
  where: string,
  problems: Problems,
): number {
  const { width } = values;
  const step = Math.max(1, width >> 7);
  const end = width - 1;
  const found = ways.map((_, way) => {
    let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
    for (let r = 0; r < width; r += step) {
      for (let c = 0; c < width; c += step) {
        const v = values.pixels[(end - r) * width + c]!;
        const [y0, x0] = way < 4 ? [r, c] : [c, r];
        const y = way === 1 || way === 3 || way === 5 || way === 7 ? end - y0 : y0;
        const x = way === 2 || way === 3 || way === 6 || way === 7 ? end - x0 : x0;
        const at = 4 * (y * width + x);
        if (Number.isNaN(v) || picture.pixels[at + 3] === 0) continue;
        const a = cut ? Math.min(cut[1], Math.max(cut[0], v)) : Math.asinh(v);
        const b = picture.pixels[at]! + picture.pixels[at + 1]! + picture.pixels[at + 2]!;
        n++;
        sa += a;
        sb += b;
        saa += a * a;
        sbb += b * b;
        sab += a * b;
      }
    }
    const spread = Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
    return n < 256 ? Number.NaN : (sab - (sa * sb) / n) / spread;
  });
  const right = found[0]!;
  if (!Number.isFinite(right)) return Number.NaN;
  const best = found.reduce((most, r, way) => (r > found[most]! ? way : most), 0);
  if (best !== 0 && found[best]! > right + CLEARLY) {
    problems.add(
      'WrongOrientation',
      where,
      `The picture lies ${ways[best]} against its FITS tile (correlation ${found[best]!.toFixed(3)}, as it is ${right.toFixed(3)}): the first row of the picture is the last row of the FITS file, columns are the same.`,
    );
  }
  return right;
}

/** Whether a picture is transparent exactly where its FITS tile has no value. JPEG, which has no transparency, is not asked. */
export function checkMask(values: Values, picture: Picture, where: string, problems: Problems): void {
  const { width, pixels } = values;
  let [shown, hidden] = [0, 0];
  for (let r = 0; r < width; r++) {
    for (let c = 0; c < width; c++) {
      const none = Number.isNaN(pixels[(width - 1 - r) * width + c]!);
      const transparent = picture.pixels[4 * (r * width + c) + 3] === 0;
      if (none && !transparent) shown++;
      if (!none && transparent) hidden++;
    }
  }
  if (shown + hidden > 0) {
    problems.add(
      'MaskDiffers',
      where,
      `${shown} pixels without value are shown and ${hidden} with a value are transparent: make the picture again from the FITS tile.`,
    );
  }
}
