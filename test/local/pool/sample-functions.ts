import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { LambdaFunction } from '../../../local/pool/environment.ts';

/** One handler that does what its event asks. */
const SOURCE = `
let calls = 0;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const handler = async (event, context) => {
  calls++;
  const { act } = event;
  if (act === 'sleep') await wait(event.ms);
  if (act === 'spin') for (;;);
  if (act === 'hold') {
    const held = [];
    for (let mb = 0; mb < event.mb; mb += 8) { held.push(Buffer.alloc(8 << 20, 1)); if (event.ms) await wait(event.ms); }
    return { held: held.length };
  }
  if (act === 'block') return { bytes: Buffer.alloc(event.mb << 20, 1).length };
  if (act === 'heap') { const held = []; for (;;) held.push(new Array(1000).fill({})); }
  if (act === 'exit') process.exit(event.code);
  if (act === 'throw') throw Object.assign(new Error('It is broken.'), { name: event.name });
  if (act === 'throwText') throw 'just a text';
  if (act === 'say') { console.log('first\\nsecond'); console.error('aside'); }
  if (act === 'environment') return process.env;
  if (act === 'context') return { ...context, remaining: context.getRemainingTimeInMillis() };
  if (act === 'large') return { text: 'x'.repeat(event.bytes) };
  return { pid: process.pid, calls, event };
};
`;

/**
 * Builds the pool's entry and a sample function into a scratch folder, as the product's build does.
 */
export async function sampleFunctions() {
  const folder = await mkdtemp(join(tmpdir(), 'starfan-pool-'));
  const workerEntry = join(folder, 'worker.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../../../local/pool/worker.ts')],
    outfile: workerEntry,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  const bundle = join(folder, 'sample.mjs');
  await writeFile(bundle, SOURCE);
  await writeFile(join(folder, 'broken.mjs'), 'throw new TypeError("cannot load");');
  const sample = (limits: Partial<LambdaFunction> = {}): LambdaFunction => ({
    bundle,
    handler: 'handler',
    memorySize: 512,
    timeout: 900,
    environment: {},
    ...limits,
  });
  return { folder, workerEntry, sample, remove: () => rm(folder, { recursive: true }) };
}
