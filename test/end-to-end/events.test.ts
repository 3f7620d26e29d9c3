import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'starfan-events-'));

// The sample events write into the working folder: give them one of their own.
beforeAll(() => {
  for (const name of ['deploy', 'dist', 'events', 'node_modules'])
    symlinkSync(join(root, name), join(folder, name));
  for (const name of ['package.json', 'serverless.yml'])
    copyFileSync(join(root, name), join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * `serverless invoke local`, as a user types it. What the function answers is the last JSON of its
 * output.
 */
function invoke(functionName: string, event: string) {
  const serverless = join(root, 'node_modules/.bin/serverless');
  const { status, stdout, stderr } = spawnSync(
    serverless,
    ['invoke', 'local', '-f', functionName, '-p', `events/${event}.json`],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  const answer = stdout.slice(stdout.indexOf('\n{\n') + 1);
  return { status, output: stdout + stderr, answer: () => JSON.parse(answer) };
}

describe('serverless invoke local', () => {
  it('runs the sample events one after another', () => {
    expect(invoke('start-run', 'start-run').answer()).toMatchObject({ items: 1, badLines: 0 });
    expect(invoke('detect-sources', 'detect-sources').answer()).toEqual({
      done: 1,
      failed: 0,
      sources: 12,
    });
    expect(invoke('merge-catalogue', 'merge-catalogue').answer()).toEqual({ volumes: 0 });
    expect(invoke('write-report', 'write-report').answer()).toEqual({
      state: 'SUCCEEDED',
      verdict: '1 of 1 images searched, 12 sources',
    });
    expect(existsSync(join(folder, 'starfan-out/invoke/images/sample_drz/sources.png'))).toBe(true);
    expect(readFileSync(join(folder, 'starfan-out/invoke/report.html'), 'utf8')).toContain(
      'sample_drz',
    );
  });

  it('takes a batch, of which one image fails', () => {
    expect(invoke('detect-sources', 'detect-sources-batch').answer()).toMatchObject({
      done: 1,
      failed: 1,
    });
  });

  it('records why a batch broke off', () => {
    expect(invoke('record-failure', 'record-failure').answer()).toEqual({ recorded: 1 });
    const record = JSON.parse(
      readFileSync(join(folder, 'starfan-out/invoke/tasks/detections/huge.json'), 'utf8'),
    );
    expect(record.failure).toMatchObject({ line: 4, error: 'OutOfMemory' });
  });

  it('says what is wrong with an event', () => {
    const { output } = invoke('detect-sources', 'merge-catalogue');
    expect(output).toContain('BadRequest');
    expect(output).toContain('Invalid input');
  });
});
