import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { clientOf } from '../end-to-end/cloud-client.ts';
import { startStarfan } from '../end-to-end/starfan.ts';
import { writeTinyImages } from '../end-to-end/tiny.ts';
import { until } from '../until.ts';
import { growthOf, type Sample } from './load/growth.ts';
import { look } from './load/watch.ts';

/**
 * npm run test:load -- [--seconds 3600] [--report FILE]: a list a second dropped into `starfan
 * local`, every seventh with an image that is not there, every eleventh dropped twice. Each list
 * must end once and as it has to, and what the program holds must not grow.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3600' },
    report: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
/** seconds between two looks */
const interval = Math.max(1, seconds / 360);

/** For the next end of a list, on a machine with other work. */
const PATIENCE_MS = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'starfan-load-'));
const [root, temporary] = ['cloud', 'tmp'].map((name) => join(folder, name)) as [string, string];
mkdirSync(temporary);
const images = writeTinyImages(join(folder, 'in'), 12);
// with four at a time the processes of all functions stay; with two, lists pay for cold starts
const stands = startStarfan(
  ['local', '--root', root, '--port', '0', '--concurrency', '4'],
  folder,
  {
    TMPDIR: temporary,
  },
);
const { child, said } = stands;
await until(() => said.stdout.includes('AWS_SECRET_ACCESS_KEY=') || child.exitCode !== null);
const environment = Object.fromEntries(
  [...said.stdout.matchAll(/(AWS_\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!]),
);
const s3 = clientOf({ url: environment.AWS_ENDPOINT_URL_S3!, environment });

/** How each list ended that has, by its number: once is right. */
const endings = () =>
  [...said.stdout.matchAll(/^run l(\d+)-\w+ (is done|failed: \w+)/gm)].map(
    ([, number, how]) => [Number(number), how!] as const,
  );
const isShort = (number: number): boolean => number % 7 === 3;

async function drop(number: number): Promise<void> {
  const image = images[number % images.length]!;
  const lines = isShort(number) ? [image, join(folder, 'in/no.fits')] : [image];
  const Key = `lists/detect/l${number}.txt`;
  const Body = `${lines.join('\n')}\n# ${number}\n`;
  for (let times = number % 11 === 5 ? 2 : 1; times > 0; times--)
    await s3.send(new PutObjectCommand({ Bucket: 'starfan', Key, Body }));
}

const samples: Sample[] = [];
const began = performance.now();
const now = () => (performance.now() - began) / 1000;
let [dropped, behind] = [0, 0];
const drops: Promise<void>[] = [];
for (let next = interval; dropped < seconds && child.exitCode === null; ) {
  drops.push(drop(dropped++));
  await wait(Math.max(0, dropped - now()) * 1000);
  behind = Math.max(behind, dropped - endings().length);
  if (now() < next) continue;
  const lists = endings().length;
  const { begun, ...held } = look(child.pid!, root, temporary);
  samples.push({
    lists,
    waiting: dropped - lists,
    executions: Math.max(0, begun - dropped),
    ...held,
  });
  console.log(JSON.stringify(samples.at(-1)));
  next += interval;
}
await Promise.all(drops);
let [ends, since] = [0, performance.now()];
await until(() => {
  if (endings().length > ends) [ends, since] = [endings().length, performance.now()];
  return ends >= dropped || child.exitCode !== null || performance.now() - since > PATIENCE_MS;
});

const faults: string[] = [];
const ended = endings();
for (let number = 0; number < dropped; number++) {
  const hows = ended.filter(([one]) => one === number).map(([, how]) => how);
  const right = isShort(number) ? 'failed: TooManyFailures' : 'is done';
  if (hows.join() !== right) faults.push(`list ${number}: ${hows.join(', ') || 'no end'}`);
}
const runs = readdirSync(join(root, 'starfan/runs')).length;
if (runs !== dropped) faults.push(`${runs} folders of ${dropped} runs`);
for (const [what, [early, late]] of Object.entries(growthOf(samples)))
  faults.push(`${what} grew from ${early} to ${late}`);

child.kill('SIGINT');
await stands.ended;
for (const [where, known] of [
  [temporary, []],
  [join(root, '.starfan'), ['executions', 'notes']],
  [folder, ['cloud', 'in', 'tmp']],
] as const) {
  const left = readdirSync(where).filter((name) => !known.some((one) => one === name));
  if (left.length > 0) faults.push(`left behind in ${where}: ${left.slice(0, 5)}`);
}
const [first, end] = [samples[Math.floor(samples.length / 6)], samples.at(-1)];
const report = { cases: dropped, faults: faults.length, seconds, behind, first, end };
if (values.report) writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report));
for (const fault of faults.slice(0, 40)) console.error(fault);
if (said.stderr) console.error(said.stderr.slice(-2000));
rmSync(folder, { recursive: true, force: true });
process.exit(faults.length > 0 ? 1 : 0);
