import { readFileSync } from 'node:fs';
import { sharedCase } from '../shared-data.ts';
import type { Columns } from './detect.ts';

/** An entry of a case's right.json: a command and what Source Extractor made and said of it. */
export interface Right {
  command?: string[];
  sources?: number;
  /** of the measurement image, then of the detection image where that is another; the threshold is of detection in the last */
  background_rms_threshold?: [number, number, number][];
  rc?: number;
  says?: string[];
}

/** right.json of a case, by tag. */
export const rightAnswers = (name: string): Record<string, Right> =>
  JSON.parse(readFileSync(sharedCase(`extractor/${name}/right.json`), 'utf8'));

/** `right_TAG.csv` of a case: Source Extractor's first 60 rows. */
export function rightColumns(name: string, tag: string): Columns {
  const text = readFileSync(sharedCase(`extractor/${name}/right_${tag}.csv`), 'utf8');
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const rows = lines.map((line) => line.split(',').map(Number));
  return Object.fromEntries(head.split(',').map((column, k) => [column, rows.map((row) => row[k]!)]));
}
