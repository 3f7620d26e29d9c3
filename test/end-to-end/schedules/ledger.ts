import { keys } from '../../../shared/contracts/keys.ts';
import { failureSchema, itemSchema } from '../../../shared/contracts/lists.ts';
import { taskRecordSchema } from '../../../shared/contracts/task-record.ts';
import { recordsPrefix } from '../../../shared/run/task-notes.ts';
import type { Store } from '../../../shared/store/store.ts';
import { joinUrl } from '../../../shared/store/url.ts';

/** How each line of a list shall end: no error where it is done. */
export type Endings = Readonly<Record<number, string | null>>;

async function linesOf(store: Store, url: string): Promise<unknown[]> {
  if (!(await store.head(url))) return [];
  const text = Buffer.from(await store.get(url)).toString();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const failuresOf = async (store: Store, url: string) =>
  (await linesOf(store, url)).map((line) => failureSchema.parse(line));

/**
 * The ledger as it must be, whatever happened to the run, written down a second time and simply:
 * a line of the list stands among the items or among the bad lines, once; a record is whole; what a
 * record says is done is there. Answers what is not so.
 */
export async function ledgerFaults(store: Store, run: string): Promise<string[]> {
  const faults: string[] = [];
  const items = (await linesOf(store, joinUrl(run, keys.list))).map((one) => itemSchema.parse(one));
  const bad = await failuresOf(store, joinUrl(run, keys.badLines));
  const lines = [...items, ...bad].map(({ line }) => line);
  if (new Set(lines).size !== lines.length) faults.push(`lines ${lines} are not apart`);
  for await (const { url } of store.list(recordsPrefix(run))) {
    const record = taskRecordSchema.safeParse(
      JSON.parse(Buffer.from(await store.get(url)).toString()),
    );
    if (!record.success) {
      faults.push(`${url} is no record`);
      continue;
    }
    if (record.data.state !== 'done') continue;
    for (const output of record.data.outputs)
      if (!(await store.head(joinUrl(run, output.url))))
        faults.push(`${url} says that ${output.url} is done, which is not there`);
  }
  return faults;
}

/** How the lines of a run that was reported ended. */
export async function endingsOf(store: Store, run: string): Promise<Endings> {
  const failures = await failuresOf(store, joinUrl(run, keys.failures));
  const endings: Record<number, string | null> = {};
  for (const one of await linesOf(store, joinUrl(run, keys.list)))
    endings[itemSchema.parse(one).line] = null;
  for (const { line, error } of failures) {
    if (typeof endings[line] === 'string') endings[line] = `${endings[line]} and ${error}`;
    else endings[line] = error;
  }
  return endings;
}
