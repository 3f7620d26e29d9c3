import { facePointToLonLat } from '../../core/healpix/face.ts';
import { split } from '../../core/healpix/pixel.ts';
import { hipsToIcrs } from '../../core/hips/frame.ts';
import { type Html, html } from '../../core/markup/html.ts';
import type { PlateCell } from './coverage.ts';
import type { SkyGrid } from './input.ts';
import type { Mosaic } from './mosaics.ts';
import { onPlane, plotField } from './plot-field.ts';
import { meanDirection } from './projections.ts';
import { counted, sexagesimalDec, sexagesimalRa } from './quantities.ts';

/** Points along each side of a plate, which is not straight. */
const STEPS = 4;

/**
 * The images of one band in a mosaic, on the plates that they are painted on; undefined where the
 * band has none.
 */
export function mosaicFigure(
  mosaic: Mosaic,
  band: string,
  grid: SkyGrid,
  plates: readonly PlateCell[],
): Html | undefined {
  const images = mosaic.images.filter((image) => image.band === band);
  if (images.length === 0) return undefined;
  const at = meanDirection(images.flatMap(({ sky }) => sky.footprint));
  const cells = plates.flatMap((plate) => {
    if (plate.band !== band) return [];
    const border = plateBorder(grid, plate.npix);
    const corners = onPlane(at, border);
    // A plate that reaches to the far side of the sky has no outline here.
    return corners.length === border.length ? [{ corners, name: String(plate.npix) }] : [];
  });
  const centre = `${sexagesimalRa(at.ra)} ${sexagesimalDec(at.dec)}`;
  const outlines = images.map(({ label, sky }) => ({
    corners: onPlane(at, sky.footprint),
    tip: label,
  }));
  const plot = plotField({
    label: `Images of band ${band} at ${centre}`,
    extent: outlines.flatMap(({ corners }) => corners),
    cells,
    outlines,
    dots: [],
  });
  return html`<figure class="field"><figcaption><b>Band ${band}</b><span>${counted(images.length, 'image')} at ${centre}</span></figcaption>${plot}</figure>`;
}

/** Around a plate: [ra, dec]. */
function plateBorder({ plateOrder, frame }: SkyGrid, npix: number): [number, number][] {
  const [face, x, y] = split(plateOrder, npix);
  const at = (dx: number, dy: number) =>
    hipsToIcrs(
      frame,
      ...facePointToLonLat(face, (x + dx) / 2 ** plateOrder, (y + dy) / 2 ** plateOrder),
    );
  return Array.from({ length: 4 * STEPS }, (_, k) => {
    const along = (k % STEPS) / STEPS;
    const side = Math.floor(k / STEPS);
    if (side === 0) return at(along, 0);
    if (side === 1) return at(1, along);
    return side === 2 ? at(1 - along, 1) : at(0, 1 - along);
  });
}
