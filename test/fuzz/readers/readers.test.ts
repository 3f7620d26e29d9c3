import { expect, test } from 'vitest';
import { readColumns } from '../../../shared/core/source-extractor/read-columns.ts';
import { parquetBomb } from '../bombs.ts';
import { cpuSeconds } from '../limits.ts';
import { inputOf } from './damage.ts';
import { readers } from './index.ts';
import { play } from './play.ts';

/** CPU of all readers in a run of the suite; with STARFAN_TEST_LONG the share that CI plays. */
const shareSeconds = process.env.STARFAN_TEST_LONG === '1' ? 60 : 8;

/** What once ended otherwise, by the reader that read it. */
const found: Readonly<Record<string, readonly number[]>> = {
  // brackets that open and never close
  'surveys (YAML)': [79],
  // tens of thousands of blanks where a unit should be
  'units, dates, angles and positions': [1600, 6529],
  // metadata of a type that Thrift has not, a list that is a number
  'tables of a run (Parquet)': [4, 5, 15],
  'Parquet files of others': [21, 148],
};

test('places: a column without a name, and rows that no byte is there for', async () => {
  const places = readers.find(({ name }) => name === 'tables of places')!;
  const parquet = places.seeds.find((one) => typeof one !== 'string')!;
  const nameless = inputOf({ ...places, seeds: [parquet] }, 2827);
  for (const [input, words] of [
    [nameless, 'a column has no name'],
    [parquetBomb(1_000_000), 'it claims 1000000 rows in'],
  ] as const)
    await expect(places.read(input)).rejects.toMatchObject({
      name: 'BadRequest',
      message: expect.stringContaining(words),
    });
});

test.each(Object.entries(found))('%s: seeds that once ended otherwise', async (name, seeds) => {
  const reader = readers.find((one) => one.name === name)!;
  for (const seed of seeds)
    expect((await play(reader, seed)).fault, `seed ${seed}`).toBeUndefined();
});

test('a key that is not percent-encoded is refused by name', async () => {
  const event = readers.find(({ name }) => name === 'events of dropped lists')!;
  const object = { key: 'lists/detect/a%C3%{.txt', eTag: 'abc' };
  const input = JSON.stringify({ Records: [{ s3: { bucket: { name: 'a' }, object } }] });
  await expect(async () => event.read(new TextEncoder().encode(input))).rejects.toMatchObject({
    name: 'BadRequest',
  });
});

test('a word of a hundred thousand letters is no misspelt parameter, and that is seen at once', () => {
  const begin = process.cpuUsage();
  const { warnings } = readColumns(`${'N'.repeat(100_000)}\nNUMBER\n`, 'x.param');
  expect(warnings).toHaveLength(1);
  expect(cpuSeconds(begin)).toBeLessThan(1);
});

test.each([
  ['DETECT_THRESH -1e30 0\nTHRESH_TYPE ABSOLUTE', 'NUMBER', 'MalformedConfig', 'DETECT_THRESH'],
  [
    'FILTER N',
    'VIGNET(512,512)\nFLUX_APER(262144)',
    'OutOfMemory',
    'most of it VIGNET(512,512) with 262144 numbers for each',
  ],
])('a search with %s and %s is refused by name', async (settings, columns, name, message) => {
  const search = readers.find((one) => one.name === 'configurations of a search')!;
  const input = `PARAMETERS_NAME c.param\n${settings}\n=== c.param\n${columns}\n`;
  await expect(search.read(new TextEncoder().encode(input))).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test('whatever a reader reads it answers rightly or refuses by name, soon', async () => {
  const begin = process.cpuUsage();
  let seed = 1_000_001;
  for (; cpuSeconds(begin) < shareSeconds; seed++)
    for (const reader of readers) {
      const { fault } = await play(reader, seed);
      expect(fault, `${reader.name}, seed ${seed}`).toBeUndefined();
    }
  expect(seed).toBeGreaterThan(1_000_010);
});
