import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openList, type Read } from '../../functions/start-run/read-list.ts';
import { itemSchema } from '../../shared/contracts/lists.ts';
import { memoryStore } from '../../shared/store/memory.ts';

const LIST_URL = 'memory://bucket/list.txt';

async function read(text: string, folder?: string): Promise<Read[]> {
  const store = memoryStore();
  await store.put(LIST_URL, text);
  const reads: Read[] = [];
  for await (const one of openList(store, LIST_URL, { folder })()) reads.push(one);
  return reads;
}

const items = (reads: Read[]) => reads.flatMap((one) => ('item' in one ? [one.item] : []));
const failures = (reads: Read[]) => reads.flatMap((one) => ('failure' in one ? [one.failure] : []));

describe('a list as text', () => {
  it('has one URI a line; blank lines and comments count as lines but say nothing', async () => {
    const reads = await read(
      '# my images\n\ns3://stpubdata/hst/a_drz.fits\r\n  s3://b/c d.fits.gz \n',
    );
    expect(items(reads)).toEqual([
      { line: 3, uri: 's3://stpubdata/hst/a_drz.fits', name: 'a_drz' },
      { line: 4, uri: 's3://b/c d.fits.gz', name: 'c_d' },
    ]);
    expect(failures(reads)).toEqual([]);
  });

  it('names an HDU in brackets', async () => {
    const reads = await read('s3://b/a.fits[SCI,2]\ns3://b/a.fits[0]\ns3://b/a.fits');
    expect(items(reads).map(({ hdu, name }) => [hdu, name])).toEqual([
      ['SCI,2', 'a_SCI_2'],
      [0, 'a_0'],
      [undefined, 'a'],
    ]);
  });

  it('refuses what is no URI, by line', async () => {
    const reads = await read(
      'hello world\nftp://x/y.fits\n/etc/passwd\ns3://only-a-bucket\ns3://b/k.fits',
    );
    expect(failures(reads).map(({ line, error, uri }) => [line, error, uri])).toEqual([
      [1, 'NotAUri', 'hello world'],
      [2, 'NotAUri', 'ftp://x/y.fits'],
      [3, 'NotAUri', '/etc/passwd'], // the cloud has no such files
      [4, 'NotAUri', 's3://only-a-bucket'],
    ]);
    expect(failures(reads)[1]?.message).toContain(
      'ftp:, which is not read here: write s3://bucket/key',
    );
    expect(items(reads)).toHaveLength(1);
  });

  it('takes paths on one’s own machine, from the folder the command was given in', async () => {
    const reads = await read('data/a.fits\n/abs/b c.fits\nfile:///d.fits\nhello world', '/home/me');
    expect(items(reads).map(({ uri }) => uri)).toEqual([
      'file:///home/me/data/a.fits',
      'file:///abs/b%20c.fits',
      'file:///d.fits',
    ]);
    expect(failures(reads).map(({ line, error }) => [line, error])).toEqual([[4, 'NotAUri']]);
  });

  it.each([
    [
      'file:///d/a.fits',
      ['/d/a.fits', 'a.fits', './b/../a.fits', '/d//a.fits', 'file:/d/%61.fits'],
    ],
    ['file:///d/a%20b.fits', ['a b.fits', 'file://localhost/d/./a%20b.fits', 'FILE:///d/a b.fits']],
    [
      'https://h.org/~u/a.fits',
      ['HTTPS://H.ORG:443/%7Eu/b/%2e%2e/a.fits', 'https://h.org/%7eu/%61.fits#x'],
    ],
    ['s3://b/a.fits', ['S3://b/a.fits']],
  ])('knows %s however it is spelt', async (first, others) => {
    const reads = await read([first, ...others].join('\n'), '/d');
    expect(items(reads).map(({ uri }) => uri)).toEqual([first]);
    expect(failures(reads).map(({ line, error }) => [line, error])).toEqual(
      others.map((_, i) => [i + 2, 'DuplicateLine']),
    );
  });

  it('takes keys of S3, paths and queries that differ by a letter for different ones', async () => {
    const uris = [
      ...['s3://b/k.fits', 's3://b//k.fits', 's3://b/a/../k.fits', 's3://b/%6b.fits'],
      ...['s3://b/K.fits', 's3://c/k.fits', 'https://h.org/a%2Fb.fits', 'https://h.org/a/b.fits'],
      ...['https://h.org/k.fits?a=1', 'https://h.org/k.fits?a=2', 'file:///d/%2525.fits'],
    ];
    const reads = await read([...uris, 'file:///d/%25.fits'].join('\n'), '/d');
    expect(items(reads).map(({ uri }) => uri)).toEqual([...uris, 'file:///d/%25.fits']);
    expect(new Set(items(reads).map(({ name }) => name)).size).toBe(uris.length + 1);
  });

  it('refuses addresses that can be no file, by line', async () => {
    const bad = ['file://host/d/a.fits', 'file:///d/a%2Fb.fits', 'file:///d/a.fits?b', 'file:///%'];
    const reads = await read([...bad, 'file:///d/a.fits'].join('\n'), '/d');
    expect(failures(reads).map(({ line, error }) => [line, error])).toEqual(
      bad.map((_, i) => [i + 1, 'NotAUri']),
    );
    expect(items(reads)).toHaveLength(1);
  });

  it('says of a repeated line where the first one is', async () => {
    const reads = await read('s3://b/a.fits\ns3://b/a.fits[1]\ns3://b/a.fits\n');
    expect(failures(reads)).toEqual([
      {
        line: 3,
        uri: 's3://b/a.fits',
        stage: 'lists',
        error: 'DuplicateLine',
        message: 'The same image stands on line 1: remove one of the two',
      },
    ]);
  });
});

