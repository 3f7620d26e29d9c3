import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { fillCatalogue } from '../../shared/core/catalogue/rows.ts';
import { columnsNamed } from '../../shared/core/source-extractor/extractor-parameters.ts';
import {
  lengthOf,
  type RequestedColumn,
  type SourceTable,
} from '../../shared/core/source-extractor/source-table.ts';
import { toRadians } from '../../shared/core/sphere/angle.ts';
import type { Wcs } from '../../shared/core/wcs/wcs.ts';

/** A parameter's value as the column has it: pixels count from 0, angles are radians. */
type Change = (value: number) => number;

const fromZero: Change = (value) => value - 1;

/**
 * The catalogue's columns and SExtractor's parameters that they are; of a vector its first number.
 */
const parameterOfColumn = {
  number: ['NUMBER'],
  x: ['X_IMAGE_DBL', fromZero],
  y: ['Y_IMAGE_DBL', fromZero],
  xwin: ['XWIN_IMAGE', fromZero],
  ywin: ['YWIN_IMAGE', fromZero],
  flux_aper: ['FLUX_APER'],
  fluxerr_aper: ['FLUXERR_APER'],
  flux_auto: ['FLUX_AUTO'],
  fluxerr_auto: ['FLUXERR_AUTO'],
  kron_radius: ['KRON_RADIUS'],
  flux_radius: ['FLUX_RADIUS'],
  a: ['A_IMAGE'],
  b: ['B_IMAGE'],
  theta: ['THETA_IMAGE', toRadians],
  x2: ['X2_IMAGE'],
  y2: ['Y2_IMAGE'],
  xy: ['XY_IMAGE'],
  errx2: ['ERRX2_IMAGE'],
  erry2: ['ERRY2_IMAGE'],
  errxy: ['ERRXY_IMAGE'],
  cxx: ['CXX_IMAGE'],
  cyy: ['CYY_IMAGE'],
  cxy: ['CXY_IMAGE'],
  flux: ['FLUX_ISO'],
  peak: ['FLUX_MAX'],
  xpeak: ['XPEAK_IMAGE', fromZero],
  ypeak: ['YPEAK_IMAGE', fromZero],
  thresh: ['THRESHOLD'],
  npix: ['ISOAREAF_IMAGE'],
  tnpix: ['ISOAREA_IMAGE'],
  xmin: ['XMIN_IMAGE', fromZero],
  xmax: ['XMAX_IMAGE', fromZero],
  ymin: ['YMIN_IMAGE', fromZero],
  ymax: ['YMAX_IMAGE', fromZero],
  flags: ['FLAGS'],
} as const satisfies Partial<Record<string, readonly [parameter: string, change?: Change]>>;

/**
 * What the catalogue's own columns need, behind what is asked for; a parameter once, as it was
 * asked for, but FLAGS: its own speak of its own columns.
 */
export function withOwnColumns(asked: readonly RequestedColumn[]): RequestedColumn[] {
  const have = new Set(asked.map(({ parameter }) => parameter.name));
  const own = columnsNamed(Object.values(parameterOfColumn).map(([name]) => ({ name, sides: [] })));
  const missing = own.filter(({ parameter: { name } }) => name === 'FLAGS' || !have.has(name));
  return [
    ...asked,
    ...missing.map((one) => ({ ...one, sides: one.parameter.shape === 'scalar' ? [] : [1] })),
  ];
}

/** The sources of one HDU under the catalogue's own names. */
export function ownCatalogue(
  table: SourceTable,
  { index, extver }: { index: number; extver: number },
  zeroPoint: number,
  wcs: Wcs | undefined,
): Catalogue {
  const { rows } = table;
  const columns = Object.fromEntries(
    Object.entries(parameterOfColumn).map(([own, [name, change]]) => {
      const column = table.columns.findLast(({ parameter }) => parameter.name === name)!;
      const length = lengthOf(column);
      const { cells } = column;
      const values = new Float64Array(rows);
      if (length === 1) values.set(cells);
      else for (let row = 0; row < rows; row++) values[row] = cells[row * length]!;
      return [own, change ? values.map(change) : values];
    }),
  );
  const [ra, dec] = [
    new Float64Array(rows).fill(Number.NaN),
    new Float64Array(rows).fill(Number.NaN),
  ];
  wcs?.pixelsToIcrs(columns.x!, columns.y!, ra, dec);
  const { flux_auto, fluxerr_auto } = columns;
  const ofLight = (value: (flux: number, error: number) => number) =>
    flux_auto!.map((flux, i) => (flux > 0 ? value(flux, fluxerr_auto![i]!) : Number.NaN));
  return fillCatalogue(rows, {
    ...columns,
    ra,
    dec,
    hdu: new Int32Array(rows).fill(index),
    extver: new Int32Array(rows).fill(extver),
    mag_auto: ofLight((flux) => zeroPoint - 2.5 * Math.log10(flux)),
    magerr_auto: ofLight((flux, error) => ((2.5 / Math.LN10) * error) / flux),
  });
}
