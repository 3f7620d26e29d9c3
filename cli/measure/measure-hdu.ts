import { APER_HASMASKED, APER_TRUNC, Background, sumCircle } from 'sep-wasm';
import { givenBy } from '../../functions/detect-sources/given-numbers.ts';
import { type LoadedPlanes, loadPlanes } from '../../functions/detect-sources/load-planes.ts';
import { magnitudeError, magnitudeOf } from '../../functions/detect-sources/magnitudes.ts';
import { weigh } from '../../functions/detect-sources/weigh.ts';
import type { Item } from '../../shared/contracts/lists.ts';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import { DataError } from '../../shared/core/errors.ts';
import { whereIs } from '../../shared/core/fits/hdu.ts';
import { healpix29 } from '../../shared/core/healpix/pixel.ts';
import { toDegrees } from '../../shared/core/sphere/angle.ts';
import { circleAround } from '../../shared/core/sphere/circle.ts';
import { lonLatToVector, vectorToLonLat } from '../../shared/core/sphere/vector.ts';
import { keywordsOf } from '../../shared/core/units/keywords.ts';
import { zeroPointOf } from '../../shared/core/units/zero-point.ts';
import type { Wcs } from '../../shared/core/wcs/wcs.ts';
import { observedOf } from '../../shared/run/observed.ts';
import { type ImagePlanes, type OpenImage, ruleOf } from '../../shared/run/open-image.ts';
import { readWcs } from '../../shared/run/read-wcs.ts';
import type { Position, Positions } from './positions.ts';
import type { PlaceRow } from './rows.ts';

/** How brightness is measured at given places. */
export interface ForcedParameters {
  /** diameter, pixels */
  readonly aperture: number;
  readonly detection: DetectionParameters;
}

/**
 * Sums one HDU in a circle about each place that lies in it or near its edge: the background of the
 * usual mesh is off, exact overlap of pixels and circle. Masked pixels are made up for by area and
 * flagged; what lies over the edge is not made up for and flagged. Throws DataError.
 */
export async function measureHdu(
  { file, hdus }: OpenImage,
  planes: ImagePlanes,
  positions: Positions,
  { aperture, detection }: ForcedParameters,
  item: Item,
): Promise<PlaceRow[]> {
  const { science } = planes;
  const radius = aperture / 2;
  const keywords = keywordsOf(science.header, hdus[0]?.header);
  const { wcs, ...reading } = await readWcs(file, science);
  if (!wcs)
    throw new DataError(
      'MalformedWcs',
      `${'because' in reading ? reading.because : 'no WCS'}: places on the sky have no pixels in it`,
      whereIs(science),
    );
  const [width = 0, height = 0] = science.shape;
  const places = await placesIn(wcs, [width, height], radius, positions);
  if (places.length === 0) return [];
  const rule = await ruleOf(planes, keywords.value, detection.DQ_BITS);
  const gain = givenBy(keywords, detection.GAIN_KEY, detection.GAIN).value;
  const level = givenBy(keywords, detection.SATUR_KEY, detection.SATUR_LEVEL ?? Infinity).value;
  const loaded = await loadPlanes(planes, rule, undefined);
  try {
    const isFull = saturation(loaded, rule?.saturated ?? 0, level);
    const masked = loaded.mask ? { mask: loaded.mask } : {};
    const [bw, bh] = detection.BACK_SIZE;
    const [fw, fh] = detection.BACK_FILTERSIZE;
    const background = new Background(loaded.image, { ...masked, bw, bh, fw, fh });
    const saturated = places.map(({ x, y }) => isFull(x, y, radius));
    background.subtractFrom(loaded.image);
    const err = weigh(loaded, background);
    const [xs, ys] = [Float64Array.from(places, (p) => p.x), Float64Array.from(places, (p) => p.y)];
    const sums = sumCircle(loaded.image, xs, ys, radius, { ...masked, err, gain, subpix: 0 });
    const zeroPoint = zeroPointOf(keywords, wcs.pixelScale);
    const { mjd, filter, exptime } = observedOf(keywords, item);
    return places.map(({ position, x, y }, i) => ({
      id: position.id,
      _healpix_29: healpix29(position.ra, position.dec),
      ra: position.ra,
      dec: position.dec,
      hdu: science.index,
      x,
      y,
      mjd,
      filter,
      exptime,
      flux: known(sums.flux[i]!),
      fluxErr: known(sums.fluxerr[i]!),
      mag: known(magnitudeOf(sums.flux[i]!, zeroPoint)),
      magErr: known(magnitudeError(sums.flux[i]!, sums.fluxerr[i]!, zeroPoint)),
      edge: (sums.flag[i]! & APER_TRUNC) !== 0,
      masked: (sums.flag[i]! & APER_HASMASKED) !== 0,
      saturated: saturated[i]!,
    }));
  } finally {
    loaded.free();
  }
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

interface Place {
  readonly position: Position;
  readonly x: number;
  readonly y: number;
}

/** The places whose circle has a pixel of the image in it. */
async function placesIn(
  wcs: Wcs,
  [width, height]: readonly [number, number],
  radius: number,
  positions: Positions,
): Promise<Place[]> {
  const steps = Array.from({ length: 9 }, (_, i) => i / 8);
  const along = (size: number, t: number) => -0.5 - radius + t * (size + 2 * radius);
  const border = steps.flatMap((t) =>
    steps.map((u) => [along(width, t), along(height, u)] as const),
  );
  const vectors = border
    .map(([x, y]) => wcs.pixelToIcrs(x, y))
    .filter(([ra, dec]) => Number.isFinite(ra) && Number.isFinite(dec))
    .map(([ra, dec]) => lonLatToVector(ra, dec));
  const part = (axis: 0 | 1 | 2) => Float64Array.from(vectors, (vector) => vector[axis]);
  const circle = circleAround(part(0), part(1), part(2));
  const [ra, dec] = vectorToLonLat(...(circle.centre as [number, number, number]));
  const near = await positions.near({
    ra,
    dec,
    radius: Math.min(180, toDegrees(1.05 * circle.radius)),
  });
  return near
    .map((position) => {
      const [x, y] = wcs.icrsToPixel(position.ra, position.dec);
      return { position, x, y };
    })
    .filter(({ x, y }) => {
      const dx = Math.max(-0.5 - x, x - (width - 0.5), 0);
      const dy = Math.max(-0.5 - y, y - (height - 0.5), 0);
      return Math.hypot(dx, dy) < radius;
    });
}

/** Whether a pixel of a circle is saturated, by the data quality or by its value in the file. */
function saturation(
  { image, quality }: LoadedPlanes,
  bits: number,
  level: number,
): (x: number, y: number, radius: number) => boolean {
  const { width, height, data } = image;
  const isFull = (at: number) =>
    data[at]! >= level || (quality !== undefined && (Number(quality[at]) & bits) !== 0);
  return (x, y, radius) => {
    for (
      let row = Math.max(0, Math.ceil(y - radius));
      row <= Math.min(height - 1, y + radius);
      row++
    )
      for (
        let column = Math.max(0, Math.ceil(x - radius));
        column <= Math.min(width - 1, x + radius);
        column++
      )
        if (Math.hypot(column - x, row - y) <= radius && isFull(row * width + column)) return true;
    return false;
  };
}
