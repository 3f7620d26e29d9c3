import { readFileSync } from 'node:fs';
import { matchPositions } from '../../sep-wasm/test/match.ts';
import type { Columns } from './detect.ts';

/** The columns of a CSV of numbers. */
export function readCsv(path: string): Columns {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  return Object.fromEntries(head.split(',').map((name, i) => [name, rows.map((row) => row[i]!)]));
}

/** Pixels within which a source is the same. */
const SAME_PIXELS = 1;
const SAME_DEGREES = 1e-4;

/**
 * Rows of both that are one source: by the first pair of columns that says where it is, else in
 * their order.
 */
function matchRows(right: Columns, ours: Columns): [ours: number, right: number][] {
  for (const [x, y, radius] of [
    ['X_IMAGE', 'Y_IMAGE', SAME_PIXELS],
    ['XWIN_IMAGE', 'YWIN_IMAGE', SAME_PIXELS],
    ['ALPHA_J2000', 'DELTA_J2000', SAME_DEGREES],
    ['XWIN_WORLD', 'YWIN_WORLD', SAME_DEGREES],
  ] as const)
    if (right[x] && right[y] && ours[x] && ours[y]) {
      const { pairs } = matchPositions(
        { x: ours[x], y: ours[y] },
        { x: right[x], y: right[y] },
        radius,
      );
      return pairs;
    }
  return Object.values(right)[0]!.map((_, i) => [i, i]);
}

/**
 * How far a value of a source that stands alone, and of a blended one, may be from the right one.
 */
function tolerances(
  name: string,
  value: number,
  typical: number,
): [alone: number, blended: number] {
  const one = (tolerance: number): [number, number] => [tolerance, tolerance];
  if (/^(NUMBER|FLAGS|IMAFLAGS|NIMAFLAGS|[XY](PEAK|MIN|MAX)_IMAGE|EXT_NUMBER)/.test(name))
    return one(0);
  // copied, in float32's digits
  if (/^VECTOR_ASSOC/.test(name)) return one(1e-8 * Math.abs(value));
  if (/^[XY]WIN_IMAGE$/.test(name)) return [0.01, 0.25];
  if (/^[XY]_(IMAGE|IMAGE_DBL)$/.test(name)) return [0.01, 0.05];
  if (/^[XY](WIN|PEAK)?_WORLD|^(ALPHA|DELTA)/.test(name)) return [2e-6, 1e-5];
  if (/^(MAG_|MU_)/.test(name)) return [0.003, 0.05];
  if (/THETA/.test(name)) return [1, 5];
  if (name === 'CLASS_STAR') return one(0.01);
  if (/^ISO/.test(name)) return [Math.max(1, 0.02 * value), Math.max(1, 0.05 * value)];
  return [2e-3 * Math.abs(value) + 2e-4 * typical, 0.05 * Math.abs(value) + 2e-4 * typical];
}

/**
 * Shares of what agrees, column by column, of the sources that stand alone and of those with FLAGS
 * 1 or 2.
 */
export interface Comparison {
  /** share of the right sources that are ours, too */
  found: number;
  /** how many of those stand alone, and how many are blended */
  sources: { alone: number; blended: number };
  alone: Record<string, number>;
  blended: Record<string, number>;
}

/** Where the README of the cases has another tolerance than the common one; parts of the value. */
export interface Allowance {
  /** of columns that a step of float32 moves by more */
  columns?: Readonly<Record<string, number>>;
  /** of aperture fluxes of blended sources */
  blended?: number;
}

/** Compares catalogues by the rule of the cases. */
export function compare(right: Columns, ours: Columns, allowed: Allowance = {}): Comparison {
  const pairs = matchRows(right, ours);
  const rows = Object.values(right)[0]!.length;
  const isBlended = (row: number) => ((right.FLAGS?.[row] ?? 0) & 3) !== 0;
  const blended = pairs.filter(([, row]) => isBlended(row)).length;
  const share = (name: string, which: 0 | 1): number => {
    const chosen = pairs.filter(([, row]) => isBlended(row) === (which === 1));
    const typical = middle(right[name]!.map(Math.abs));
    const good = chosen.filter(([our, row]) => {
      const value = right[name]![row]!;
      const off = Math.abs((ours[name]?.[our] ?? Number.NaN) - value);
      const wider = (allowed.columns?.[name] ?? 0) * Math.abs(value);
      const [alone, mixed] = tolerances(name, value, typical);
      const closer =
        allowed.blended !== undefined && /^FLUX_(APER|AUTO|PETRO)/.test(name)
          ? allowed.blended * Math.abs(value)
          : mixed;
      const tolerance = Math.max(wider, which === 0 ? alone : closer);
      return (/THETA/.test(name) ? Math.min(off, 180 - off) : off) <= tolerance;
    });
    return chosen.length === 0 ? 1 : good.length / chosen.length;
  };
  const names = Object.keys(right).filter((name) => name !== 'ID_PARENT');
  return {
    found: rows === 0 ? 1 : pairs.length / rows,
    sources: { alone: pairs.length - blended, blended },
    alone: Object.fromEntries(names.map((name) => [name, share(name, 0)])),
    blended: Object.fromEntries(names.map((name) => [name, share(name, 1)])),
  };
}

const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

/**
 * Columns of a catalogue that agree too seldom, with the share that agrees (of sources that stand
 * alone; `NAME blended` of the others); `sources`: how many are found where that is wrong.
 */
export type Misses = Record<string, number>;

/** Columns below 95 of 100 alone, 70 of 100 blended; empty where all is well. */
export function disagreements({ alone, blended }: Comparison): Misses {
  const below = (shares: Record<string, number>, wanted: number, kind: string) =>
    Object.entries(shares).flatMap(([name, share]) =>
      share < wanted ? [[name + kind, Number(share.toFixed(3))] as const] : [],
    );
  return Object.fromEntries([...below(alone, 0.95, ''), ...below(blended, 0.7, ' blended')]);
}
