import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../local/engine/json.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';
import { distributedMap, machine, run } from './sample-machines.ts';

const inputsOf = async (map: JsonObject, store: Store, input: JsonObject = {}) => {
  const inputs: Json[] = [];
  const { outcome } = await run(machine({ map }), {
    store,
    input,
    concurrency: 1,
    invoke: async (_, payload) => {
      inputs.push(payload);
      return null;
    },
  });
  return { inputs, outcome };
};
const list = async (text: string | Uint8Array) => {
  const store = memoryStore();
  await store.put('memory://data/list.jsonl', text);
  return store;
};
const reader = (
  more: JsonObject,
  Parameters: JsonObject = { Bucket: 'data', Key: 'list.jsonl' },
  call = 'getObject',
) =>
  distributedMap({ ItemReader: { Resource: `arn:aws:states:::s3:${call}`, Parameters, ...more } });

it('JSON lines may have blank lines, \\r\\n and no last line end', async () => {
  const { inputs } = await inputsOf(distributedMap(), await list('1\r\n\n"ü"\n   \n{"a":[]}'));
  expect(inputs).toEqual([1, 'ü', { a: [] }]);
});

it('a line may lie across the chunks in which the list is read', async () => {
  const long = { text: 'é'.repeat(100_000) };
  const lines = Array.from({ length: 12 }, (_, n) => JSON.stringify({ n, ...long })).join('\n');
  const { inputs } = await inputsOf(distributedMap(), await list(lines));
  expect(inputs).toEqual(Array.from({ length: 12 }, (_, n) => ({ n, ...long })));
});

it('an empty list has no items', async () => {
  expect((await inputsOf(distributedMap(), await list(''))).outcome).toEqual({
    status: 'SUCCEEDED',
    output: [],
  });
});

it.each([
  ['a list that is not there', 'States.ItemReaderFailed', memoryStore()],
  ['a line that is no JSON', 'States.ItemReaderFailed', list('{"n":1}\n{oops\n')],
  ['bytes that are no UTF-8', 'States.ItemReaderFailed', list(Uint8Array.of(34, 255, 34))],
  ['a file without line ends', 'States.ItemReaderFailed', list(`"${'x'.repeat(3 << 20)}"`)],
])('refuses %s by name', async (_, error, store) => {
  expect((await inputsOf(distributedMap(), await store)).outcome).toMatchObject({
    status: 'FAILED',
    error,
  });
});

it('MaxItems counts, fixed or by path', async () => {
  const store = await list('1\n2\n3\n');
  expect(
    (await inputsOf(reader({ ReaderConfig: { InputType: 'JSONL', MaxItems: 2 } }), store)).inputs,
  ).toEqual([1, 2]);
  expect(
    (
      await inputsOf(
        reader({ ReaderConfig: { InputType: 'JSONL', MaxItemsPath: '$.most' } }),
        store,
        {
          most: 1,
        },
      )
    ).inputs,
  ).toEqual([1]);
  expect(
    (await inputsOf(reader({ ReaderConfig: { InputType: 'JSONL', MaxItems: 0 } }), store)).inputs,
  ).toEqual([1, 2, 3]);
});

it('items come from a JSON array, the state’s input or a listing', async () => {
  expect(
    (await inputsOf(reader({ ReaderConfig: { InputType: 'JSON' } }), await list('[1,2]'))).inputs,
  ).toEqual([1, 2]);
  const { ItemReader: _, ...plain } = distributedMap({ ItemsPath: '$.a.b' });
  expect((await inputsOf(plain, memoryStore(), { a: { b: [3, 4] } })).inputs).toEqual([3, 4]);
  const store = memoryStore();
  for (const key of ['in/b', 'in/a', 'out']) await store.put(`memory://data/${key}`, key);
  const { inputs } = await inputsOf(
    reader({}, { Bucket: 'data', Prefix: 'in/' }, 'listObjectsV2'),
    store,
  );
  expect(inputs).toMatchObject([
    { Key: 'in/a', Size: 4 },
    { Key: 'in/b', Size: 4 },
  ]);
});

it('ItemSelector sees item, index, state input and execution', async () => {
  const map = distributedMap({
    ItemSelector: {
      'item.$': '$$.Map.Item.Value',
      'index.$': '$$.Map.Item.Index',
      'run.$': '$.run',
      'name.$': '$$.Execution.Name',
      'key.$': "States.Format('{}/{}', $.run, $$.Map.Item.Index)",
    },
  });
  const { inputs } = await inputsOf(map, await list('"a"\n"b"\n'), { run: 'r' });
  expect(inputs[1]).toEqual({ item: 'b', index: 1, run: 'r', name: 'run-1', key: 'r/1' });
});

it('batches are limited by number and by bytes', async () => {
  const store = await list('"aa"\n"bb"\n"cc"\n"dd"\n"ee"\n');
  const batches = async (ItemBatcher: JsonObject) =>
    (await inputsOf(distributedMap({ ItemBatcher }), store, { size: 4 })).inputs.map(
      (input) => (input as { Items: Json[] }).Items.length,
    );
  expect(await batches({ MaxItemsPerBatch: 2 })).toEqual([2, 2, 1]);
  expect(await batches({ MaxItemsPerBatchPath: '$.size' })).toEqual([4, 1]);
  // {"Items":["aa","bb"]} is 21 bytes.
  expect(await batches({ MaxInputBytesPerBatch: 21 })).toEqual([2, 2, 1]);
  expect(await batches({ MaxInputBytesPerBatch: 20 })).toEqual([1, 1, 1, 1, 1]);
  const { outcome } = await inputsOf(
    distributedMap({ ItemBatcher: { MaxInputBytesPerBatch: 15 } }),
    store,
  );
  expect(outcome).toMatchObject({
    error: 'States.DataLimitExceeded',
    cause: expect.stringContaining('Item 1'),
  });
});
