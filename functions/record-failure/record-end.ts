import { keys } from '../../shared/contracts/keys.ts';
import { type Broken, type RunState, runStateSchema } from '../../shared/contracts/run.ts';
import { causeText } from '../../shared/run/broken.ts';
import { readJson } from '../../shared/run/json.ts';
import { lastWord } from '../../shared/run/last-word.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/**
 * Says in run.json what ends a run that is under way, which a map's own error does not: of several
 * the first one stands.
 */
export async function recordEnd(store: Store, run: string, broken: Broken): Promise<void> {
  const url = joinUrl(run, keys.run);
  const put = await lastWord(store, [url]);
  const state = await readJson(store, url, runStateSchema);
  if (state.broken) return;
  const verdict = `The run broke off: ${causeText(broken)}`;
  const ended: RunState = { ...state, state: 'FAILED', verdict, broken };
  await put(url, `${JSON.stringify(ended)}\n`);
}
