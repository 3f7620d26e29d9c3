import type { Wcs } from './wcs.ts';

/** pixels: what the inverses of distortions are good to, and more */
const TOLERANCE = 0.01;
/** degrees: a plane map that is wider may show a place of the sky twice */
const WIDEST_ONCE = 180;
/** The plane of these has no edge: what is nowhere on the sky has overflowed. */
const endless = new Set(['TAN', 'TPV']);

/**
 * Whether a WCS means something over an image of width × height pixels. Of its corners, the middles
 * of its edges and its centre as many must come back from the sky to where they were (0.01 pixel)
 * as do not. Those off the map (an all-sky map has such) count for nothing, but one must be on it.
 */
export function hasRoundTrip(wcs: Wcs, width: number, height: number): boolean {
  const [columns, rows] = [width, height].map((side) => [0, (side - 1) / 2, side - 1]);
  const x = Float64Array.from(columns!.flatMap((column) => [column, column, column]));
  const y = Float64Array.from([...rows!, ...rows!, ...rows!]);
  const [lon, lat] = [new Float64Array(x.length), new Float64Array(x.length)];
  const [backX, backY] = [new Float64Array(x.length), new Float64Array(x.length)];
  wcs.pixelsToSky(x, y, lon, lat);
  wcs.skyToPixels(lon, lat, backX, backY);
  const isTwice = (width * wcs.pixelScales[0]) / 3600 > WIDEST_ONCE;
  const isBack = (i: number): boolean => {
    const distance = Math.hypot(backX[i]! - x[i]!, backY[i]! - y[i]!);
    return isTwice ? Number.isFinite(distance) : distance < TOLERANCE;
  };
  const onMap = [...x.keys()].filter(
    (i) => endless.has(wcs.projection) || Number.isFinite(lon[i]! + lat[i]!),
  );
  const back = onMap.filter(isBack).length;
  return back > 0 && 2 * back >= onMap.length;
}
