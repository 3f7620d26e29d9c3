import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { showProgress } from '../../cli/progress.ts';
import type { EngineEvent } from '../../local/engine/events.ts';

/** All that was written, with a terminal's control sequences taken out. */
function shown(isTTY: boolean, show: (progress: ReturnType<typeof showProgress>) => void): string {
  const stream = Object.assign(new PassThrough(), {
    ...{ isTTY, columns: 200, cursorTo() {}, moveCursor() {}, clearLine() {} },
  });
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  const progress = showProgress(stream as unknown as NodeJS.WriteStream);
  show(progress);
  progress.stop();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's are taken out
  return text.replace(/\x1b\[[\d?;]*[A-Za-z]/g, '\n');
}

const mapped = (succeeded: number, failed = 0): EngineEvent =>
  ({ type: 'MapRunProgress', state: 'Detections', total: 8, succeeded, failed }) as EngineEvent;

it('a bar on a terminal says how long only once it knows, and never of what did not happen', () => {
  const text = shown(true, (progress) => {
    progress.event(mapped(0));
    progress.found(12);
    progress.event(mapped(8));
  });
  expect(text).toContain('  detections ------------------------------ 0/8, 0 sources');
  expect(text).toContain('  detections ============================== 8/8, 12 sources');
  expect(text).not.toMatch(/broken off|NF|NaN|left/);
});

it('lines elsewhere say the same', () => {
  const text = shown(false, (progress) => {
    progress.event(mapped(0));
    progress.event(mapped(3, 1));
  });
  expect(text).toBe('  detections: 4/8, 0 sources\n');
});
