import { expect, it } from 'vitest';
import { jsonLines, jsonLinesBytes } from '../../shared/run/json.ts';

it('lines of JSON are the same in bytes as in a string, over several pieces and of none', () => {
  const values = Array.from({ length: 30_000 }, (_, line) => ({
    line,
    uri: `s3://b/é${line}.fits`,
  }));
  for (const some of [values, []])
    expect(new TextDecoder().decode(jsonLinesBytes(some))).toBe(jsonLines(some));
});
