import { lonLatToHealpix } from '../healpix/pixel.ts';
import { nestedToRing } from '../healpix/ring.ts';
import { htmId } from '../sphere/htm.ts';
import type { MatchedBand } from './bands.ts';
import type { Detections, MatchedPicture } from './detections.ts';
import { randomId, type SkyObject } from './group-objects.ts';
import type { Cell } from './measurement-columns.ts';
import {
  type BandPhotometry,
  bandPhotometry,
  bandQuantities,
  isVariable,
  type MeanFlux,
  psfQuantities,
} from './photometry.ts';

/** An object with its photometry in each band. */
export interface MeasuredObject {
  readonly object: SkyObject;
  readonly bands: readonly BandPhotometry[];
  readonly nImages: number;
}

/** Measures an object: what its detections in each band add up to. */
export function measureObject(
  object: SkyObject,
  detections: Detections,
  pictures: readonly MatchedPicture[],
  bands: readonly MatchedBand[],
): MeasuredObject {
  const pictureOf = (row: number) => pictures[detections.picture[row]!]!;
  return {
    object,
    nImages: new Set(object.members.map((row) => pictureOf(row).image)).size,
    bands: bands.map((band, place) =>
      bandPhotometry(
        detections,
        pictures,
        band,
        object.members.filter((row) => pictureOf(row).band === place),
      ),
    ),
  };
}

/** The cells of a column of `objects`. */
export function objectCells(
  name: string,
  objects: readonly MeasuredObject[],
  bands: readonly MatchedBand[],
  detections: Pick<Detections, 'columns' | 'ids'>,
): readonly Cell[] {
  const own = ownCell(name, detections);
  if (own) return objects.map(own);
  const { place, quantity } = bandColumn(name, bands);
  return objects.map((one) => {
    const { psf, ...own } = one.bands[place]!;
    return quantity.startsWith(PSF)
      ? psf![quantity.slice(PSF.length) as keyof MeanFlux]
      : own[quantity as keyof typeof own];
  });
}

/** Before the names of what is the mean of the PSF's light. */
const PSF = 'psf_';

const quantities: ReadonlySet<string> = new Set([
  ...bandQuantities,
  ...psfQuantities.map((quantity) => PSF + quantity),
]);

/** The band that a column is of, and what of it. */
function bandColumn(name: string, bands: readonly MatchedBand[]) {
  const quantityIn = ({ column }: MatchedBand) => name.slice(column.length + 1);
  const place = bands.findIndex(
    (band) => name.startsWith(`${band.column}_`) && quantities.has(quantityIn(band)),
  );
  return { place, quantity: quantityIn(bands[place]!) };
}

function ownCell(
  name: string,
  { columns: { flags }, ids = [] }: Pick<Detections, 'columns' | 'ids'>,
): ((one: MeasuredObject) => Cell) | undefined {
  switch (name) {
    case 'id':
      return ({ object }) => ids[object.members[0]!]!;
    case '_healpix_29':
      return ({ object }) => object.healpix;
    case 'nDet':
      return ({ object }) => object.members.length;
    case 'nImages':
      return ({ nImages }) => nImages;
    case 'random_id':
      return ({ object }) => randomId(object.objid);
    case 'flags':
      return ({ object }) => object.members.reduce((all, row) => all | flags[row]!, 0);
    case 'variable':
      return ({ bands }) => bands.some(isVariable);
    case 'htm9':
      return ({ object }) => htmId(9, object.ra, object.dec);
    case 'pix256':
      return ({ object }) => nestedToRing(8, lonLatToHealpix(8, object.ra, object.dec));
    case 'pix4096':
      return ({ object }) => lonLatToHealpix(12, object.ra, object.dec);
    case 'objid':
    case 'ra':
    case 'dec':
    case 'raErr':
    case 'decErr':
    case 'posMjd':
    case 'pmRA':
    case 'pmDec':
    case 'pmRAErr':
    case 'pmDecErr':
    case 'matchFlags':
      return ({ object }) => object[name];
  }
  return undefined;
}
