import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Command } from '../../../cli/command.ts';
import { costCommand } from '../../../cli/commands/cost.ts';
import { estimateCommand } from '../../../cli/commands/estimate.ts';
import type { RunEstimate } from '../../../cli/cost/estimate-run.ts';
import { type Bill, checkBill } from '../../../shared/estimate/bill.ts';
import type { Estimate } from '../../../shared/estimate/estimate.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
let scratch = '';
const folderOf = (run: string) => join(scratch, run);
/**
 * Runs that make-runs.ts made, with the processes they had. None of them had a part in the rates.
 */
const processes: Record<string, number> = {
  '64-images': 1,
  '2048-pixels': 1,
  'm17-gzip': 1,
  'three-bands': 1,
  detect: 1,
  'two-processes': 2,
};
const runs = Object.keys(processes);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'starfan-cost-'));
  for (const run of runs) {
    const packed = gunzipSync(await readFile(join(here, `runs/${run}.json.gz`)));
    const files: Record<string, string> = JSON.parse(packed.toString());
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folderOf(run), path)), { recursive: true });
      await writeFile(join(folderOf(run), path), text);
    }
  }
});
afterAll(() => rm(scratch, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** What a command prints, and its exit status. */
async function answered(
  command: Command,
  ...args: string[]
): Promise<{ status: number; text: string }> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const status = await command.run(args);
  const text = log.mock.calls.map(([line]) => String(line)).join('\n');
  log.mockRestore();
  return { status, text };
}

/** What a command prints that ends well. */
async function printed(command: Command, ...args: string[]): Promise<string> {
  const { status, text } = await answered(command, ...args);
  expect(status).toBe(0);
  return text;
}

describe('starfan cost', () => {
  it('prices the records of a run and prints a table that adds up', async () => {
    for (const run of runs) {
      const { bill }: { bill: Bill } = JSON.parse(
        await printed(costCommand, folderOf(run), '--json'),
      );
      expect(() => checkBill(bill)).not.toThrow();
      expect(bill.total).toBeGreaterThan(0);
      expect(
        bill.lines.find(({ item }) => item === 'Lambda invocations')?.quantity,
      ).toBeGreaterThan(3);

      const amounts = (await printed(costCommand, folderOf(run)))
        .split('\n')
        .flatMap((line) => /^( {0,2})\S.*\$(\d+\.\d+)$/.exec(line) ?? []);
      const values = { line: 0, group: 0, total: 0 };
      for (let i = 0; i < amounts.length; i += 3) {
        const kind =
          amounts[i + 1] === '  ' ? 'line' : amounts[i]?.startsWith('total') ? 'total' : 'group';
        values[kind] += Math.round(Number(amounts[i + 2]) * 1e6);
      }
      expect(values.total).toBeGreaterThan(0);
      expect(values.line).toBe(values.total);
      expect(values.group).toBe(values.total);
    }
  });

  it('prices each record by the size of its own function, reduces among them, and by what the record does not count', async () => {
    const folder = folderOf('64-images');
    const { bill, records }: { bill: Bill; records: number } = JSON.parse(
      await printed(costCommand, folder, '--json'),
    );
    let [gbSeconds, reads, count] = [0, 0, 0];
    // What stands beside a record: functions/*/handler.ts, and shared/run/task.
    const beside: Record<string, number> = { images: 2, overlaps: 3, tiles: 6, pictures: 4 };
    for (const stage of await readdir(join(folder, 'tasks'))) {
      for (const name of await readdir(join(folder, 'tasks', stage))) {
        const record = JSON.parse(await readFile(join(folder, 'tasks', stage, name), 'utf8'));
        gbSeconds += (Math.ceil(record.seconds * 1000) * record.memorySize) / 1024 / 1000;
        reads += record.traffic.reads + (beside[stage] ?? 0);
        count++;
      }
    }
    expect(records).toBe(count);
    expect(bill.lines.find(({ unit }) => unit === 'GB-s')?.quantity).toBeCloseTo(gbSeconds, 9);
    expect(bill.lines.find(({ item }) => item === 'S3 GET, HEAD')?.quantity).toBe(reads);
    const express: { bill: Bill } = JSON.parse(
      await printed(costCommand, folder, '--json', '--workflow', 'express'),
    );
    expect(express.bill.total).toBeLessThan(bill.total);
  });

  it('prices the days and the download that are asked for', async () => {
    const line = async (group: string, ...args: string[]) => {
      const { bill }: { bill: Bill } = JSON.parse(
        await printed(costCommand, folderOf('64-images'), '--json', ...args),
      );
      return bill.lines.find((one) => one.group === group);
    };
    expect((await line('transfer', '--download', '100'))?.cost).toBe(9);
    const month = (await line('storage'))?.quantity ?? 0;
    expect((await line('storage', '--days', '60'))?.quantity).toBeCloseTo(2 * month, 12);
  });

  it('refuses a folder without a run, and no folder', async () => {
    await expect(costCommand.run([join(scratch, 'nothing')])).rejects.toThrow(/there is no folder/);
    await expect(costCommand.run([scratch])).rejects.toThrow(/there is no run in/);
    await expect(costCommand.run([])).rejects.toThrow(/say which run: starfan cost DIR/);
    await expect(costCommand.run(['a', 'b'])).rejects.toThrow(/give one run/);
    const empty = join(scratch, 'empty');
    await mkdir(empty);
    await writeFile(
      join(empty, 'parameters.json'),
      await readFile(join(folderOf('64-images'), 'parameters.json')),
    );
    await expect(costCommand.run([empty])).rejects.toThrow(/no records yet/);
    await expect(costCommand.run([folderOf('detect'), '--architecture', 'mips'])).rejects.toThrow(
      /mips/,
    );
  });
});

describe('starfan estimate --run', () => {
  it('is within 25 % of what the run took, in seconds of the processor and of the clock', async () => {
    for (const run of runs) {
      const { all }: RunEstimate = JSON.parse(
        await printed(
          estimateCommand,
          '--run',
          folderOf(run),
          '--concurrency',
          String(processes[run]),
          '--json',
        ),
      );
      for (const { predicted, recorded } of [all.cpu, all.wall]) {
        expect(Math.abs(predicted / recorded - 1), run).toBeLessThan(0.25);
      }
    }
  });
});

describe('starfan estimate --survey', () => {
  it('says what it predicts, what stands against it, and all that it assumes', async () => {
    const { status, text } = await answered(
      estimateCommand,
      '--survey',
      '2mass-all-sky',
      '--concurrency',
      '3000',
    );
    expect(status).toBe(1);
    expect(text).toMatch(/^does not fit as it is deployed: .*\bimages\b/);
    expect(text).toMatch(/^ {2}images .* does not fit$/m);
    for (const expected of [
      'tiles',
      'total',
      'bound by',
      'assumed',
      '4,879,128 files',
      'no free tier',
      'seed 1',
    ]) {
      expect(text).toContain(expected);
    }
    expect(text).toMatch(/^! images: its longest task takes/m);
    expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100);
  });

  it('tells the same as JSON, and what-ifs change it', async () => {
    const estimateOf = async (...args: string[]): Promise<Estimate> =>
      JSON.parse(
        (await answered(estimateCommand, '--survey', 'galactic-plane-16-bands', '--json', ...args))
          .text,
      );
    const plain = await estimateOf();
    checkBill(plain.bill);
    expect(plain.fit.fits).toBe(true);
    expect((await answered(estimateCommand, '--survey', 'galactic-plane-16-bands')).status).toBe(0);
    expect((await estimateOf('--memory', '256')).fit.fits).toBe(false);
    expect((await estimateOf('--architecture', 'x86_64')).bill.total).toBeGreaterThan(
      plain.bill.total,
    );
    expect((await estimateOf('--keep-fits', 'no')).bill.total).toBeLessThan(plain.bill.total);
    expect((await estimateOf('--workflow', 'express')).usage.transitions).toBeLessThan(
      plain.usage.transitions,
    );
    expect((await estimateOf('--memory', '885')).simulation.seconds).toBeGreaterThan(
      plain.simulation.seconds,
    );
    expect((await estimateOf('--publish', 'colour')).usage.writes).toBeLessThan(plain.usage.writes);
  });

  it('draws the tasks at work', async () => {
    const path = join(scratch, 'plot.svg');
    const survey = JSON.parse(
      await readFile(join(here, '../../../surveys/galactic-plane-16-bands.json'), 'utf8'),
    );
    const own = join(scratch, 'own.json');
    await writeFile(own, JSON.stringify({ ...survey, name: 'a < b & c' }));
    await printed(estimateCommand, '--survey', own, '--plot', path);
    const svg = await readFile(path, 'utf8');
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(svg).toContain('a &lt; b &amp; c');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('refuses what it cannot understand', async () => {
    const refused = (...args: string[]) => expect(estimateCommand.run(args)).rejects;
    await refused().toThrow(/--survey FILE or --run RUN/);
    await refused('--survey', 'x', '--run', 'y').toThrow(/--survey FILE or --run RUN/);
    await refused('--run', scratch).toThrow(/there is no run in/);
    await refused('--run', folderOf('nothing')).toThrow(/there is no folder/);
    await refused('--survey', 'no-such-survey').toThrow(/no survey file/);
    await refused('--survey', 'wfc3-ir', '--workflow', 'fast').toThrow(/express and standard/);
    await refused('--survey', 'wfc3-ir', '--publish', 'colour').toThrow(/publish/);
    await refused('--survey', 'wfc3-ir', '--concurrency', '20000').toThrow(/1 to 10000/);
    const broken = join(scratch, 'broken.json');
    await writeFile(broken, '{"name": "x"}');
    await refused('--survey', broken).toThrow(
      /broken\.json, machine: .*; \d+ more of its fields are wrong or missing/,
    );
    await writeFile(broken, 'no JSON');
    await refused('--survey', broken).toThrow(/cannot be read as JSON/);
    await refused('--survey', scratch).toThrow(/no survey file/);
    await refused('--survey', 'wfc3-ir', '--plot', join(scratch, 'no', 'folder.svg')).toThrow(
      /cannot be written/,
    );
  });
});
