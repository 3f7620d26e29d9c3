import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const play = join(import.meta.dirname, 'bad-lines-play.ts');

/** MB: a thirteenth of what start-run has; half of it is TypeScript's own */
const HEAP = 100;

/** Begins a run of so many bad lines in a process with little memory. */
const begin = (lines: number): { items: number; badLines: number; size: number; cpu: number } =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [`--max-old-space-size=${HEAP}`, '--import', 'tsx', play, String(lines)],
      { encoding: 'utf8' },
    ),
  );

it('600,000 bad lines begin a run in 100 MB and linear time', () => {
  const [few, many] = [begin(60_000), begin(600_000)];
  expect(many).toMatchObject({ items: 1, badLines: 600_000 });
  // a sentence for each: 185 bytes; more than the process may hold
  expect(many.size).toBeGreaterThan(HEAP * 2 ** 20);
  // seconds of one core: 10 times where they are linear in the lines, 100 where quadratic
  expect(many.cpu / few.cpu).toBeLessThan(20);
});
