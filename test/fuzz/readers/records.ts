import { prepareRun } from '../../../functions/start-run/prepare-run.ts';
import type { Machine } from '../../../shared/contracts/run.ts';
import { readImageLedger } from '../../../shared/run/image-ledger.ts';
import { isRun } from '../../../shared/run/is-run.ts';
import { readLedger } from '../../../shared/run/ledger.ts';
import { RunReader } from '../../../shared/run/run-reader.ts';
import { sealOf } from '../../../shared/run/seal.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { type Reader, textOf } from './reader.ts';

const RUN = 's3://runs/runs/one/';
const machines = ['detect-sources', 'sky-map', 'mosaic'] as const;
const record = JSON.stringify({
  ...{ stage: 'detections', name: 'a', state: 'failed', parameters: 'x', inputs: [], outputs: [] },
  warnings: ['w'],
  failure: { line: 1, uri: 's3://in/a.fits', stage: 'detections', error: 'NotFits', message: 'no' },
  ...{
    failures: [],
    seconds: 1,
    cpu: 1,
    started: '2026-01-01T00:00:00.000Z',
    memorySize: 512,
    memory: 1,
  },
  traffic: { reads: 1, writes: 1, bytesRead: 1, bytesWritten: 1 },
});

/** The files of a run that has only begun, by machine. */
async function begun(machine: Machine): Promise<Map<string, Uint8Array>> {
  const store = memoryStore();
  await store.put('s3://runs/list.txt', 's3://in/a.fits\ns3://in/b.fits\nno image\n');
  const input = { list: 's3://runs/list.txt', run: RUN };
  await prepareRun(store, machine, input, {
    execution: 'one',
    folder: undefined,
    isAllowed: { bucket: () => true, host: () => true },
    bucket: undefined,
    maxConcurrency: undefined,
  });
  await store.put(`${RUN}tasks/detections/a.json`, record);
  const files = new Map<string, Uint8Array>();
  for await (const { url } of store.list(RUN)) files.set(url, await store.get(url));
  return files;
}
const runs = await Promise.all(machines.map(begun));

/** Which file it is stands on the first line, so that the damage is of the file alone mostly. */
const seeds = runs.flatMap((files, machine) =>
  [...files]
    .filter(([url]) => /\.jsonl?$/.test(url))
    .map(([url, bytes]) => `${machine} ${url}\n${textOf(bytes)}`),
);

const records: Reader = {
  name: 'the files of a run',
  share: 15_000,
  seeds,
  named: ['DamagedRun'],
  words: [
    '"line"',
    '"uri"',
    '"state"',
    '"done"',
    '"RUNNING"',
    '1e999',
    '{}',
    '[]',
    '"offset"',
    '"length"',
  ],
  async read(input) {
    const [first = '', ...rest] = textOf(input).split('\n');
    const [place = '0', url = ''] = first.split(' ');
    const files = runs[Number(place) % 3] ?? runs[0]!;
    const store = memoryStore();
    for (const [one, bytes] of files) await store.put(one, bytes);
    if (files.has(url)) await store.put(url, rest.join('\n'));
    await isRun(store, RUN);
    await sealOf(store, RUN);
    const read = [
      () => new RunReader(store, RUN).refresh(),
      async () => {
        for await (const _ of readLedger(store, RUN, 'detections'));
      },
      async () => {
        if (files !== runs[0]) for await (const _ of readImageLedger(store, RUN));
      },
    ];
    let refusal: unknown;
    for (const one of read)
      await one().catch((error: Error) => {
        if (!['DamagedRun', 'BadUrl', 'OutsideFolder'].includes(error.name)) throw error;
        refusal = error;
      });
    if (refusal) throw refusal;
  },
};

/** Readers of task records. */
export const ledgers = [records];
