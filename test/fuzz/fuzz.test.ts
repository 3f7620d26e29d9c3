import { expect, test } from 'vitest';
import { corpus } from './corpus.ts';
import { cpuSeconds, faultOf } from './limits.ts';

/** CPU that the share of a test run takes; `npm run test:fuzz` plays the long one. */
const shareSeconds = process.env.STARFAN_TEST_LONG === '1' ? 60 : 12;

test('damaged files end in an answer or in an error of the contract, soon and in little memory', async () => {
  const files = corpus(false);
  const begin = process.cpuUsage();
  let seed = 1;
  for (; cpuSeconds(begin) < shareSeconds; seed++) {
    const fault = await faultOf(files, seed);
    expect(fault, `seed ${seed}`).toBeUndefined();
  }
  expect(seed).toBeGreaterThan(50);
});
