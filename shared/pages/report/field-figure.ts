import { type Html, html } from '../../core/markup/html.ts';
import type { SkyField } from './fields.ts';
import { onPlane, plotField } from './plot-field.ts';
import { type Point, skyToGnomonic } from './projections.ts';
import { counted, drawn, sexagesimalDec, sexagesimalRa } from './quantities.ts';
import type { PlacedHdu } from './sky-images.ts';

const MAX_DOTS = 500;
const MAX_IMAGES = 100;

/** A field with its images and their brightest sources. */
export function fieldFigure(field: SkyField): Html {
  const shown = field.images.slice(0, MAX_IMAGES);
  const outlines = shown.map(({ label, sources, sky }) => ({
    corners: onPlane(field, sky.footprint),
    tip: `${label}: ${counted(sources, 'source')}`,
  }));
  const dots = brightestOf(field, shown);
  const centre = `${sexagesimalRa(field.ra)} ${sexagesimalDec(field.dec)}`;
  const left = field.images.length - shown.length;
  const plot = plotField({
    label: `Field at ${centre}`,
    extent: outlines.flatMap(({ corners }) => corners),
    outlines,
    dots: dots.map(({ at, mag, r }) => ({ at, r, open: mag === null })),
  });
  return html`<figure class="field"><figcaption><b>${centre}</b><span>${counted(field.images.length, 'image')}, ${counted(field.sources, 'source')}; ${dotSentence(dots)}${left > 0 && `; ${counted(left, 'more image is', 'more images are')} not drawn`}</span></figcaption>${plot}</figure>`;
}

interface Dot {
  at: Point;
  mag: number | null;
  r: number;
}

/**
 * The brightest of the images' brightest sources, those without a magnitude last; the radius falls
 * with magnitude.
 */
function brightestOf(field: SkyField, images: readonly PlacedHdu[]): Dot[] {
  const all = images
    .flatMap(({ sky }) => sky.brightest)
    .sort((a, b) => (a[2] ?? 1e9) - (b[2] ?? 1e9) || a[0] - b[0] || a[1] - b[1])
    .slice(0, MAX_DOTS);
  const magnitudes = all.flatMap(([, , mag]) => mag ?? []);
  const [bright, faint] = [magnitudes[0] ?? 0, magnitudes.at(-1) ?? 0];
  const span = Math.max(1, faint - bright);
  return all.flatMap(([ra, dec, mag]) => {
    const at = skyToGnomonic(ra, dec, field);
    const r = mag === null ? 1.5 : drawn(1 + (2.8 * (faint - mag)) / span);
    return at ? [{ at, mag, r }] : [];
  });
}

function dotSentence(dots: readonly Dot[]): string {
  const magnitudes = dots.flatMap(({ mag }) => mag ?? []);
  const open = dots.length - magnitudes.length;
  const parts = [];
  if (magnitudes.length > 0) {
    const range = `mag ${magnitudes[0]!.toFixed(1)} to ${magnitudes.at(-1)!.toFixed(1)}`.replaceAll(
      '-',
      '−',
    );
    parts.push(`the brightest ${magnitudes.length} as dots, ${range}`);
  }
  if (open > 0) parts.push(`${open} without a magnitude as rings`);
  return parts.join(', ') || 'no source to draw';
}
