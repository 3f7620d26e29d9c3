import { toDegrees } from '../sphere/angle.ts';
import type { Wcs } from '../wcs/wcs.ts';
import type { Catalogue } from './columns.ts';
import { type SkyEllipse, skyEllipses } from './sky-ellipse.ts';

/** Of a source whose Kron radius is not known, in units of a and b: what the pictures draw. */
const OTHERWISE = 3;

/** First lines of a region file of SAOImage DS9 (its reference manual, "Regions"). */
export const REGIONS_HEAD = '# Region file format: DS9 version 4.1\nglobal color=red width=1\n';

/**
 * The sources of one HDU as regions of DS9, one a line: the ellipses in which `flux_auto` was
 * measured, in ICRS; in pixels of the image where it has no place on the sky. Each is tagged with
 * the source's number.
 */
export function sourceRegions(catalogue: Catalogue, wcs: Wcs | undefined): string {
  const { rows, x, y, theta, number, ra, dec } = catalogue;
  const scale = Float64Array.from(catalogue.kron_radius, (radius) =>
    radius > 0 ? radius : OTHERWISE,
  );
  const a = Float64Array.from(catalogue.a, (axis, i) => axis * scale[i]!);
  const b = Float64Array.from(catalogue.b, (axis, i) => axis * scale[i]!);
  const onSky = wcs ? skyEllipses(wcs, { x, y, a, b, theta }) : [];
  const lines = Array.from({ length: rows }, (_, i) => {
    const sky = onSky[i];
    const shape = isWhole(sky)
      ? `icrs; ellipse(${ra[i]!.toFixed(7)},${dec[i]!.toFixed(7)},${sky.a.toFixed(3)}",${sky.b.toFixed(3)}",${((sky.angle + 90) % 180).toFixed(2)})`
      : `image; ellipse(${(x[i]! + 1).toFixed(3)},${(y[i]! + 1).toFixed(3)},${a[i]!.toFixed(3)},${b[i]!.toFixed(3)},${toDegrees(theta[i]!).toFixed(2)})`;
    return `${shape} # tag={${number[i]}}\n`;
  });
  return lines.join('');
}

/** DS9 counts angles from west towards north: 90 degrees more than a position angle. */
const isWhole = (sky: SkyEllipse | undefined): sky is SkyEllipse =>
  sky !== undefined &&
  Number.isFinite(sky.a) &&
  Number.isFinite(sky.b) &&
  Number.isFinite(sky.angle);

/**
 * The sources of several images as points of DS9, each once: at its primary place in ICRS, tagged
 * with its group in the merged catalogue. What has no place on the sky is left out.
 */
export function mergedRegions({
  columns: { rows, ra, dec },
  group,
  primary,
}: {
  columns: Pick<Catalogue, 'rows' | 'ra' | 'dec'>;
  group: readonly (bigint | null)[];
  primary: readonly boolean[];
}): string {
  const lines = Array.from({ length: rows }, (_, i) =>
    primary[i] && Number.isFinite(ra[i]) && Number.isFinite(dec[i])
      ? `icrs; point(${ra[i]!.toFixed(7)},${dec[i]!.toFixed(7)}) # point=circle tag={${group[i]}}\n`
      : '',
  );
  return lines.join('');
}

/**
 * The same for CARTA and CASA, as a region file of CASA (CRTF 0), in pixels of the image, which
 * count from 0.
 */
export function crtfRegions({ rows, x, y, a, b, theta, kron_radius, number }: Catalogue): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const scale = kron_radius[i]! > 0 ? kron_radius[i]! : OTHERWISE;
    const axes = [b[i]! * scale, a[i]! * scale].map((axis) => `${axis.toFixed(3)}pix`);
    // its angle is that of the minor axis
    const angle = `${((toDegrees(theta[i]!) + 270) % 180).toFixed(2)}deg`;
    return `ellipse [[${x[i]!.toFixed(3)}pix, ${y[i]!.toFixed(3)}pix], [${axes.join(', ')}], ${angle}], label="${number[i]}"\n`;
  });
  return `#CRTFv0\nglobal color=red\n${lines.join('')}`;
}
