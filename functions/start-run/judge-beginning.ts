import { RunError } from '../../shared/contracts/errors.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { BEGINNING_LINES, type Failure, failureSchema } from '../../shared/contracts/lists.ts';
import { type Machine, readsHeaders, type StartedRun } from '../../shared/contracts/run.ts';
import { readImageLedger } from '../../shared/run/image-ledger.ts';
import { readJsonLines } from '../../shared/run/json.ts';
import { readLedger } from '../../shared/run/ledger.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** A run whose list's beginning has had its turn. */
export interface Begun extends Pick<StartedRun, 'items' | 'badLines'> {
  run: string;
  machine: Machine;
  part: Pick<StartedRun['part'], 'items'>;
}

/**
 * Looks at what became of the beginning of a list, until something came to something. Throws
 * AllFailed where nothing did.
 */
export async function judgeBeginning(store: Store, begun: Begun): Promise<void> {
  const { run, part, items, badLines } = begun;
  const failures: Failure[] = [];
  for await (const failure of ends(store, begun)) {
    if (!failure) return;
    failures.push(failure);
    if (failures.length >= part.items) break;
  }
  let bad = BEGINNING_LINES - failures.length;
  for await (const failure of readJsonLines(store, joinUrl(run, keys.badLines), failureSchema)) {
    if (bad-- <= 0) break;
    failures.push(failure);
  }
  const [first] = failures.sort((a, b) => a.line - b.line);
  if (!first) return;
  throw new RunError(
    'AllFailed',
    `All of the first ${failures.length} lines of the list failed (${kindsOf(failures)}), so the ${items + badLines - failures.length} after them were skipped; line ${first.line}: ${sentenceOf(first)}. Mend it, then starfan redo tries every line; a run that tolerates 100 % of failures goes on to the end of its list`,
  );
}

/** How the items of a list ended, in its order; undefined for one that did not fail. */
async function* ends(
  store: Store,
  { run, machine, part }: Begun,
): AsyncGenerator<Failure | undefined> {
  if (part.items === 0) return;
  if (readsHeaders(machine)) {
    for await (const { lines } of readImageLedger(store, run))
      for (const { failure } of lines) yield failure;
  } else {
    for await (const { record } of readLedger(store, run, 'detections'))
      yield record?.failure ?? undefined;
  }
}

/** With the address, where it is not said anyway. */
const sentenceOf = ({ uri, message }: Failure): string =>
  (message.includes(uri) ? message : `${uri}: ${message}`).replace(/\.$/, '');

/** Each kind with its number, the most frequent first. */
function kindsOf(failures: readonly Failure[]): string {
  const counts = new Map<string, number>();
  for (const { error } of failures) counts.set(error, (counts.get(error) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([error, count]) => `${count} ${error}`)
    .join(', ');
}
