import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { fillCatalogue } from '../../shared/core/catalogue/rows.ts';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import { DataError } from '../../shared/core/errors.ts';
import { type Hdu, whereIs } from '../../shared/core/fits/hdu.ts';
import { magnitudeErrorOf, magnitudeOf } from '../../shared/core/units/magnitude.ts';
import type { HduFacts } from './hdu-notes.ts';
import type { LoadedPlanes } from './load-planes.ts';
import { systemCode } from './magnitudes.ts';
import type { MeasuredSources, SkyAndNoise } from './measure.ts';
import { measurePlaces } from './measure-places.ts';
import type { PlaceInImage, SearchArea } from './places-near.ts';

/** Columns of what was measured, before it has places on the sky. */
export type Columns = Parameters<typeof fillCatalogue>[1] & { x: Float64Array; y: Float64Array };

/** What the errors of fluxes and the flags of full pixels are made of. */
export interface Noise {
  gain: number;
  rule: HduFacts['rule'];
  level: number;
}

/** The columns of sources that were found. */
export function foundColumns({ objects, ...measured }: MeasuredSources): Columns {
  return { ...objects, ...measured, xpeak: objects.xcpeak, ypeak: objects.ycpeak };
}

/** Measures at given places: their fluxes are those in the circle. */
export async function placed(
  loaded: LoadedPlanes,
  places: readonly PlaceInImage[],
  parameters: DetectionParameters,
  { gain, rule, level }: Noise,
): Promise<{ sky: SkyAndNoise; columns: Columns }> {
  const saturation = { bits: rule?.saturated ?? 0, level };
  const { noise, measured } = await measurePlaces(loaded, places, parameters, { gain, saturation });
  const radius = new Float64Array(places.length).fill(parameters.PHOT_APERTURES / 2);
  return {
    sky: noise,
    columns: {
      ...measured,
      flux_auto: measured.flux_aper,
      fluxerr_auto: measured.fluxerr_aper,
      x: Float64Array.from(places, ({ x }) => x),
      y: Float64Array.from(places, ({ y }) => y),
      a: radius,
      b: radius,
    },
  };
}

/** How given places are looked for in an image. */
export interface PlacesWanted {
  detection: DetectionParameters;
  placesIn: (frame: SearchArea) => Promise<PlaceInImage[]>;
}

/** The given places in an image. Throws DataError where the image has no place on the sky. */
export function placesInImage(
  science: Hdu,
  reading: HduFacts['reading'],
  { image: { width, height } }: LoadedPlanes,
  { detection, placesIn }: PlacesWanted,
): Promise<PlaceInImage[]> {
  const { wcs } = reading;
  if (!wcs)
    throw new DataError(
      'MalformedWcs',
      `${'because' in reading ? reading.because : 'no WCS'}: places on the sky have no pixels in it`,
      whereIs(science),
    );
  return placesIn({ wcs, width, height, radius: detection.PHOT_APERTURES / 2 });
}

/** What was measured, with places on the sky and magnitudes. */
export function hduCatalogue(
  { planes: { science }, reading, zeroPoint }: HduFacts,
  columns: Columns,
  places: readonly PlaceInImage[] | undefined,
): Catalogue {
  const { x, y, flux_auto: flux = [], fluxerr_auto: error = [] } = columns;
  const rows = x.length;
  const zero = zeroPoint.magnitude ?? Number.NaN;
  const ra = new Float64Array(rows).fill(Number.NaN);
  const dec = new Float64Array(rows).fill(Number.NaN);
  if (places) for (const [i, place] of places.entries()) [ra[i], dec[i]] = [place.ra, place.dec];
  else reading.wcs?.pixelsToIcrs(x, y, ra, dec);
  return fillCatalogue(rows, {
    ...columns,
    ra,
    dec,
    number: new Int32Array(rows).map((_, i) => i + 1),
    hdu: new Int32Array(rows).fill(science.index),
    extver: new Int32Array(rows).fill(science.extver),
    mag_auto: Float64Array.from(flux, (one) => magnitudeOf(one, zero)),
    mag_system: new Int16Array(rows).fill(systemCode(zeroPoint)),
    magerr_auto: Float64Array.from(error, (one, i) => magnitudeErrorOf(flux[i]!, one, zero)),
  });
}
