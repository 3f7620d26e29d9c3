import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { pairFiles } from '../extractor/pair.ts';
import { until } from '../until.ts';
import { writeImages } from './images.ts';
import { productsOf } from './products.ts';
import { readJson, starfan, startStarfan } from './starfan.ts';
import { writeTinyImages } from './tiny.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-stack-'));
const at = (...parts: string[]) => join(folder, ...parts);
const runs = at('cloud', 'starfan', 'runs');
const TINY = 400;
let cloud: Cloud;

const begin = async () => {
  cloud = await startCloud({ root: at('cloud'), bucket: 'starfan', concurrency: 2 });
  Object.assign(process.env, cloud.environment);
};

beforeAll(async () => {
  writeImages(at('inputs'));
  mkdirSync(at('cloud', 'starfan', 'inputs'), { recursive: true });
  for (const name of ['plain', 'ir', 'cut'])
    cpSync(at('inputs', `${name}.fits`), at('cloud', 'starfan', 'inputs', `${name}.fits`));
  writeTinyImages(at('cloud', 'starfan', 'inputs', 'tiny'), TINY);
  const uris = ['plain', 'ir', 'cut'].map((name) => `s3://starfan/inputs/${name}.fits`);
  writeFileSync(at('mine.txt'), uris.join('\n'));
  const many = readdirSync(at('cloud', 'starfan', 'inputs', 'tiny'));
  writeFileSync(at('tiny.txt'), many.map((name) => `s3://starfan/inputs/tiny/${name}`).join('\n'));
  await begin();
});
afterAll(async () => {
  await cloud?.close();
  for (const name of Object.keys(cloud?.environment ?? {})) delete process.env[name];
  rmSync(folder, { recursive: true, force: true });
});

const runOf = (stem: string) =>
  readdirSync(runs).find((name) => name.startsWith(`${stem}-`)) ?? 'none';
const onStack = (...args: string[]) => starfan([...args, '--stack', 'local'], folder);

