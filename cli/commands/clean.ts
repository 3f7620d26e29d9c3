import { createInterface } from 'node:readline/promises';
import { folderHoldings } from '../../local/run-folder/holdings.ts';
import {
  divide,
  type Holdings,
  type Keep,
  removeRun,
  type StoredObject,
} from '../../local/run-folder/stored-objects.ts';
import { UsageError } from '../../local/usage-error.ts';
import { bytes, count, counted } from '../../shared/pages/report/quantities.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { tableColumns } from '../cost/table.ts';
import {
  findRun,
  type RunAddress,
  refuseActive,
  STACK_HELP,
  stackOptions,
} from '../run-address.ts';
import { say } from '../say.ts';

/** `starfan clean`. */
export const cleanCommand: Command = {
  help: `starfan clean RUN [--keep products[,ledger]] [--yes]

Lists what a run made, by prefix, and removes it: working files, unfinished uploads and old versions
of objects included. Then it looks again whether anything is left. Inputs and dropped lists are
never touched, nor are files that no run makes: these are named.

  --keep WHAT        products: catalogue/, images/, hips/, mosaics/, sky.html, report.html,
                     run.json, failures.jsonl, parameters.json, where maps and mosaics lie
                     ledger: tasks/, the lists and the plan, which status, cost and redo read
                     products,ledger: both, so that only the files between stages are removed
  --yes              do not ask
${STACK_HELP}

  starfan clean run1 --keep products
  starfan clean nightly-20261121 --stack starfan-dev --yes`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        ...stackOptions,
        keep: { type: 'string' },
        yes: { type: 'boolean', default: false },
      },
    });
    if (positionals.length > 1) throw new UsageError('give one run: starfan clean RUN');
    const keep = readKeep(values.keep);
    const address = await findRun(positionals[0], values, 'clean');
    await refuseActive(address, 'removed');
    const holdings = await holdingsOf(address);
    const { going, kept, foreign } = divide(await holdings.list(), keep);
    say([address.label, ...planLines(going, kept, foreign), ...holdings.notes].join('\n'));
    if (going.length === 0) {
      say('nothing is to be removed');
      return 0;
    }
    if (!values.yes && !(await isAgreed(going))) {
      say('nothing was removed');
      return 1;
    }
    await removeRun(holdings, going);
    const left = divide(await holdings.list(), keep);
    if (left.going.length > 0)
      throw new Error(
        `${counted(left.going.length, 'object')} came or stayed, ${left.going[0]?.key} first: clean again`,
      );
    const stays = [
      ...(left.kept.length > 0 ? [`${counted(left.kept.length, 'file')} kept`] : []),
      ...(left.foreign.length > 0 ? [`${counted(left.foreign.length, 'file')} of others`] : []),
    ];
    say(
      `removed ${counted(going.length, 'object')}, ${bytes(sizeOf(going))}; looked again: ${stays.length === 0 ? 'nothing is left' : `nothing else is left than ${stays.join(' and ')}`}`,
    );
    return 0;
  },
};

function readKeep(text: string | undefined): Keep[] {
  const words = text === undefined ? [] : text.split(',').map((word) => word.trim());
  return words.map((word) => {
    if (word === 'products') return 'product';
    if (word === 'ledger') return 'ledger';
    throw new UsageError(`--keep ${text}: products and ledger can be kept`);
  });
}

async function holdingsOf({ folder, run }: RunAddress): Promise<Holdings> {
  if (folder !== undefined) return folderHoldings(folder);
  const { bucketHoldings } = await import('../clean/bucket.ts');
  return bucketHoldings(run);
}

const sizeOf = (objects: readonly StoredObject[]): number =>
  objects.reduce((sum, one) => sum + one.bytes, 0);
const MAX_FOREIGN = 10;

function planLines(going: StoredObject[], kept: StoredObject[], foreign: StoredObject[]): string[] {
  const rows = [...rowsOf(going, 'goes'), ...rowsOf(kept, 'stays')];
  return [
    ...tableColumns(rows.map((row) => row.map((cell, i) => (i === 0 ? `  ${cell}` : cell)))),
    ...(foreign.length > 0 ? [`no run makes these, they stay:`] : []),
    ...foreign.slice(0, MAX_FOREIGN).map(({ key }) => `  ${key}`),
    ...(foreign.length > MAX_FOREIGN ? [`  and ${count(foreign.length - MAX_FOREIGN)} more`] : []),
  ];
}

function rowsOf(objects: readonly StoredObject[], fate: string): string[][] {
  const groups = new Map<string, StoredObject[]>();
  for (const one of objects) {
    const top = one.key.includes('/') ? `${one.key.split('/')[0]}/` : one.key;
    const name = one.form === 'file' ? top : `${top} (${one.form}s)`;
    const group = groups.get(name);
    if (group) group.push(one);
    else groups.set(name, [one]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, group]) => [name, counted(group.length, 'file'), bytes(sizeOf(group)), fate]);
}

/** Throws UsageError where nobody can be asked. */
async function isAgreed(going: readonly StoredObject[]): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UsageError('nothing was removed: say --yes to remove what is shown above');
  const asker = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asker.question(
    `remove ${counted(going.length, 'object')}, ${bytes(sizeOf(going))}? (yes/no) `,
  );
  asker.close();
  return /^y(es)?$/i.test(answer.trim());
}
