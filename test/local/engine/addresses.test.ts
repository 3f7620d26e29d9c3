import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { objectAddresses } from '../../../local/engine/addresses.ts';
import { fileStore } from '../../../shared/store/file.ts';
import { distributedMap, machine, run } from './sample-machines.ts';

const { urlOf, keyOf } = objectAddresses;

it.each([
  ['bucket-1', 'runs/1/list.jsonl', 's3://bucket-1/runs/1/list.jsonl'],
  ['bucket-1', 'runs/', 's3://bucket-1/runs/'],
  ['bucket-1', '', 's3://bucket-1/'],
  ['file:', 'data/a b#.jsonl', 'file:///data/a%20b%23.jsonl'],
  ['file:', 'data/', 'file:///data/'],
])('bucket %s and key %s make one address', (bucket, key, url) => {
  expect(urlOf(bucket, key)).toBe(url);
  expect(keyOf(url)).toBe(key);
});

it('a key that climbs is refused', () => {
  expect(() => urlOf('file:', 'data/../etc/passwd')).toThrow(/not a safe relative key/);
});

it('a Map reads and writes plain files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'starfan-engine-'));
  const store = fileStore();
  const key = `${folder}/list.jsonl`.slice(1);
  await store.put(urlOf('file:', key), '{"n":1}\n{"n":2}\n');
  const map = distributedMap({
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSONL' },
      Parameters: { Bucket: 'file:', Key: key },
    },
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: 'file:', Prefix: `${folder}/maps`.slice(1) },
    },
  });
  const { outcome } = await run(machine({ map }), {
    store,
    addresses: objectAddresses,
    invoke: async (_, n) => n,
  });
  const { ResultWriterDetails } = outcome.output as {
    ResultWriterDetails: { Bucket: string; Key: string };
  };
  const manifest = await store.get(urlOf('file:', ResultWriterDetails.Key));
  expect(new TextDecoder().decode(manifest)).toContain('SUCCEEDED_0.json');
  await rm(folder, { recursive: true });
});
