import type { Periodogram } from './period.ts';
import type { LightCurveSummary } from './summary.ts';

/** Rivals that are named. */
const NAMED = 3;

/** What a periodogram says of the period: a sentence or two. */
export function periodWords(
  { bands }: Pick<LightCurveSummary, 'bands'>,
  { peaks, rivals }: Periodogram,
): string {
  const names = bands
    .filter(({ periodogram }) => periodogram.value !== null)
    .map(({ statistics }) => statistics.filter || 'all measurements');
  const [best] = peaks;
  const of = names.length > 1 ? `${names.join(', ')} together` : names.join('');
  const words = `${days(best!.period)}, the highest peak, power ${best!.power.toFixed(4)} (${of}).`;
  if (rivals.length === 0) return words;
  const named = rivals.slice(0, NAMED).map(({ period }) => days(period));
  const more = rivals.length > NAMED ? ` and ${rivals.length - NAMED} more` : '';
  const aliases = rivals.length === 1 ? 'its alias' : 'aliases such as';
  return `${words} These measurements do not tell it from ${aliases} ${named.join(', ')}${more}.`;
}

const days = (period: number): string => `${period.toPrecision(7)} days`;

/** How many measurements were left out, and which those are. */
export const leftWords = (left: number): string =>
  `${left} measurement${left === 1 ? ' is' : 's are'} left out: without a time or a magnitude (99 and beyond is none), or without an error where most of their band have one`;
