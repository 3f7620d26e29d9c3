import type { Cell, ResultColumn } from '../../shared/core/query/result.ts';

/** One place in one image, as the image's own file of rows has it. */
export interface PlaceRow {
  readonly _healpix_29: bigint;
  readonly id: bigint | string | null;
  readonly ra: number;
  readonly dec: number;
  readonly hdu: number;
  /** pixels, as in a catalogue: the centre of the first is 0 */
  readonly x: number;
  readonly y: number;
  readonly mjd: number | null;
  readonly filter: string | null;
  readonly exptime: number | null;
  readonly flux: number | null;
  readonly fluxErr: number | null;
  readonly mag: number | null;
  readonly magErr: number | null;
  readonly edge: boolean;
  readonly masked: boolean;
  readonly saturated: boolean;
}

/** The same among those of other images. */
export interface MeasuredRow extends PlaceRow {
  /** number of the image: its line in the list */
  readonly image: number;
  readonly file: string;
}

const types: Readonly<Record<keyof MeasuredRow, ResultColumn['type']>> = {
  _healpix_29: 'int64',
  id: 'int64',
  ra: 'float64',
  dec: 'float64',
  image: 'int32',
  file: 'string',
  hdu: 'int32',
  x: 'float64',
  y: 'float64',
  mjd: 'float64',
  filter: 'string',
  exptime: 'float64',
  flux: 'float64',
  fluxErr: 'float64',
  mag: 'float64',
  magErr: 'float64',
  edge: 'boolean',
  masked: 'boolean',
  saturated: 'boolean',
};

const names = Object.keys(types) as (keyof MeasuredRow)[];

/** SExtractor's bits: neighbours or masked pixels 1, saturated 4, over the edge 8. */
const flagsOf = ({ masked, saturated, edge }: MeasuredRow): number =>
  (masked ? 1 : 0) | (saturated ? 4 : 0) | (edge ? 8 : 0);

/**
 * The columns of a table of forced measurements; ids of objects stand there under `objid` too, by
 * which the other tables are joined.
 */
export const measuredColumns = (idName: string, hasNumbers: boolean): ResultColumn[] => [
  ...names.map(
    (name): ResultColumn => ({
      name,
      type: name === 'id' && !hasNumbers ? 'string' : types[name],
    }),
  ),
  { name: 'flags', type: 'int32' },
  { name: 'forced', type: 'boolean' },
  ...(idName === 'objid' ? [{ name: 'objid', type: 'int64' } as const] : []),
];

/** A row as the table has it. */
export const measuredCells = (row: MeasuredRow, idName: string): Cell[] => [
  ...names.map((name) => row[name]),
  flagsOf(row),
  true,
  ...(idName === 'objid' ? [row.id] : []),
];
