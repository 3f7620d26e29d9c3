import { roundStep, roundTicks } from '../report/ticks.ts';

/** From values to places along an axis. */
export interface Axis {
  readonly at: (value: number) => number;
  /** where they are, and what stands there */
  readonly ticks: readonly { readonly place: number; readonly label: string }[];
  /** from and to where values are left out */
  readonly breaks: readonly (readonly [number, number])[];
}

/** Pixels from one tick to the next along an axis of times, about. */
const APART = 110;
/** A gap of this share of all is left out. */
const LONG_GAP = 0.25;
/** Pixels of what is left out. */
const BREAK = 26;
/** A piece between gaps has this share of all pieces, or more. */
const NARROWEST = 0.15;

/** An axis from one value to another, and from pixel to pixel; of one value a unit about it. */
export function axis(low: number, high: number, from: number, to: number, apart = APART): Axis {
  const [least, most] = high > low ? [low, high] : [low - 0.5, low + 0.5];
  const wanted = Math.max(2, Math.round(Math.abs(to - from) / apart));
  const digits = Math.max(0, -Math.floor(Math.log10(roundStep((most - least) / wanted))));
  const at = (value: number) => from + ((value - least) / (most - least)) * (to - from);
  const ticks = roundTicks(least, most, wanted).map((tick) => ({
    place: at(tick),
    label: tick.toFixed(digits),
  }));
  return { at, ticks, breaks: [] };
}

/** An axis of times that leaves out long gaps, such as those between seasons. */
export function timeAxis(times: readonly number[], from: number, to: number): Axis {
  const pieces = piecesOf(times);
  const lengths = pieces.map(([first, last]) => last - first);
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const shares = lengths.map((length) => Math.max(length, NARROWEST * whole) || 1);
  const all = shares.reduce((sum, share) => sum + share, 0);
  const pixels = to - from - BREAK * (pieces.length - 1);
  const axes: Axis[] = [];
  const breaks: [number, number][] = [];
  let at = from;
  for (const [i, [first, last]] of pieces.entries()) {
    if (i > 0) {
      breaks.push([at, at + BREAK]);
      at += BREAK;
    }
    const margin = 0.03 * (last - first);
    const end = at + (shares[i]! / all) * pixels;
    axes.push(axis(first - margin, last + margin, at, end));
    at = end;
  }
  const pieceOf = (time: number) =>
    Math.max(
      0,
      pieces.findLastIndex(([first]) => first <= time),
    );
  return {
    at: (time) => axes[pieceOf(time)]!.at(time),
    ticks: apart(axes.flatMap(({ ticks }) => ticks)),
    breaks,
  };
}

/** Pixels of a character of a label, about, and between two labels. */
const CHARACTER = 7;
const BETWEEN = 6;

/** Ticks whose labels do not run into the one before, as at the end of a piece they may. */
function apart(ticks: Axis['ticks']): Axis['ticks'] {
  let end = Number.NEGATIVE_INFINITY;
  return ticks.filter(({ place, label }) => {
    const half = (CHARACTER * label.length) / 2;
    if (place - half < end + BETWEEN) return false;
    end = place + half;
    return true;
  });
}

/** First and last time of what lies between long gaps. */
function piecesOf(times: readonly number[]): [number, number][] {
  const [first = 0, ...later] = [...times].sort((a, b) => a - b);
  const long = LONG_GAP * ((later.at(-1) ?? first) - first);
  const pieces: [number, number][] = [[first, first]];
  for (const time of later) {
    const piece = pieces.at(-1)!;
    if (time - piece[1] > long) pieces.push([time, time]);
    else piece[1] = time;
  }
  return pieces;
}
