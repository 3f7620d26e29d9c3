/**
 * How a column's cells are kept: 16- and 32-bit integers, single and double floats, by their
 * letters in TFORM.
 */
export type CellType = 'I' | 'J' | 'E' | 'D';

/** What measures a column. */
export type MeasureGroup =
  | 'number'
  | 'isophotal'
  | 'aperture'
  | 'auto'
  | 'petrosian'
  | 'best'
  | 'windowed'
  | 'radius'
  | 'growth'
  | 'peak'
  | 'position'
  | 'shape'
  | 'positionError'
  | 'flags'
  | 'flagImages'
  | 'class'
  | 'vignette'
  | 'assoc';

/** One parameter that a `.param` file may name. */
export interface Parameter {
  name: string;
  type: CellType;
  /** TDISP, and how the text forms write it */
  display: string;
  /** FITS unit; empty without dimension */
  unit: string;
  ucd: string;
  group: MeasureGroup;
  description: string;
  /**
   * of a vector a count may be asked, NAME(3); of an image two sides, VIGNET(w,h); of a scalar
   * neither
   */
  shape: 'scalar' | 'vector' | 'image';
}

/**
 * Parameters by name. A line of the text is one: name with (n) or (w,h), type, display, unit, UCD,
 * group and description, parted by bars.
 */
export function parameterTable(text: string): Readonly<Record<string, Parameter>> {
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return Object.fromEntries(
    rows.map(([written = '', type, display = '', unit = '', ucd = '', group, description = '']) => {
      const [name = '', sides] = written.split('(');
      const shape = sides === undefined ? 'scalar' : sides === 'n)' ? 'vector' : 'image';
      const kept = { name, display, unit, ucd, description, shape } as const;
      return [name, { ...kept, type: type as CellType, group: group as MeasureGroup }];
    }),
  );
}
