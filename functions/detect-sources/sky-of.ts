import type { SearchedHdu } from '../../shared/contracts/task-record.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import type { Wcs } from '../../shared/core/wcs/wcs.ts';

/** sources in the report's maps, from one HDU */
const most = 100;

/** Where an HDU lies on the sky, and its brightest sources; null when its middle is off the sky. */
export function skyOf(wcs: Wcs, width: number, height: number, catalogue: Catalogue): SearchedHdu['sky'] {
  const [ra, dec] = wcs.pixelToIcrs((width - 1) / 2, (height - 1) / 2);
  if (Number.isNaN(ra) || Number.isNaN(dec)) return null;
  const outline = wcs.footprint(width, height);
  const footprint: [number, number][] = [];
  for (const [i, at] of outline.ra.entries()) {
    if (!Number.isNaN(at)) footprint.push([degrees(at), degrees(outline.dec[i]!)]);
  }
  const { flux_auto, mag_auto, rows } = catalogue;
  const placed = Array.from({ length: rows }, (_, i) => i).filter((i) => !Number.isNaN(catalogue.ra[i]!));
  const brightest = placed
    .sort((i, j) => flux_auto[j]! - flux_auto[i]! || i - j)
    .slice(0, most)
    .map((i): [number, number, number | null] => [
      degrees(catalogue.ra[i]!),
      degrees(catalogue.dec[i]!),
      Number.isNaN(mag_auto[i]!) ? null : Math.round(mag_auto[i]! * 100) / 100,
    ]);
  return { ra: degrees(ra), dec: degrees(dec), footprint, brightest };
}

/** A tenth of an arcsecond is enough for a map of the report. */
const degrees = (angle: number): number => Math.round(angle * 36_000) / 36_000;
