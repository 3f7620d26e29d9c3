import { UsageError } from '../local/usage-error.ts';
import { isRun } from '../shared/run/is-run.ts';
import { openStore } from '../shared/store/open.ts';
import type { Store } from '../shared/store/store.ts';
import { objectUrl } from '../shared/store/url.ts';

/** A run that stands somewhere. */
export interface RunPlace {
  readonly store: Store;
  /** address of its prefix, with a slash at its end */
  readonly run: string;
  /** as errors call it */
  readonly label: string;
}

/** The run in a folder or under an `s3://` prefix. Throws UsageError where there is none. */
export async function findPlace(label: string): Promise<RunPlace> {
  const store = openStore({ ...process.env, STARFAN_FILES: '1' });
  const run = objectUrl(`${label.replace(/\/+$/, '')}/`);
  if (await isRun(store, run)) return { store, run, label };
  throw new UsageError(`there is no run in ${label}: give the folder or the prefix of one`);
}
