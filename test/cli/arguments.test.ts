import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../cli/arguments.ts';
import { checkPaths } from '../../cli/folders.ts';
import { systemWords } from '../../local/system-words.ts';
import { nearest } from '../../shared/core/nearest.ts';

const options = {
  out: { type: 'string', short: 'o' },
  cut: { type: 'string' },
  json: { type: 'boolean' },
} as const;
const read = (...args: string[]) => readArguments({ args, options, allowPositionals: true });

describe('a command line', () => {
  it('is read as parseArgs reads it', () => {
    const { values, positionals } = read(
      'a.fits',
      '-o',
      'x',
      '--cut=-2s max',
      '--json',
      's3://b/NAME',
    );
    expect({ ...values }).toEqual({ out: 'x', cut: '-2s max', json: true });
    expect(positionals).toEqual(['a.fits', 's3://b/NAME']);
  });

  it.each([
    [['--ouy', 'x'], 'there is no option --ouy: did you mean --out?'],
    [['--frobnicate'], 'there is no option --frobnicate: --help lists them'],
    [['--json=5'], '--json takes no value: write --json alone'],
    [['--out'], '--out needs a value after it: --help says which'],
    [['--out', '--json'], '--out needs a value, and --json follows it'],
    [
      ['--cut', '-2s max'],
      'a value that begins with - is tied to its option: write --cut="-2s max"',
    ],
    [['IMAGE.fits'], 'IMAGE.fits stands for something of yours: write that in its place'],
    [['DIR/a.fits'], 'DIR/a.fits: DIR stands for something of yours: write that in its place'],
    [['a.fits', '…'], '… stands for something of yours: write that in its place'],
    [['<list>'], '<list> stands for something of yours: write that in its place'],
    [['--out', 'DIR'], '--out DIR: DIR stands for something of yours: write that in its place'],
    [
      ['nowhere/*.fits'],
      'no file matches nowhere/*.fits: check the folder and the ending of the names',
    ],
  ])('%j is refused in a sentence', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });

  it('names the nearest word, and none that is far away', () => {
    const words = ['detect', 'sky-map', 'status'];
    expect(
      ['detct', 'dtect', 'edtect', 'skymap', 'stauts'].map((word) => nearest(word, words)),
    ).toEqual(['detect', 'detect', 'detect', 'sky-map', 'status']);
    expect(nearest('frobnicate', words)).toBeUndefined();
    expect(nearest('ab', words)).toBeUndefined();
  });
});

describe('paths', () => {
  it('that are folders are answered with what is in them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'starfan-'));
    await expect(checkPaths([folder])).rejects.toThrow(
      `${folder} is a folder without a FITS file in it`,
    );
    for (const name of ['b.fits.gz', 'a.fits', 'c.FIT', 'd.fits', 'notes.txt'])
      writeFileSync(join(folder, name), '');
    await expect(checkPaths([`${folder}/`])).rejects.toThrow(
      `is a folder with a.fits, b.fits.gz, c.FIT and 1 more: write ${folder}/*.FIT ${folder}/*.fits ${folder}/*.fits.gz`,
    );
  });

  it('of which none is there are refused; one that is not is the list’s failure', async () => {
    await expect(checkPaths(['no.fits', 'nor.fits'])).rejects.toThrow(
      'there is no file no.fits, nor any other of the 2',
    );
    const path = join(mkdtempSync(join(tmpdir(), 'starfan-')), 'a.fits');
    writeFileSync(path, '');
    await checkPaths([`${path}[1]`, 'no.fits', 's3://bucket/key.fits']);
  });
});

it('what the system says comes in plain words, and nothing of other errors', () => {
  const failed = (code: string, more: object) =>
    systemWords(Object.assign(new Error(code), { code, ...more }));
  expect(failed('EADDRINUSE', { port: 9090, address: '127.0.0.1' })).toBe(
    'port 9090: another program has this port: give another with --port N',
  );
  expect(failed('EACCES', { path: '/x' })).toBe(
    '/x: this user may not: check owner and rights, or give another',
  );
  expect(failed('ENOSPC', {})).toMatch(/^the disk is full/);
  expect(failed('EOTHER', { path: '/x' })).toBeUndefined();
});

it('a placeholder left in an address is refused', () => {
  const read =
    (...args: string[]) =>
    () =>
      readArguments({ args, allowPositionals: true, options: {} });
  for (const word of [
    's3://YOUR-BUCKET/a.fits',
    's3://<bucket>/a.fits',
    'https://HOST/a.fits',
    's3://bucket/<prefix>/a',
  ])
    expect(read(word)).toThrow('stands for something of yours');
  expect(read('s3://yours/list/your-images.txt')).not.toThrow();
});