describe('a list of images that are measured in others', () => {
  const text =
    'uri,measure,flag\ns3://b/a.fits,s3://b/r.fits,s3://b/f.fits\ns3://b/a.fits,s3://b/i.fits,\n';

  it('has one item for each second image', async () => {
    expect(items(await read(text)).map(({ name }) => name)).toEqual(['a+r', 'a+i']);
  });

  it('has for a map each image once: nothing is measured', async () => {
    const store = memoryStore();
    await store.put(LIST_URL, text);
    const reads: Read[] = [];
    for await (const one of openList(store, LIST_URL, { folder: undefined, isMap: true })())
      reads.push(one);
    expect(items(reads)).toEqual([{ line: 2, uri: 's3://b/a.fits', name: 'a' }]);
    expect(failures(reads).map(({ line, error }) => [line, error])).toEqual([[3, 'DuplicateLine']]);
  });
});

describe('a line that is no line', () => {
  it.each([
    ['s3://b/k\x1b[31m.fits', 'NotAUri'],
    [`s3://b/${'"'.repeat(40_000)}`, 'MalformedLine'],
    [`s3://b/${'k'.repeat(1_100)}`, 'NotAUri'],
    ['a'.repeat(65_402), 'MalformedLine'],
    ['\x1b]0;pwned\x07', 'NotAUri'],
    ['s3://b/b.fits\0', 'NotAUri'],
    ['s3://b/b.fits\v', 'NotAUri'],
    ['\fs3://b/b.fits', 'NotAUri'],
  ])('costs itself alone (%#)', async (bad, error) => {
    const reads = await read(`s3://b/a.fits\n${bad}\ns3://b/c.fits`);
    expect(items(reads).map(({ name }) => name)).toEqual(['a', 'c']);
    expect(failures(reads).map((failure) => [failure.line, failure.error])).toEqual([[2, error]]);
    const said = JSON.stringify(failures(reads));
    expect(said.length).toBeLessThan(3_000);
    expect(said).not.toMatch(/\\u00/);
  });

  it('names in 20,000 spellings of case are told apart in linear time', async () => {
    const spelling = (n: number) =>
      [...'abcdefghijklmno'].map((c, bit) => ((n >> bit) & 1 ? c.toUpperCase() : c)).join('');
    const reads = await read(
      Array.from({ length: 20_000 }, (_, n) => `s3://b/${spelling(n)}.fits`).join('\n'),
    );
    const names = items(reads).map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(20_000);
  });
});

