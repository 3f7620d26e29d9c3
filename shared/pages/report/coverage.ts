import type { Sky } from './input.ts';
import { addDot, addDots, type SkyDots } from './plot-sky.ts';
import { TakenGroups, type TakenPicture } from './taken.ts';

/** An image of a band on the sky. */
export interface MappedImage {
  label: string;
  band: string;
  /** what named the band: keywords, or the list; '' when nothing did */
  bandFrom: string;
  /** arcsec */
  pixelScale: number;
  unit: string;
  sky: Omit<Sky, 'brightest'>;
  picture?: TakenPicture | undefined;
}

/** A HEALPix cell that one task paints. */
export interface PlateCell {
  band: string;
  npix: number;
}

/** The images of one band. */
export interface BandCoverage {
  images: number;
  plates: number;
  /** what named the band of its images */
  from: Set<string>;
  /** pixel scales, arcsec */
  finest: number;
  coarsest: number;
  /** BUNIT of the images, the same for all; '' when they have none */
  unit: string;
}

/** Where the images and plates of a sky map lie; of any number of them it keeps only so many. */
export interface MapCoverage {
  images: number;
  plates: number;
  bands: Map<string, BandCoverage>;
  dots: SkyDots;
  /** the first images and plates, to be drawn one by one */
  outlined: MappedImage[];
  cells: PlateCell[];
  taken: TakenGroups;
}

/** Images, and plates, that are kept for drawing: some 200 bytes of the page each. */
export const MAX_OUTLINED = 3000;

/** Names of keywords that are shown of a band. */
const MAX_FROM = 8;

/** A map of no images. */
export const noCoverage = (): MapCoverage => ({
  images: 0,
  plates: 0,
  bands: new Map(),
  dots: new Map(),
  outlined: [],
  cells: [],
  taken: new TakenGroups(),
});

/** Counts an image, and keeps it to be drawn while few are. */
export function addImage(coverage: MapCoverage, image: MappedImage): void {
  const { picture, ...mapped } = image;
  const { band, bandFrom, label, pixelScale, unit, sky } = mapped;
  if (picture) coverage.taken.add(picture);
  coverage.images++;
  const bandCoverage = bandOf(coverage, band);
  bandCoverage.images++;
  bandCoverage.unit = unit;
  if (bandCoverage.from.size < MAX_FROM) bandCoverage.from.add(bandFrom || 'nothing');
  bandCoverage.finest = Math.min(bandCoverage.finest, pixelScale);
  bandCoverage.coarsest = Math.max(bandCoverage.coarsest, pixelScale);
  addDot(coverage.dots, { label, line: coverage.images, sky, sources: 0 });
  if (coverage.outlined.length < MAX_OUTLINED) coverage.outlined.push(mapped);
}

/** Adds images that follow those of a coverage; no plates. */
export function addCoverage(coverage: MapCoverage, other: MapCoverage): void {
  for (const [band, more] of other.bands) {
    const own = bandOf(coverage, band);
    own.images += more.images;
    own.unit = more.unit;
    for (const from of more.from) if (own.from.size < MAX_FROM) own.from.add(from);
    own.finest = Math.min(own.finest, more.finest);
    own.coarsest = Math.max(own.coarsest, more.coarsest);
  }
  const dots = [...other.dots].map(([key, { first, ...dot }]) => {
    const line = first.line + coverage.images; // they are counted from the first of the other
    return [key, { ...dot, first: { ...first, line } }] as const;
  });
  addDots(coverage.dots, new Map(dots));
  coverage.images += other.images;
  coverage.outlined.push(...other.outlined.slice(0, MAX_OUTLINED - coverage.outlined.length));
  coverage.taken.merge({ groups: other.taken.groups(), others: other.taken.others });
}

/** Counts a plate, and keeps it to be drawn while few are. */
export function addPlate(coverage: MapCoverage, plate: PlateCell): void {
  coverage.plates++;
  bandOf(coverage, plate.band).plates++;
  if (coverage.cells.length < MAX_OUTLINED) coverage.cells.push(plate);
}

function bandOf({ bands }: MapCoverage, band: string): BandCoverage {
  const known = bands.get(band);
  if (known) return known;
  const made = {
    images: 0,
    plates: 0,
    from: new Set<string>(),
    finest: Number.POSITIVE_INFINITY,
    coarsest: 0,
    unit: '',
  };
  bands.set(band, made);
  return made;
}
