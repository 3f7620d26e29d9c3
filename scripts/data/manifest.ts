import { readFileSync } from 'node:fs';

/** A file of real observations in a public repository, and where the tests look for it. */
export interface DataFile {
  /** below the folder of the data */
  path: string;
  /** size, bytes */
  bytes: number;
  /** of its bytes, in hexadecimal */
  sha256: string;
  /** owner/name on GitHub */
  repository: string;
  /** full hash of a commit that has the file */
  commit: string;
  /** path in the repository */
  source: string;
  licence: string;
}

/** The files of scripts/data/manifest.tsv. */
export function readManifest(): DataFile[] {
  const [head = '', ...lines] = readFileSync(new URL('manifest.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const names = head.split('\t');
  return lines.map((line) => {
    const values = line.split('\t');
    const cell = (name: keyof DataFile): string => values[names.indexOf(name)] ?? '';
    return {
      path: cell('path'),
      bytes: Number(cell('bytes')),
      sha256: cell('sha256'),
      repository: cell('repository'),
      commit: cell('commit'),
      source: cell('source'),
      licence: cell('licence'),
    };
  });
}
