import * as z from 'zod';
import { keys } from '../contracts/keys.ts';
import { itemSchema } from '../contracts/lists.ts';
import {
  mosaicRunParametersSchema,
  runParametersSchema,
  skyRunParametersSchema,
} from '../contracts/parameters.ts';
import { runRequestSchema } from '../contracts/run.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';

/**
 * Files of which one at least says that a prefix is a run's, and what they look like: a list.jsonl
 * may be anybody's.
 */
const marks: Record<string, (text: string) => unknown> = {
  [keys.request]: (text) => runRequestSchema.parse(JSON.parse(text)),
  [keys.parameters]: (text) =>
    z
      .union([runParametersSchema, skyRunParametersSchema, mosaicRunParametersSchema])
      .parse(JSON.parse(text)),
  [keys.list]: (text) => itemSchema.parse(JSON.parse(text.split('\n', 1)[0] ?? '')),
};
/** A request and parameters are shorter, and so is the first line of a list. */
const LONGEST_MARK = 2 ** 20;

/** Whether a run stands under the prefix. */
export async function isRun(store: Store, run: string): Promise<boolean> {
  for (const [key, check] of Object.entries(marks)) {
    const url = joinUrl(run, key);
    const head = await store.head(url);
    if (!head) continue;
    const bytes = await store.getRange(url, 0, Math.min(LONGEST_MARK, Math.max(1, head.size)));
    try {
      check(new TextDecoder().decode(bytes));
      return true;
    } catch {
      // somebody else's file of that name
    }
  }
  return false;
}
