import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { objectAddresses } from '../../local/engine/addresses.ts';
import { runMachine } from '../../local/engine/run-machine.ts';
import { createPool } from '../../local/pool/pool.ts';
import { fileStore } from '../../shared/store/file.ts';
import type { Contest } from '../contest.ts';

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

/** What the local engine itself takes for an item. */
export const emptyItems: Contest = {
  name: 'empty-items',
  work: '10,000 empty items through the local engine',
  target: { seconds: 1 },
  ours: 'the Distributed Map of detect-sources over a list of 10,000 lines, one item to an invocation, a function that does nothing in 2 worker processes, their start included; results written as Step Functions writes them',
  async open(folder) {
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
  },
};