describe('a run of a stack', () => {
  it('takes its list and configuration along, is followed, and its report fetched', async () => {
    mkdirSync(at('config'));
    writeFileSync(at('config/list.txt'), 'DETECT_THRESH 3\nFILTER_NAME my.conv\nMASK_TYPE NONE\n');
    writeFileSync(at('config/my.conv'), 'CONV NORM\n1 2 1\n2 4 2\n1 2 1\n');
    const { status, stdout } = await onStack(
      ...[
        'detect',
        'mine.txt',
        '--config',
        'config/list.txt',
        '--tolerate',
        '50',
        '--out',
        'fetched',
      ],
    );
    expect(stdout).toContain('2 of 3 images searched');
    expect(status).toBe(0);
    expect(readFileSync(at('fetched', 'report.html'), 'utf8')).toContain('TruncatedFits');
    const run = join(runs, runOf('mine'));
    expect(stdout).toContain(`s3://starfan/runs/${runOf('mine')}/`);
    expect(readdirSync(join(run, 'given')).sort()).toEqual(['list.txt', 'my.conv', 'the-list.txt']);
    expect(readJson(join(run, 'parameters.json')).extractor.configuration.DETECT_THRESH).toEqual([
      3,
    ]);
    expect(readdirSync(runs)).toHaveLength(1); // what was brought up started nothing of its own
  });

  it('searches pairs of images by a configuration as it is done here, bit for bit', async () => {
    for (const [name, bytes] of Object.entries(pairFiles()))
      writeFileSync(at('cloud', 'starfan', 'inputs', name), bytes);
    mkdirSync(at('dual'));
    const settings = ['PARAMETERS_NAME dual.param', 'FILTER N', 'WEIGHT_TYPE MAP_RMS'];
    writeFileSync(at('dual/dual.sex'), settings.join('\n'));
    writeFileSync(at('dual.param'), 'NUMBER\nX_IMAGE\nFLUX_AUTO\nIMAFLAGS_ISO(1)\n');
    const columns = (place: string) =>
      [
        'uri,measure,weight,measure_weight,flag',
        ['det', 'meas', 'det_map', 'meas_map', 'bits']
          .map((name) => `${place}${name}.fits`)
          .join(','),
      ].join('\n');
    writeFileSync(at('pairs.csv'), columns('s3://starfan/inputs/'));
    const options = [
      '--config',
      'dual/dual.sex',
      '--set',
      'DETECT_THRESH=4',
      '--catalogue',
      'ldac,csv',
    ];
    const { status, stderr } = await onStack('detect', 'pairs.csv', ...options);
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('starfan:')]);
    writeFileSync(at('here.csv'), columns('cloud/starfan/inputs/'));
    await starfan(['detect', 'here.csv', '--out', 'here', ...options], folder);
    const run = join(runs, runOf('pairs'), 'images', 'det+meas');
    expect(readdirSync(run)).toEqual(readdirSync(at('here/images/det+meas')));
    for (const name of ['sextractor.csv', 'sextractor.ldac'])
      expect(readFileSync(join(run, name))).toEqual(readFileSync(at('here/images/det+meas', name)));
    rmSync(join(runs, runOf('pairs')), { recursive: true });
  });

  it('is the same to status, with the stack or with its address', async () => {
    const name = runOf('mine');
    const told = JSON.parse((await onStack('status', name, '--json')).stdout);
    expect(told).toMatchObject({
      state: 'succeeded',
      lines: 3,
      failed: 1,
      machine: 'detect-sources',
    });
    const plain = JSON.parse(
      (await starfan(['status', `s3://starfan/runs/${name}`, '--json'])).stdout,
    );
    expect(plain).toMatchObject({
      state: 'succeeded',
      stages: told.stages,
      failures: told.failures,
    });
    const found = (await onStack('status', name, '--find', 'cut')).stdout;
    expect(found).toContain('detections TruncatedFits');
  });

  it('is redone as another execution into the same prefix, which does what failed', async () => {
    const name = runOf('mine');
    cpSync(at('inputs', 'drz.fits'), at('cloud', 'starfan', 'inputs', 'cut.fits'));
    const record = join(runs, name, 'tasks', 'detections', 'ir.json');
    const before = readFileSync(record, 'utf8');
    const { status, stdout } = await onStack('redo', name);
    expect([status, stdout]).toEqual([0, expect.stringContaining('3 of 3 images searched')]);
    expect(readFileSync(record, 'utf8')).toBe(before);
    expect((await onStack('redo', name, '--only', 'ir')).stdout).toContain(
      '1 task to be done again',
    );
    expect(readFileSync(record, 'utf8')).not.toBe(before);
    expect(readdirSync(runs).filter((run) => run.startsWith('mine'))).toEqual([name]);
    const executions = readdirSync(at('cloud', '.starfan', 'executions')).map(decodeURIComponent);
    const ofRun = executions
      .map((file) => file.replace(/.*:(.*)\.json/, '$1'))
      .filter((execution) => execution.startsWith(name));
    expect(ofRun.sort()).toEqual([name, `${name}-redo-1`, `${name}-redo-2`]);
  });

  it('goes on when its follower leaves; cancelled and redone it has the bytes of an undisturbed one', async () => {
    await onStack('detect', 'tiny.txt', '--concurrency', '2');
    const whole = join(runs, runOf('tiny'));
    cpSync(at('tiny.txt'), at('again.txt'));
    const follower = startStarfan(['detect', 'again.txt', '--stack', 'local'], folder);
    const records = () => join(runs, runOf('again'), 'tasks', 'detections');
    await until(() => existsSync(records()) && readdirSync(records()).length >= 10);
    follower.child.kill('SIGINT');
    const left = await follower.ended;
    expect(left.status).toBe(130);
    const name = runOf('again');
    expect(left.stdout + left.stderr).toContain(`starfan cancel ${name} --stack local`);

    const busy = await onStack('redo', name);
    expect([busy.status, busy.stderr]).toEqual([
      2,
      expect.stringContaining('is under way and cannot be'),
    ]);
    expect((await onStack('clean', name, '--yes')).stderr).toContain('is under way and cannot be');
    const { status, stdout } = await onStack('cancel', name);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/to go: \d+ of 400 detections/)]);
    expect(JSON.parse((await onStack('status', name, '--json')).stdout).state).toBe('stopped');
    expect((await onStack('cancel', name)).stderr).toContain('is not under way (aborted)');

    expect((await onStack('redo', name)).status).toBe(0); // taken up: the execution is the same
    expect(productsOf(join(runs, name))).toEqual(productsOf(whole));
    const redriven = readdirSync(at('cloud', '.starfan', 'executions')).filter((file) =>
      file.includes(name),
    );
    expect(redriven).toHaveLength(1);
    expect(readJson(at('cloud', '.starfan', 'executions', redriven[0]!))).toMatchObject({
      status: 'SUCCEEDED',
      redrives: 1,
    });
  });

  it('is known after the stack was away, and cleaned to the last object', async () => {
    await cloud.close();
    await begin();
    const name = runOf('tiny');
    expect(JSON.parse((await onStack('status', name, '--json')).stdout).state).toBe('succeeded');
    const { status, stdout } = await onStack('clean', name, '--yes');
    expect([status, stdout]).toEqual([0, expect.stringContaining('looked again: nothing is left')]);
    expect(readdirSync(runs).some((run) => run === name)).toBe(false);
    expect(readdirSync(at('cloud', 'starfan', 'inputs', 'tiny'))).toHaveLength(TINY);
  });

  it.each([
    [['detect', 'inputs/plain.fits'], 'is on this machine, where the cloud cannot see it'],
    [['detect', 'own.txt'], 'names no image in S3'],
    [['detect', 'mine.txt', '--config', 'gone.sex'], 'there is no file gone.sex'],
    [['status', 'nobody'], 'there is no run in s3://starfan/runs/nobody/'],
    [['redo', '../../etc'], 'is no run’s name'],
    [['cancel', 'nobody'], 'there is no run in'],
    [['clean', 'nobody', '--yes'], 'there is no run in'],
  ])('%j is refused with a sentence', async (args, words) => {
    writeFileSync(at('own.txt'), at('inputs', 'plain.fits'));
    const before = readdirSync(runs).length;
    const { status, stderr } = await onStack(...args);
    expect(stderr.replaceAll("'", '’')).toContain(words);
    expect(status).toBe(2);
    expect(readdirSync(runs)).toHaveLength(before);
  });

  it('of a stack that is not there says which are', async () => {
    const { status, stderr } = await starfan(['status', 'x', '--stack', 'other']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('no stack other is deployed')]);
    expect(stderr).toContain('there are local');
  });
});
