import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isTemporaryName } from '../../shared/store/atomic.ts';

const KEPT = /^(images|catalogue)\/|^(failures|list)\.jsonl$|^parameters\.json$/;

/** What a run made, byte for byte: every file but the records of when and how fast. */
export function productsOf(run: string): Record<string, string> {
  const files = readdirSync(run, { recursive: true, encoding: 'utf8' })
    // What a killed process left half-written has no name that anything reads.
    .filter((name) => KEPT.test(name) && !isTemporaryName(basename(name)))
    .filter((name) => statSync(join(run, name)).isFile())
    .sort();
  return Object.fromEntries(
    files.map((name) => [name, readFileSync(join(run, name)).toString('base64')]),
  );
}
