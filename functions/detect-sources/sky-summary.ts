import type { SearchedHdu } from '../../shared/contracts/task-record.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import type { Wcs } from '../../shared/core/wcs/wcs.ts';

/** sources in the report's maps, from one HDU */
const MAX_BRIGHTEST = 100;

/** Stars are not taken for narrower than this; pixels. */
const MIN_WIDTH = 2;

/**
 * Where an HDU lies on the sky, how wide its sources are, and the brightest of them; null when its
 * middle is off the sky.
 */
export function skySummary(
  wcs: Wcs,
  width: number,
  height: number,
  catalogue: Catalogue,
): SearchedHdu['sky'] {
  const [ra, dec] = wcs.pixelToIcrs((width - 1) / 2, (height - 1) / 2);
  if (Number.isNaN(ra) || Number.isNaN(dec)) return null;
  const outline = wcs.footprint(width, height);
  const footprint: [number, number][] = [];
  for (const [i, at] of outline.ra.entries()) {
    if (!Number.isNaN(at)) footprint.push([degrees(at), degrees(outline.dec[i]!)]);
  }
  const { flux_auto, mag_auto, rows } = catalogue;
  const placed = Array.from({ length: rows }, (_, i) => i).filter(
    (i) => !Number.isNaN(catalogue.ra[i]!),
  );
  const brightest = placed
    .sort((i, j) => flux_auto[j]! - flux_auto[i]! || i - j)
    .slice(0, MAX_BRIGHTEST)
    .map((i): [number, number, number | null] => [
      degrees(catalogue.ra[i]!),
      degrees(catalogue.dec[i]!),
      Number.isNaN(mag_auto[i]!) ? null : Math.round(mag_auto[i]! * 100) / 100,
    ]);
  const fwhm = wcs.pixelScale * Math.max(MIN_WIDTH, medianWidth(catalogue));
  return {
    ra: degrees(ra),
    dec: degrees(dec),
    footprint,
    brightest,
    fwhm: Number(fwhm.toPrecision(6)),
  };
}

/** Median full width at half maximum of Gaussians with the sources' a and b, pixels; 0 of none. */
function medianWidth({ a, b, rows }: Catalogue): number {
  const widths = a.map((axis, i) => 2 * Math.sqrt(Math.LN2 * (axis ** 2 + b[i]! ** 2)));
  return widths.sort()[rows >> 1] ?? 0;
}

/** A tenth of an arcsecond is enough for a map of the report. */
const degrees = (angle: number): number => Math.round(angle * 36_000) / 36_000;
