import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRun, watchAddress } from '../../cli/run-address.ts';
import { isStep, type StageStatus } from '../../shared/pages/status/status.ts';
import { RunReader } from '../../shared/run/run-reader.ts';
import { openStore } from '../../shared/store/open.ts';
import { cpuTimeOf } from '../slowness.ts';
import { writeImages } from './images.ts';
import { readJson, starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-status-'));
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  writeImages(at('inputs'));
  const names = ['drz', 'plain', 'constant', 'cut', 'gone', 'page', 'nan'];
  const list = [...names.map((name) => at('inputs', `${name}.fits`)), 'not a uri'];
  writeFileSync(at('list.txt'), list.join('\n'));
  await starfan(['detect', at('list.txt'), '--out', at('run')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const statusOf = async (...args: string[]) =>
  JSON.parse((await starfan(['status', ...args, '--json'])).stdout);
const countsOf = ({ stages }: { stages: StageStatus[] }) => stages.find((stage) => !isStep(stage));

describe('a run that ended', () => {
  it('is told as its report tells it', async () => {
    const [status, summary] = [await statusOf(at('run')), readJson(at('run', 'run.json'))];
    expect(status).toMatchObject({
      state: 'failed',
      machine: 'detect-sources',
      lines: summary.lines,
      failed: summary.failed,
      refused: 1,
      verdict: summary.verdict,
    });
    expect(countsOf(status)).toMatchObject({ total: 7, done: 3, failed: 4, setAside: 0, toGo: 0 });
    const groups = status.failures.map(({ error, lines }: { error: string; lines: number }) => [
      error,
      lines,
    ]);
    expect(Object.fromEntries(groups)).toEqual(summary.failures);
    expect(status.failures[0].example.message.length).toBeGreaterThan(20);
    expect(status.cost.total).toBeGreaterThan(0);
  });

  it('is shown as a tree', async () => {
    const { stdout, status } = await starfan(['status', at('run')]);
    expect(stdout).toMatch(/list {2}8 lines, 1 refused, 5 failed in all/);
    expect(stdout).toMatch(/├ detections +3 done +4 failed +of 7/);
    expect(stdout).toMatch(/├ catalogue +made/);
    expect(stdout).toMatch(/NoGoodPixels {2}1 of 8 lines\n +line 7, \/.*: /);
    expect(status).toBe(1); // the run failed
  });

  it('watched, ends at once', async () => {
    const { stdout, status } = await starfan(['status', at('run'), '--watch']);
    expect(stdout.split('\n')[0]).toMatch(/failed: detections 3\/7, 5 lines failed/);
    expect(status).toBe(1);
  });

  it('knows what became of an image, by its name or a part of its address', async () => {
    const { stdout } = await starfan(['status', at('run'), '--find', 'cut']);
    expect(stdout).toContain('detections/cut  failed');
    expect(stdout).toContain('detections TruncatedFits: ');
    const [found] = JSON.parse(
      (await starfan(['status', at('run'), '--find', 'rz.fits', '--json'])).stdout,
    ) as [{ item: { name: string }; tasks: { outputs: string[] }[] }];
    expect(found.item.name).toBe('drz');
    expect(found.tasks[0]?.outputs).toContain('images/drz/catalogue.fits');
    expect((await starfan(['status', at('run'), '--find', 'nobody'])).status).toBe(1);
  });
});

describe('the status of a run under way', () => {
  it('reads only what is new each time', async () => {
    cpSync(at('run'), at('copy'), { recursive: true });
    const reader = new RunReader(
      openStore({ STARFAN_FILES: '1' }),
      pathToFileURL(`${at('copy')}/`).href,
    );
    const all = (await reader.refresh()).read;
    expect(all).toBeGreaterThanOrEqual(7);
    expect((await reader.refresh()).read).toBe(0);
    const record = at('copy', 'tasks', 'detections', 'drz.json');
    writeFileSync(record, JSON.stringify({ ...readJson(record), warnings: ['changed'] }));
    const { read, notes } = await reader.refresh();
    expect(read).toBe(1);
    expect(notes.find(({ name }) => name === 'drz')?.warnings).toBe(1);
    rmSync(record);
    expect((await reader.refresh()).notes.some(({ name }) => name === 'drz')).toBe(false);
  });

  it('is of 10,000 records in seconds', async () => {
    const big = at('big');
    mkdirSync(join(big, 'tasks', 'detections'), { recursive: true });
    const record = readJson(at('run', 'tasks', 'detections', 'plain.json'));
    const items: string[] = [];
    for (let i = 0; i < 10_000; i++) {
      const name = `i${i}`;
      items.push(JSON.stringify({ line: i + 1, uri: `file:///x/${name}.fits`, name }));
      const text = JSON.stringify({ ...record, name });
      if (i % 10 !== 0) writeFileSync(join(big, 'tasks', 'detections', `${name}.json`), text);
    }
    writeFileSync(join(big, 'list.jsonl'), `${items.join('\n')}\n`);
    const look = watchAddress(await findRun(big, {}, 'status'));
    const { answer: status, seconds } = await cpuTimeOf(look);
    expect(status.stages[0]).toMatchObject({ total: 10_000, done: 9_000, toGo: 1_000 });
    expect(status.state).toBe('stopped');
    expect((await look()).read).toBe(0);
    expect(seconds).toBeLessThan(6); // about one
  });
});

describe('two runs of a list', () => {
  it('do not differ when nothing did', async () => {
    await starfan(['detect', at('list.txt'), '--out', at('again')]);
    const { stdout, status } = await starfan(['status', at('run'), '--diff', at('again')]);
    expect(stdout).toMatch(/^\d+ tasks(, no difference| in both; \d twice as slow or as fast)$/m);
    expect(status).toBe(0);
  });

  it('are compared by bytes: here, with an image that is whole now and another threshold', async () => {
    mkdirSync(at('other'));
    for (const name of ['drz', 'plain', 'constant', 'page', 'nan'])
      cpSync(at('inputs', `${name}.fits`), at('other', `${name}.fits`));
    cpSync(at('inputs', 'plain.fits'), at('other', 'cut.fits'));
    const lists = ['drz', 'plain', 'constant', 'cut', 'page'].map((name) =>
      at('other', `${name}.fits`),
    );
    writeFileSync(at('my.sex'), 'DETECT_THRESH 5\nMASK_TYPE NONE\n');
    await starfan(['detect', ...lists, '--out', at('changed'), '--config', at('my.sex')]);
    const diff = JSON.parse(
      (await starfan(['status', at('run'), '--diff', at('changed'), '--json'])).stdout,
    );
    expect(diff.counts).toMatchObject({ onlyHere: 2, onlyThere: 0, state: 1 });
    const statusOfRun = (name: string) =>
      diff.differences.find((one: { name: string }) => one.name === name);
    expect(statusOfRun('cut').text).toContain('failed (TruncatedFits) here, done there');
    expect(statusOfRun('nan').kinds).toEqual(['onlyHere']);
    expect(statusOfRun('drz').text).toContain('images/drz/catalogue.fits');
    expect(statusOfRun('page')).toBe(undefined);
  });
});

describe('what is no run', () => {
  it.each([
    [['status'], 'say which run: starfan status DIR'],
    [['status', 'gone'], 'there is no folder gone'],
    [['status', 'inputs'], 'there is no run in'],
    [['status', 's3://bucket'], 'is a whole bucket'],
    [['status', 'a', 'b'], 'give one run'],
    [['redo', 'inputs'], 'there is no run in'],
    [['cancel', 'run'], 'nobody is at work in'],
  ])('%s is refused with a sentence', async (args, words) => {
    const { status, stderr } = await starfan(args, folder);
    expect(stderr).toContain(words);
    expect(status).toBe(2);
  });
});
