import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { objectAddresses } from '../../local/engine/addresses.ts';
import { runMachine } from '../../local/engine/run-machine.ts';
import { createPool } from '../../local/pool/pool.ts';
import { fileStore } from '../../shared/store/file.ts';
import type { Arena, Contest } from '../contest.ts';

const ITEMS = 10_000;
const workerEntry = fileURLToPath(new URL('../../dist/worker/index.js', import.meta.url));

/** Our machine's own Map, its functions replaced by one that does nothing. */
function machineOf(folder: string): unknown {
  const text = readFileSync(
    new URL('../../statemachines/detect-sources.asl.json', import.meta.url),
    'utf8',
  ).replace(/\$\{\w+FunctionArn\}/g, 'nothing');
  const { Detections } = JSON.parse(text).States;
  const { Catch: _, Next: __, ...map } = Detections;
  return { StartAt: 'Detections', States: { Detections: { ...map, End: true } }, Comment: folder };
}

const OURS =
  'the Distributed Map of detect-sources over a list of 10,000 lines, one item to an invocation, a function that does nothing in 2 worker processes, their start included; results written as Step Functions writes them';

/** 10,000 items through the local engine. */
async function openEngine(folder: string): Promise<Pick<Arena, 'ours'>> {
  const bundle = join(folder, 'nothing.mjs');
  writeFileSync(bundle, 'export const handler = async () => ({ done: 1 });\n');
  const lines = Array.from({ length: ITEMS }, (_, i) => `{"line":${i + 1},"name":"image${i}"}\n`);
  writeFileSync(join(folder, 'list.jsonl'), lines.join(''));
  const keyOf = (name: string) => join(folder, name).slice(1);
  return {
    async ours() {
      const begin = performance.now();
      const nothing = {
        bundle,
        handler: 'handler',
        memorySize: 256,
        timeout: 10,
        environment: {},
      };
      const pool = createPool({ functions: { nothing }, maxWorkers: 2, workerEntry });
      const { status, cause } = await runMachine({
        definition: machineOf(folder),
        input: {
          run: 'file:///nowhere/',
          bucket: 'file:',
          part: { itemsKey: keyOf('list.jsonl'), isBeginning: false, items: 0 },
          mapsPrefix: keyOf('maps'),
          batchSize: 1,
          maxConcurrency: 2,
          toleratedFailurePercentage: 0,
        },
        machineName: 'empty-items',
        name: 'bench',
        store: fileStore(),
        addresses: objectAddresses,
        concurrency: 2,
        invoke: (name, payload, options) => pool.invoke(name, payload, options),
      });
      await pool.close();
      if (status !== 'SUCCEEDED' || pool.stats.invocations !== ITEMS)
        throw new Error(`${status} after ${pool.stats.invocations} of ${ITEMS} items: ${cause}`);
      return (performance.now() - begin) / 1000;
    },
  };
}

/** Seconds of a process that is started and answers so many messages, each after the other. */
function bareMessages(folder: string): Promise<number> {
  const entry = join(folder, 'echo.mjs');
  writeFileSync(entry, "process.on('message', (word) => process.send(word));\n");
  const begin = performance.now();
  const child = fork(entry);
  let answers = 0;
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.on('message', () => {
      if (++answers < ITEMS) return void child.send({ answers });
      child.kill();
      resolve((performance.now() - begin) / 1000);
    });
    child.send({ answers });
  });
}

/** What the local engine itself takes for an item. */
export const emptyItems: Contest = {
  name: 'empty-items',
  work: '10,000 empty items through the local engine',
  target: { seconds: 1 },
  ours: OURS,
  open: openEngine,
};

/** The same beside messages between processes alone. */
export const emptyMessages: Contest = {
  name: 'empty-messages',
  work: '10,000 empty items, beside bare messages',
  target: { ratio: 0.333 },
  ours: OURS,
  theirs: 'a process forked by Node that answers 10,000 messages, one after the other',
  open: async (folder) => ({
    ...(await openEngine(folder)),
    theirs: () => bareMessages(folder),
  }),
};
