import { readLines } from '../../store/lines.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';

/** Puts the lines of some of a run's files into one, one file after another. */
export async function joinLines(
  store: Store,
  run: string,
  from: readonly string[],
  to: string,
): Promise<void> {
  await store.putStream(joinUrl(run, to), linesOf(store, run, from));
}

async function* linesOf(
  store: Store,
  run: string,
  files: readonly string[],
): AsyncGenerator<string> {
  for (const key of files)
    for await (const line of readLines(store, joinUrl(run, key)))
      if (line !== '') yield `${line}\n`;
}
