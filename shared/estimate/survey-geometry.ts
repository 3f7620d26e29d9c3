import { hipsPixelScale } from '../core/hips/pixel-scale.ts';
import { orderOf } from '../core/plan/order.ts';
import { type PlannedSurvey, WHOLE_SKY_DEG2 } from './survey.ts';

/** Where a survey's pixels go. */
export interface SkyGeometry {
  readonly order: number;
  readonly plateOrder: number;
  /** plates, whatever the band */
  readonly cells: number;
  /** deepest tiles of one band */
  readonly leaves: number;
  /** tiles of one plate and band, parents in it included */
  readonly tilesOfPlate: number;
  /** plates of its band that an image touches */
  readonly platesOfImage: number;
  /** of its band that so many plates, neighbours, touch together */
  readonly imagesOfPlates: (plates: number) => number;
  /** pairs of overlapping images of all bands */
  readonly pairs: number;
  /** tasks that compare them, and the images that so many of them, neighbours, read together */
  readonly groups: number;
  readonly imagesOfGroups: (groups: number) => number;
  /** parts of the list in which a plate's images, and a group's, stand one after another */
  readonly rangesOfPlate: number;
  readonly rangesOfGroup: number;
}

/** Pixels along a tile's side. */
export const WIDTH = 512;
const LEVELS = 3;
/** Images whose pairs one task compares: shared/core/plan/groups. */
const MEMBERS = 32;
const MEMBER_PIXELS = 2 ** 25;

/**
 * Mean number of convex bodies, so many in a square degree, that meet another one, place and turn
 * being any (Santaló 1976, III.8).
 */
const meeting = (density: number, a: Body, b: Body): number =>
  density * (a.area + b.area + (a.around * b.around) / (2 * Math.PI));
interface Body {
  readonly area: number;
  readonly around: number;
}
const rectangle = (width: number, height: number): Body => ({
  area: width * height,
  around: 2 * (width + height),
});

/**
 * The plan of a survey whose images are known by their size and number: they lie anywhere and
 * turned anyhow, but for pairs that were counted.
 */
export function surveyGeometry(survey: PlannedSurvey): SkyGeometry {
  const { images, bands, pixelScale, inOrder = 1 } = survey;
  const order = orderOf(pixelScale, WIDTH);
  const plateOrder = Math.max(0, order - LEVELS);
  const cells = cellsOf(survey.area, plateOrder);
  const leaves = cellsOf(survey.area, order);
  const degrees = (pixels: number) => (pixels * pixelScale) / 3600;
  const [width, height] = [degrees(survey.width), degrees(survey.height)];
  const image = rectangle(width, height);
  const cell = rectangle(sideOf(plateOrder), sideOf(plateOrder));
  const density = images / bands.length / survey.area;
  const imagesOfPlates = (plates: number) => {
    const side = Math.sqrt(plates) * sideOf(plateOrder);
    const block = rectangle(side, side);
    return (images / bands.length / cells) * plates * meeting(1 / block.area, image, block);
  };
  const pairs = survey.pairs ?? Math.round((images * meeting(density, image, image)) / 2);
  const members = Math.max(
    1,
    Math.min(MEMBERS, Math.floor(MEMBER_PIXELS / (survey.width * survey.height)), images),
  );
  const groupOf = (groups: number) => {
    const side = Math.sqrt((groups * members) / density);
    return rectangle(side, side);
  };
  const group = groupOf(1);
  // Half of the images around groups are partners of a pair that is their own.
  const imagesOfGroups = (groups: number) =>
    groups * members + Math.max(0, meeting(density, image, groupOf(groups)) - groups * members) / 2;
  // Images that follow one another in the list lie in a strip along their height.
  const strip = rectangle(width, inOrder * height);
  const ranges = (body: Body, most: number) =>
    Math.max(1, Math.min(most, meeting(density / inOrder, strip, body)));
  return {
    order,
    plateOrder,
    cells,
    leaves,
    tilesOfPlate: (leaves / cells) * PARENTS,
    platesOfImage: meeting(1 / cell.area, image, cell),
    imagesOfPlates,
    pairs,
    groups: Math.ceil(images / members),
    imagesOfGroups,
    rangesOfPlate: ranges(cell, imagesOfPlates(1)),
    rangesOfGroup: ranges(group, imagesOfGroups(1)),
  };
}

/** A plate's tiles over its deepest ones: three orders above them. */
export const PARENTS = 1 + 1 / 4 + 1 / 16 + 1 / 64;

/** Side of a HEALPix cell, degrees. */
const sideOf = (order: number): number => (hipsPixelScale(order, WIDTH) * WIDTH) / 3600;

/** Cells that a square of the sky meets; all of them for the whole sky. */
function cellsOf(area: number, order: number): number {
  const all = 12 * 4 ** order;
  return area >= 0.99 * WHOLE_SKY_DEG2
    ? all
    : Math.min(all, Math.ceil((Math.sqrt(area) / sideOf(order) + 1) ** 2));
}
