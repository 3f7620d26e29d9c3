import { expect, it } from 'vitest';
import { colourHint } from '../../cli/planned/colour-hint.ts';
import { plannedOf } from '../../cli/planned/planned.ts';
import { reasonLines } from '../../cli/status/reasons.ts';
import type { StartedRun } from '../../shared/contracts/run.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { readConfiguration } from '../../shared/core/source-extractor/read-configuration.ts';
import { groupWarnings, warningKinds } from '../../shared/pages/status/warnings.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { headerBomb } from '../fuzz/bombs.ts';

const RUN = 'memory://bucket/run/';
const started: StartedRun = {
  run: RUN,
  bucket: 'bucket',
  part: { itemsKey: 'run/list.jsonl', isBeginning: false, items: 0 },
  restKey: 'run/lists/rest.jsonl',
  mapsPrefix: 'run/maps',
  prefix: 'run/',
  items: 3,
  badLines: 0,
  maxConcurrency: 2,
  batchSize: 1,
  toleratedFailurePercentage: 20,
  isMatched: false,
  isFinished: false,
};

/**
 * What is said of a list of three images, of which one is not there, the others of 1,000,000
 * pixels.
 */
async function planned(
  room: number,
  answer: unknown = started,
  functionName = 'start-run',
  lying: Uint8Array | undefined = undefined,
  parameters: unknown = undefined,
) {
  const store = memoryStore();
  if (parameters) await store.put(`${RUN}parameters.json`, JSON.stringify(parameters));
  const names = ['a', 'b', 'missing'];
  const item = (name: string, i: number) => ({
    line: i + 1,
    uri: `memory://bucket/${name}.fits`,
    name,
  });
  await store.put(
    `${RUN}list.jsonl`,
    names.map((name, i) => JSON.stringify(item(name, i))).join('\n'),
  );
  for (const name of ['a', 'b'])
    await store.put(
      `memory://bucket/${name}.fits`,
      writeFits([writeImage(new Uint8Array(1_000_000), [1000, 1000])]),
    );
  if (lying) await store.put('memory://bucket/missing.fits', lying);
  return plannedOf(functionName, answer, {
    machine: 'detect-sources',
    store,
    run: RUN,
    freeBytes: room,
    cores: 2,
  });
}

it('what sources of a list will take on the disk is said before the work', async () => {
  expect(await planned(5e9)).toEqual({
    lines: [
      // 3e6 pixels: 0.8 and 920 / 1000 bytes each, or 920 x 0.0076; 40 kB an image
      '  3 images of 3 megapixels: about 5.28 MB of catalogues and pictures, up to 23.5 MB where stars crowd; 5.00 GB are free',
    ],
    refusal: undefined,
  });
});

it('columns of a configuration count, in every form that has them', async () => {
  const columns = [
    { name: 'VIGNET', sides: [64, 64] },
    { name: 'NUMBER', sides: [] },
  ];
  const { configuration } = readConfiguration([]);
  const setup = { configuration, name: 'x.sex', filter: null, columns, warnings: [] };
  const files = { weights: [], flags: [], catalogues: ['ldac', 'votable'], hasColumns: false };
  const extractor = { ...setup, ...files };
  const parameters = { detection: defaultParameters, extractor, config: null, notes: [] };
  const told = await planned(5e9, started, 'start-run', undefined, parameters);
  // 4 + 13 bytes for each of 4097 numbers of 0.001 and 0.0076 sources a pixel come on top
  expect(told?.lines[0]).toContain('about 214 MB of catalogues and pictures, up to 1.61 GB');
});

it('is warned of where it may not fit, and refused where it cannot', async () => {
  const tight = await planned(8e6);
  expect(tight?.lines[1]).toMatch(/^ {2}warning: the disk may fill/);
  expect(tight?.refusal).toBeUndefined();
  expect((await planned(1e5))?.refusal).toMatch(/need 660 kB at least and 100 kB are free/);
});

it('no header is believed that claims more than its file can hold', async () => {
  const told = await planned(5e9, started, 'start-run', headerBomb);
  expect(told?.lines[0]).toContain('3 images of 2.06 megapixels');
  expect(told?.refusal).toBeUndefined();
});

it('is not said of what is done already, nor of other answers', async () => {
  expect(await planned(5e9, { ...started, isFinished: true })).toBeUndefined();
  expect(await planned(5e9, { sources: 5 }, 'detect-sources')).toBeUndefined();
});

it('warnings are of one kind where only numbers and names differ, and count images', () => {
  const tasks = [
    ["12 pixels of 'a' are bad"],
    ["7 pixels of 'b' are bad", 'No magnitudes'],
    ['No magnitudes'],
    ["3 pixels of 'c' are bad"],
  ].map((texts) => ({ isOfImage: true, warned: warningKinds(texts) }));
  const plate = { isOfImage: false, warned: warningKinds(['No magnitudes']) };
  const warned = groupWarnings([...tasks, plate]);
  expect(warned).toEqual([
    { images: 3, tasks: 0, example: "12 pixels of 'a' are bad" },
    { images: 2, tasks: 1, example: 'No magnitudes' },
  ]);
  const status = {
    state: 'succeeded',
    lines: 5,
    failed: 0,
    refused: 1,
    stages: [],
    failures: [],
  } as const;
  expect(reasonLines({ ...status, warned, began: null, ended: null })).toEqual([
    '',
    'warnings',
    "  3 of 4 images: 12 pixels of 'a' are bad",
    '  2 of 4 images, 1 piece of the sky: No magnitudes',
  ]);
});

it('warnings of one kind are counted by image, whatever its HDUs and however many lines a task has', () => {
  const chunk = warningKinds([
    'm31_flt: HDU 1 (SCI,1): magnitudes are null',
    'm31_flt: HDU 4 (SCI,2): magnitudes are null',
    'm33-2.x: HDU 1 (CCD3.SCI,1): magnitudes are null',
    'm33-2.x: m33-2.x.weight.fits.gz has another shape',
    'm42: m42.weight.fits has another shape',
  ]);
  expect(chunk).toEqual([
    { images: 2, example: 'm31_flt: HDU 1 (SCI,1): magnitudes are null' },
    { images: 2, example: 'm33-2.x: m33-2.x.weight.fits.gz has another shape' },
  ]);
  const alone = warningKinds(['HDU 0: magnitudes are null']);
  expect(groupWarnings([chunk, alone].map((warned) => ({ isOfImage: true, warned })))).toEqual([
    { images: 3, tasks: 0, example: 'm31_flt: HDU 1 (SCI,1): magnitudes are null' },
    { images: 2, tasks: 0, example: 'm33-2.x: m33-2.x.weight.fits.gz has another shape' },
  ]);
});

it('three bands without a colour are a hint, longest wavelength first', () => {
  expect(colourHint(['J', 'K', 'H'], {})).toEqual([
    expect.stringContaining('--bands r=K,g=H,b=J makes one survey in colour too'),
  ]);
  expect(colourHint(['r', 'F444W', 'x'], {})[0]).toContain('(the longest wavelength is r)');
  expect(colourHint(['J', 'K'], {})).toEqual([]);
  expect(colourHint(['J', 'K', 'H'], { bands: { r: 'K', g: 'H', b: 'J' } })).toEqual([]);
});
