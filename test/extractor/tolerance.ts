import { matchPositions } from '../../sep-wasm/test/match.ts';
import type { Columns } from './detect.ts';

/** How far a column may be off: of sources that stand alone, and of blended ones. */
interface Tolerance {
  alone: (want: number, typical: number) => number;
  blended: (want: number, typical: number) => number;
  /** the difference is taken around this circle */
  circle?: number;
}

const off = (alone: number, blended = alone): Tolerance => ({ alone: () => alone, blended: () => blended });

/** As float32's digits in the case's text. */
const sameFloat = (want: number): number => 1e-8 * Math.abs(want);

/**
 * What Source Extractor's own columns leave open, by name: some of them change by more than float32's last place when pixels do by one, and
 * the border pixels of blended sources are shared out by dice. The last holds for all others.
 */
const tolerances: readonly (readonly [columns: RegExp, Tolerance])[] = [
  [/^(FLAGS|IMAFLAGS|NIMAFLAGS|NUMBER|EXT_NUMBER)/, off(0)],
  [/^VECTOR_ASSOC/, { alone: sameFloat, blended: sameFloat }],
  [/^[XY]PEAK_IMAGE$/, off(0)],
  [/^[XY](MIN|MAX)_IMAGE$/, off(1)],
  [/^[XY]_IMAGE$/, off(0.01, 0.05)],
  [/^[XY]WIN_IMAGE$/, off(0.01, 0.25)],
  [/^(ALPHA|DELTA|X|Y)(WIN|PEAK)?_(SKY|J2000|B1950|WORLD)$/, off(2e-6, 2e-5)],
  [/^(ERR)?THETA/, { ...off(1, 5), circle: 180 }],
  [/^CLASS_STAR$/, off(0.01, 0.05)],
  [/^(MAG|MU)/, off(0.003, 0.05)],
  [/^ISO(AREAF?_IMAGE|\d)$/, { alone: (n) => Math.max(1, 0.02 * n), blended: (n) => Math.max(1, 0.05 * n) }],
  [
    /./,
    {
      alone: (want, typical) => 2e-3 * Math.abs(want) + 2e-4 * typical,
      blended: (want, typical) => 0.05 * Math.abs(want) + 5e-3 * typical,
    },
  ],
];

/** FLAGS of a source that has neighbours (1) or was deblended (2). */
const BLENDED = 3;

/** Of each column, the share of sources that agree: of those that stand alone and of the blended ones; 1 where there are none. */
export interface Shares {
  /** sources of theirs that we have, too, within a pixel or by their numbers */
  found: number;
  alone: Record<string, number>;
  blended: Record<string, number>;
}

/** Compares our columns with Source Extractor's, source by source. Columns of ours that are missing have share 0. */
export function compareColumns(theirs: Columns, ours: Columns): Shares {
  const matched = matches(theirs, ours);
  const count = Object.values(theirs)[0]?.length ?? 0;
  const isBlended = (row: number) => ((theirs.FLAGS?.[row] ?? 0) & BLENDED) !== 0;
  const shares: Shares = { found: count === 0 ? 1 : matched.length / count, alone: {}, blended: {} };
  for (const [name, wanted] of Object.entries(theirs)) {
    if (name === 'NUMBER') continue;
    const own = ours[name];
    const rule = tolerances.find(([columns]) => columns.test(name.replace(/_\d+$/, '')))![1];
    const typical = wanted.map(Math.abs).sort((a, b) => a - b)[wanted.length >> 1] ?? 0;
    const share = (kind: 'alone' | 'blended') => {
      const rows = matched.filter(([, row]) => isBlended(row) === (kind === 'blended'));
      if (rows.length === 0) return 1;
      const good = rows.filter(([mine, their]) => {
        const want = wanted[their]!;
        const apart = Math.abs((own?.[mine] ?? Number.NaN) - want);
        const difference = rule.circle ? Math.min(apart, Math.abs(rule.circle - apart)) : apart;
        return difference <= rule[kind](want, typical);
      });
      return good.length / rows.length;
    };
    shares.alone[name] = share('alone');
    shares.blended[name] = share('blended');
  }
  return shares;
}

/** Pairs of rows, ours and theirs. */
function matches(theirs: Columns, ours: Columns): (readonly [mine: number, their: number])[] {
  if (theirs.X_IMAGE && theirs.Y_IMAGE && ours.X_IMAGE && ours.Y_IMAGE)
    return matchPositions({ x: ours.X_IMAGE, y: ours.Y_IMAGE }, { x: theirs.X_IMAGE, y: theirs.Y_IMAGE }, 1)
      .pairs;
  const length = Math.min(...[theirs, ours].map((columns) => Object.values(columns)[0]?.length ?? 0));
  return Array.from({ length }, (_, row) => [row, row] as const);
}

/** Columns of which fewer sources agree than ask for: 95 % of those that stand alone, 70 % of the blended ones. */
export function misses({ alone, blended }: Shares): string[] {
  const low = (shares: Record<string, number>, least: number, kind: string) =>
    Object.entries(shares)
      .filter(([, share]) => share < least)
      .map(([name, share]) => `${name} ${kind} ${share.toFixed(2)}`);
  return [...low(alone, 0.95, 'alone'), ...low(blended, 0.7, 'blended')];
}
