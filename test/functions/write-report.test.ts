import { describe, expect, it } from 'vitest';
import { verdictOn } from '../../functions/write-report/verdict.ts';
import type { RunSummary } from '../../shared/contracts/run-summary.ts';

const summary: RunSummary = {
  run: 'memory://bucket/runs/1/',
  machine: 'detect-sources',
  state: 'SUCCEEDED',
  lines: 8,
  done: 8,
  failed: 0,
  toleratedFailurePercentage: 20,
  failures: {},
  brokenOff: 0,
  notes: [],
  sources: 120,
  tasks: 9,
  warnings: 0,
  seconds: 1,
  requests: 1,
  bytesRead: 1,
  bytesWritten: 1,
  memory: 1,
  catalogue: [],
  report: 'report.html',
};

describe('the sentence about a run', () => {
  it.each([
    ['sources that were found', {}, false, '8 of 8 images searched, 120 sources'],
    ['measurements at given places', {}, true, '8 of 8 images measured, 120 measurements'],
    ['images in a map', { machine: 'sky-map' }, false, '8 of 8 images mapped'],
    ['images in mosaics', { machine: 'mosaic' }, false, '8 of 8 images in mosaics'],
    [
      'a tolerated share of failures',
      { done: 7, failed: 1 },
      false,
      '7 of 8 images searched, 120 sources; 1 failed (12.5 %, within the tolerated 20 %): see failures.jsonl',
    ],
    [
      'more failures than are tolerated',
      { done: 6, failed: 2 },
      false,
      '6 of 8 images searched, 120 sources; 2 failed (25 %, more than the tolerated 20 %): see failures.jsonl',
    ],
    [
      'tasks that broke off',
      { brokenOff: 2 },
      false,
      '8 of 8 images searched, 120 sources; 2 tasks broke off, so something is missing: start it again, and it does what is missing',
    ],
  ] as const)('says %s', (_, change, isGiven, sentence) => {
    expect(verdictOn({ ...summary, ...change }, undefined, isGiven)).toBe(sentence);
  });

  it('says why a machine could not go on, instead of what it found', () => {
    const full = { Error: 'StoreFull', Cause: '{"errorMessage":"No room left"}' };
    expect(verdictOn(summary, full, false)).toMatch(/^The run broke off: .*No room left/);
    const early = { Error: 'AllFailed', Cause: 'The first 16 images all failed' };
    expect(verdictOn(summary, early, false)).toBe(
      'The run stopped early: AllFailed: The first 16 images all failed: see failures.jsonl',
    );
  });
});
