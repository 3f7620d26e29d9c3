/**
 * The word of some that one was likely meant to be: at most a third of its letters away, two at
 * least; undefined when none is.
 */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const most = Math.max(2, Math.floor(word.length / 3));
  const [best] = words
    // a word that is much longer is letters away without a look at them
    .filter((known) => Math.abs(known.length - word.length) <= most)
    .map((known) => ({ known, away: distance(word, known) }))
    .filter(({ known, away }) => away <= most && away < Math.max(known.length, word.length))
    .sort((a, b) => a.away - b.away || (a.known < b.known ? -1 : 1));
  return best?.known;
}

/**
 * Letters to be put in, left out, replaced or swapped with the next (Damerau 1964; optimal string
 * alignment).
 */
function distance(a: string, b: string): number {
  const row = (length: number) => new Array<number>(length + 1).fill(0);
  const table = Array.from({ length: a.length + 1 }, () => row(b.length));
  for (let i = 0; i <= a.length; i++) table[i]![0] = i;
  for (let j = 0; j <= b.length; j++) table[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const replaced = table[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? table[i - 2]![j - 2]! + 1 : replaced;
      table[i]![j] = Math.min(table[i - 1]![j]! + 1, table[i]![j - 1]! + 1, replaced, swapped);
    }
  }
  return table[a.length]![b.length]!;
}
