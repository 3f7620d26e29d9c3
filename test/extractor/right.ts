import { readFileSync } from 'node:fs';
import { sharedCase } from '../shared-data.ts';

/** An entry of a case's right.json: a command and what Source Extractor made and said of it. */
export interface Right {
  command?: string[];
  sources?: number;
  /**
   * of the measurement image, then of the detection image where that is another; the threshold is
   * of detection in the last
   */
  background_rms_threshold?: [number, number, number][];
  rc?: number;
  says?: string[];
}

/** right.json of a case, by tag. */
export const rightAnswers = (name: string): Record<string, Right> =>
  JSON.parse(readFileSync(sharedCase(`extractor/${name}/right.json`), 'utf8'));