describe('a list as CSV or JSONL', () => {
  it('has a header with uri and, if wanted, band, hdu and weight', async () => {
    const reads = await read(
      'band,uri,hdu,weight\nKs,"s3://b/a,b.fits",1,0.5\nH,s3://b/h.fits,,\nJ,s3://b/j.fits,1\n',
    );
    expect(items(reads)).toEqual([
      { line: 2, uri: 's3://b/a,b.fits', name: 'a_b_1', hdu: 1, band: 'Ks', weight: 0.5 },
      { line: 3, uri: 's3://b/h.fits', name: 'h', band: 'H' },
    ]);
    expect(failures(reads).map(({ line, error }) => [line, error])).toEqual([[4, 'MalformedLine']]);
  });

  it.each(['1e308', '1e-320', '0', '-1', '0x10'])(
    'a weight of %s costs its line alone: sums of pixels would not be finite',
    async (weight) => {
      for (const text of [
        `uri,weight\ns3://b/a.fits,1\ns3://b/b.fits,${weight}\ns3://b/c.fits,`,
        `{"uri":"s3://b/z.fits"}\n{"uri":"s3://b/a.fits","weight":1}\n{"uri":"s3://b/b.fits","weight":${weight}}`,
      ]) {
        const reads = await read(text);
        expect(failures(reads).map(({ line }) => line)).toEqual([3]);
      }
    },
  );

  it('a header with a column twice ends the run', async () => {
    await expect(read('uri,uri\ns3://b/a.fits,s3://b/b.fits')).rejects.toMatchObject({
      name: 'BadRequest',
      message: 'The header of the list has the column uri twice: mend it',
    });
  });

  it.each(['[]', '"x"', 'null', '7'])('a line %s of JSON is no object', async (text) => {
    const reads = await read(`{"uri":"s3://b/a.fits"}\n${text}`);
    expect(failures(reads)).toEqual([
      expect.objectContaining({ message: expect.stringContaining('is no JSON object') }),
    ]);
  });

  it('takes our items and the tutorial’s events', async () => {
    const lines = [
      '{"uri":"s3://b/a.fits","hdu":"SCI"}',
      '{"fits_s3_bucket":"stpubdata","fits_s3_key":"hst/x_drz.fits","s3_output_bucket":"out"}',
      '{"uri":',
      '{"uri":"s3://b/c.fits","hdu":-1}',
    ];
    const reads = await read(lines.join('\n'));
    expect(items(reads).map(({ uri }) => uri)).toEqual([
      's3://b/a.fits',
      's3://stpubdata/hst/x_drz.fits',
    ]);
    expect(failures(reads).map(({ line, error }) => [line, error])).toEqual([
      [3, 'MalformedLine'],
      [4, 'MalformedLine'],
    ]);
  });
});

describe('what a line adds', () => {
  const long = 'x'.repeat(81);
  it.each([
    ['a band', `uri,band\ns3://b/a.fits,${long}\ns3://b/b.fits,constructor`],
    ['an HDU', `s3://b/a.fits[${long}]\ns3://b/b.fits[__proto__]`],
    ['an HDU of JSON', `{"uri":"s3://b/a.fits","hdu":"${long}"}\n{"uri":"s3://b/b.fits"}`],
  ])('%s of more than 80 characters fails alone', async (_, text) => {
    const reads = await read(text);
    expect(failures(reads)).toEqual([expect.objectContaining({ error: 'MalformedLine' })]);
    expect(items(reads)).toEqual([expect.objectContaining({ uri: 's3://b/b.fits' })]);
  });
});

describe('whatever stands in a list', () => {
  it('every line that is not blank comes out once, with a name that is its own', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom(
        's3://b/a.fits',
        's3://b/A.FITS',
        's3://c/a.fits.gz',
        's3://b/../../etc.fits',
        's3://b/ .fits',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
        const clean = [
          's3://first/line.fits',
          ...lines.map((text) => text.replace(/[\r\n]/g, ' ')),
        ];
        const reads = await read(clean.join('\n'));
        const numbers = reads.map((one) => ('item' in one ? one.item.line : one.failure.line));
        const wanted = clean.flatMap((text, i) => (/^\s*(#|$)/.test(text) ? [] : [i + 1]));
        expect(numbers).toEqual(wanted);
        const names = items(reads).map(({ name }) => name.toLowerCase());
        expect(new Set(names).size).toBe(names.length);
        for (const item of items(reads)) itemSchema.parse(item); // safe as a path and in a key
      }),
    );
  });
});
