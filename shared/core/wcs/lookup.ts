import type { WcsKeywords } from './header.ts';

/** An image extension that a header's distortion needs. */
export interface LookupName {
  /** EXTNAME */
  extname: string;
  /** EXTVER */
  extver: number;
}

/**
 * Its pixels (row by row, NAXIS1 first) and the linear coordinates of its header; absent keywords:
 * CRPIX 0, CRVAL 0, CDELT 1.
 */
export interface LookupTable {
  /** values in a row */
  width: number;
  /** rows */
  height: number;
  /** shifts in pixels, row after row */
  data: ArrayLike<number>;
  /** its own linear WCS, from its header: place in the table (from 1) of `crval` */
  crpix: readonly [number, number];
  /** pixel of the image (from 1) at `crpix` */
  crval: readonly [number, number];
  /** pixels of the image between two values */
  cdelt: readonly [number, number];
}

/** The tables that were loaded beforehand. */
export interface LookupTables {
  /** The table in the extension of that EXTNAME and EXTVER; undefined where it was not loaded. */
  table(extname: string, extver: number): LookupTable | undefined;
}

/**
 * The kinds of table HST writes: keyword of the function, of its record, and the extension's name.
 */
const kinds = [
  { kind: 'detector', dis: 'D2IMDIS', record: 'D2IM', extname: 'D2IMARR' },
  { kind: 'prior', dis: 'CPDIS', record: 'DP', extname: 'WCSDVARR' },
] as const;

interface Reference extends LookupName {
  kind: 'detector' | 'prior';
  axis: 1 | 2;
  transposed: boolean;
  keyword: string;
}

/** Which tables the header refers to. Throws UnsupportedWcs for functions other than tables. */
export function lookupReferences(keywords: WcsKeywords): Reference[] {
  const found: Reference[] = [];
  // The form before 2012: one row or column in D2IMARR, for the axis that AXISCORR names.
  const axiscorr = keywords.number('AXISCORR');
  if (axiscorr === 1 || axiscorr === 2) {
    found.push({
      kind: 'detector',
      axis: axiscorr,
      extname: 'D2IMARR',
      extver: 1,
      transposed: false,
      keyword: 'AXISCORR',
    });
  }
  for (const axis of [1, 2]) {
    const sequent = keywords.text(`CQDIS${axis}`);
    if (sequent)
      throw keywords.unsupported(
        `CQDIS${axis}`,
        `asks for the distortion '${sequent}' after the linear step`,
      );
  }
  for (const { kind, dis, record, extname } of kinds) {
    if (kind === 'detector' && found.length > 0) continue;
    for (const axis of [1, 2] as const) {
      const name = keywords.text(`${dis}${axis}`).toLowerCase();
      if (name === '') continue;
      if (name !== 'lookup')
        throw keywords.unsupported(
          `${dis}${axis}`,
          `asks for the distortion '${name}'; only Lookup is supported`,
        );
      const fields = keywords.record(`${record}${axis}`);
      found.push({
        kind,
        axis,
        extname,
        extver: fields.get('EXTVER') ?? 1,
        transposed: (fields.get(`AXIS.${axis}`) ?? axis) !== axis,
        keyword: `${dis}${axis}`,
      });
    }
  }
  return found;
}

/** A table that answers with the shift, in pixels, of one axis at a pixel. */
export class Lookup {
  private readonly table: LookupTable;

  constructor(table: LookupTable) {
    this.table = table;
  }

  /**
   * Both tables of an axis pair, checked, from those loaded. Throws MalformedWcs where one is not
   * there.
   */
  static load(
    keywords: WcsKeywords,
    reference: Reference,
    tables: LookupTables | undefined,
  ): Lookup {
    const { extname, extver } = reference;
    const table = tables?.table(extname, extver);
    if (!table)
      throw keywords.malformed(
        reference.keyword,
        `needs the table (${extname},${extver}) of its file: give parseWcs what readLookups reads`,
      );
    const { width, height, data, cdelt } = table;
    if (
      !(width > 0 && height > 0) ||
      data.length < width * height ||
      cdelt[0] === 0 ||
      cdelt[1] === 0
    ) {
      throw keywords.malformed(
        reference.keyword,
        `names the extension (${extname},${extver}), which is empty or has CDELT 0`,
      );
    }
    return new Lookup(reference.transposed ? transposed(table) : table);
  }

  /**
   * Bilinear interpolation at a FITS pixel (counted from 1); beyond the table its edge holds. The
   * first element stands at pixel CRVAL + 1 for CRPIX 0, as HST's tables mean it and as astropy
   * before 7 (issue 13456 there) reads them.
   */
  shift(x: number, y: number): number {
    const { width, height, data, crpix, crval, cdelt } = this.table;
    const u = Math.min(Math.max((x - crval[0] - 1) / cdelt[0] + crpix[0], 0), width - 1);
    const v = Math.min(Math.max((y - crval[1] - 1) / cdelt[1] + crpix[1], 0), height - 1);
    if (Number.isNaN(u + v)) return Number.NaN;
    const column = Math.floor(u);
    const row = Math.floor(v);
    const right = Math.min(column + 1, width - 1);
    const low = row * width;
    const high = Math.min(row + 1, height - 1) * width;
    const fx = u - column;
    const fy = v - row;
    return (
      (data[low + column]! * (1 - fx) + data[low + right]! * fx) * (1 - fy) +
      (data[high + column]! * (1 - fx) + data[high + right]! * fx) * fy
    );
  }
}

function transposed(table: LookupTable): LookupTable {
  const { width, height, data } = table;
  const turned = new Float64Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) turned[x * height + y] = data[y * width + x]!;
  return { ...table, width: height, height: width, data: turned };
}
