import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const script = new URL('../../scripts/package.mjs', import.meta.url).href;

/** The zips of all functions as they are deployed, for the processor of this machine. */
export async function makeZips(): Promise<(functionFolder: string) => Promise<Uint8Array>> {
  const out = await mkdtemp(join(tmpdir(), 'starfan-zips-'));
  const options = JSON.stringify({ arch: process.arch, out });
  const code = `import('${script}').then(({ zipFunctions }) => zipFunctions(${options}))`;
  await promisify(execFile)(process.execPath, ['-e', code]);
  return (name) => readFile(join(out, `${name}.zip`));
}
