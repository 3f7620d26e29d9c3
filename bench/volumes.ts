/**
 * A merged catalogue in volumes: so many images of one crowded field, with their catalogues made
 * up, merged by the real functions, each in a process of its own whose seconds of CPU and peak of
 * resident memory are printed.
 *
 * npx tsx bench/volumes.ts [-- --images 2000 --sources 600]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { volumeItemSchema, volumeKeys } from '../shared/contracts/catalogue.ts';
import { freshCommand } from './contests/command.ts';
import { crowdField, wfc3Field } from './made-detections.ts';
import { makeSurvey } from './survey.ts';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '2000' },
    sources: { type: 'string', default: '600' },
  },
});
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'starfan-volumes-'));
const run = join(folder, 'run');

const PROGRAM = `
const { handler } = await import(process.argv[1]);
console.log = () => {};
await handler(JSON.parse(process.argv[2]), { functionName: 'bench', awsRequestId: 'bench' });
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 }));
`;

function measure(name: string, event: object): void {
  const bundle = pathToFileURL(join(dist, name, 'index.js')).href;
  const args = ['--input-type=module', '-e', PROGRAM, bundle, JSON.stringify(event)];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, STARFAN_FILES: '1' },
  });
  if (!stdout) throw new Error(stderr);
  console.log(JSON.stringify({ name, ...event, ...JSON.parse(stdout) }));
}

try {
  const [image] = makeSurvey(join(folder, 'images'), { grid: 1, size: 128, seed: 64 });
  freshCommand('detect', run, [image!]);
  crowdField(run, {
    ...{ images: Number(values.images), sources: Number(values.sources) },
    ...wfc3Field,
  });
  const url = pathToFileURL(`${run}/`).href;
  measure('merge-catalogue', { run: url });
  const lines = readFileSync(join(run, volumeKeys.items), 'utf8').split('\n').filter(Boolean);
  for (const line of lines) {
    const Items = [volumeItemSchema.parse(JSON.parse(line))];
    measure('merge-volumes', { BatchInput: { run: url }, Items });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
