import { describe, expect, it } from 'vitest';
import { askNetwork, readNetwork } from '../../../shared/core/source-extractor/network.ts';

const row = (values: readonly number[]) => values.join(' ');
const zeros = (n: number) => new Array<number>(n).fill(0);

/** A network whose one neuron looks at the third input alone, as 2 x + 0.5. */
const text = [
  'NNW',
  '# made by hand',
  '3 10 1 1',
  row(zeros(10).fill(0.5)),
  row(zeros(10).fill(2)),
  row([0, 0, 3, ...zeros(7), -1]),
  row([4, -2]),
  '0',
  '1',
].join('\n');

describe('a .nnw file', () => {
  it('passes its inputs through one hidden layer', () => {
    const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
    const answer = askNetwork(readNetwork(text, 'x.nnw'), [9, 9, 0.25, ...zeros(7)]);
    expect(answer).toBeCloseTo(sigmoid(4 * sigmoid(3 * (2 * 0.25 + 0.5) - 1) - 2), 12);
  });

  it('is refused by name when it is another file, or cut off', () => {
    expect(() => readNetwork('CONV NORM\n1 2 1', 'x.nnw')).toThrow(
      /x\.nnw: its first line should be NNW/,
    );
    expect(() => readNetwork(text.slice(0, 60), 'x.nnw')).toThrow(/numbers are missing/);
  });
});
