import { DataError } from '../errors.ts';

/**
 * A list of known sources for ASSOC_NAME: a source a line, numbers parted by blanks; `#` begins a
 * comment. Throws MalformedConfig.
 */
export function readKnown(text: string, uri: string): number[][] {
  return text.split(/\r\n|\n|\r/).flatMap((line, i) => {
    const words = line
      .replace(/#.*/, '')
      .trim()
      .split(/[\s,]+/)
      .filter(Boolean);
    if (words.length === 0) return [];
    const row = words.map(Number);
    if (row.every(Number.isFinite)) return [row];
    const word = words.find((_, column) => !Number.isFinite(row[column]));
    throw new DataError('MalformedConfig', `${uri}: line ${i + 1}: ${word} is no number`, { uri });
  });
}
