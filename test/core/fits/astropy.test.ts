import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { CardValue } from '../../../shared/core/fits/card.ts';
import { verifyChecksum } from '../../../shared/core/fits/checksum.ts';
import type { Column } from '../../../shared/core/fits/column.ts';
import type { Hdu } from '../../../shared/core/fits/hdu.ts';
import { readFloat32, readImage, readRows } from '../../../shared/core/fits/image.ts';
import { readTable } from '../../../shared/core/fits/table.ts';
import { hasSharedData, presentFiles, sharedData } from '../../shared-data.ts';
import { asFloat64, canonicalBytes, hashNumbers, hashOf } from './canonical.ts';
import { openPath } from './disk-source.ts';

interface ColumnTruth {
  type: 'number' | 'string' | 'bool' | 'variable' | 'skip';
  sha: string;
}
interface HduTruth {
  kind: Hdu['kind'];
  extname: string;
  bad: string[];
  header: Record<string, string>;
  sums: [number, number];
  shape?: number[];
  dtype?: string;
  sha?: string;
  rows?: number;
  columns?: Record<string, ColumnTruth>;
  fields?: string[];
}

const truth = JSON.parse(
  gunzipSync(readFileSync(new URL('../../truth/fits/astropy.json.gz', import.meta.url))).toString(),
) as Record<string, HduTruth[]>;

/** numpy's names of our types */
const dtypes: Record<string, string> = { BigInt64Array: 'int64', BigUint64Array: 'uint64' };
const dtypeOf = (data: ArrayBufferView): string => {
  const name = data.constructor.name;
  return dtypes[name] ?? name.replace('Array', '').toLowerCase();
};

test('the truth covers the files that it was made from', () => {
  expect(Object.keys(truth).length).toBe(169);
  expect(Object.values(truth).flat().length).toBe(372);
});

describe.skipIf(!hasSharedData)(
  'bits are those of astropy, on every file of ../shared/data (skipped when it is absent)',
  () => {
    test.each(presentFiles(Object.keys(truth)))('%s', async (name) => {
      const expected = truth[name]!;
      const file = await openPath(sharedData(name));
      const hdus = await file.hdus();
      expect(hdus.map((hdu) => hdu.kind)).toEqual(expected.map((hdu) => hdu.kind));
      for (const [index, hdu] of hdus.entries()) {
        const wanted = expected[index]!;
        expect(hdu.extname).toBe(String(wanted.extname).trim());
        expect(wrongCards(hdu, wanted)).toEqual([]);
        // Of a compressed image astropy asks for the sums of the image, which is not what the file
        // holds.
        if (hdu.kind !== 'compressed') {
          const { datasum, checksum } = await verifyChecksum(hdu);
          const word = (verdict: boolean | undefined): number =>
            verdict === undefined ? 2 : verdict ? 1 : 0;
          expect([word(datasum), word(checksum)]).toEqual(wanted.sums);
        }
        if (wanted.columns || wanted.fields) await checkTable(hdu, wanted);
        else await checkImage(hdu, wanted);
      }
    });
  },
);

function wrongCards(hdu: Hdu, wanted: HduTruth): string[] {
  return Object.entries(wanted.header)
    .filter(([keyword]) => !wanted.bad.includes(keyword))
    .filter(
      ([keyword, hash]) =>
        hashOf(Buffer.from(typed(hdu.header.get(keyword)), 'latin1')).slice(0, 6) !== hash,
    )
    .map(([keyword]) => keyword);
}

function typed(value: CardValue): string {
  if (typeof value === 'number')
    return `N${Buffer.from(Float64Array.of(value).buffer).toString('hex')}`;
  if (typeof value === 'boolean') return value ? 'LT' : 'LF';
  if (typeof value === 'bigint') return `I${value}`;
  return value === undefined ? '' : `S${value}`;
}

async function checkImage(hdu: Hdu, wanted: HduTruth): Promise<void> {
  const image = await readImage(hdu);
  expect(image.shape).toEqual(wanted.shape);
  if (wanted.dtype === 'none') {
    expect(image.data.length).toBe(0);
    await expect(readFloat32(hdu)).rejects.toMatchObject({ name: 'NoPixels' });
    return;
  }
  expect(dtypeOf(image.data)).toBe(wanted.dtype);
  expect(hashNumbers(image.data)).toBe(wanted.sha);
  if (image.shape.slice(2).some((length) => length > 1)) {
    await expect(readFloat32(hdu)).rejects.toMatchObject({ name: 'UnsupportedFits' });
    return;
  }
  // The fast path: the same values, rounded once more.
  const plane = await readFloat32(hdu);
  const rounded = Float32Array.from(asFloat64(image.data));
  expect(hashNumbers(plane.data)).toBe(hashNumbers(rounded));
  const y0 = Math.floor(plane.height / 3);
  const rows = Math.max(1, Math.floor(plane.height / 4));
  const section = await readRows(hdu, y0, rows);
  expect(hashNumbers(section.data)).toBe(
    hashNumbers(rounded.subarray(y0 * plane.width, (y0 + rows) * plane.width)),
  );
}

async function checkTable(hdu: Hdu, wanted: HduTruth): Promise<void> {
  const table = await readTable(hdu);
  expect(table.rows).toBe(wanted.rows);
  if (wanted.fields) {
    expect(
      table.columns.map((column) => hashNumbers(asFloat64(column.data as Float64Array))),
    ).toEqual(wanted.fields);
  }
  for (const [name, column] of Object.entries(wanted.columns ?? {})) {
    const found = table.columns.find((candidate) => candidate.name === name);
    expect(found, name).toBeDefined();
    if (found && column.type !== 'skip')
      expect(hashColumn(found, column, hdu), name).toBe(column.sha);
  }
}

function hashColumn(column: Column, { type }: ColumnTruth, hdu: Hdu): string {
  if (type === 'string') return hashOf(Buffer.from((column.data as string[]).join('\n')));
  if (type === 'bool')
    return hashOf(Uint8Array.from(column.data as boolean[], (value) => (value ? 1 : 0)));
  if (type === 'variable') {
    const cells = (column.data as ArrayBufferView[]).map((cell) =>
      Buffer.from(canonicalBytes(cell)),
    );
    return hashOf(
      Buffer.concat(cells.flatMap((cell, row) => (row ? [Buffer.from('|'), cell] : [cell]))),
    );
  }
  const values = asFloat64(column.data as Float64Array);
  // What TNULLn marks in an ASCII table is NaN here and 0 in astropy.
  return hashNumbers(
    hdu.kind === 'ascii' ? values.map((value) => (Number.isNaN(value) ? 0 : value)) : values,
  );
}
