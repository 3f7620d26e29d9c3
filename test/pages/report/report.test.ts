import { createHash } from 'node:crypto';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Failure } from '../../../shared/contracts/lists.ts';
import type { RunSummary } from '../../../shared/contracts/run-summary.ts';
import type { TaskRecord } from '../../../shared/contracts/task-record.ts';
import type { Failed, ReportTask, Summary } from '../../../shared/pages/report/input.ts';
import { binnedMedian } from '../../../shared/pages/report/log-bins.ts';
import { renderReport } from '../../../shared/pages/report/report.ts';
import { SCRIPT_HASH, script } from '../../../shared/pages/report/script.ts';
import { rowOf, tellingTasks } from '../../../shared/pages/report/stages.ts';
import { STYLE_HASH, style } from '../../../shared/pages/report/style.ts';
import { tallyOf } from '../../../shared/pages/report/tally.ts';
import { syntheticRun } from './synthetic-run.ts';

const sha256 = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`;
const rows = (page: string, table: string): number =>
  page
    .split(`<table class="${table}">`)
    .slice(1)
    .flatMap((part) => part.split('</table>')[0]!.match(/<tr data-state/g) ?? []).length;

describe('renderReport', () => {
  it('takes what the contracts define', () => {
    expectTypeOf<RunSummary>().toExtend<Summary>();
    expectTypeOf<TaskRecord>().toExtend<ReportTask>();
    expectTypeOf<Failure>().toExtend<Failed>();
  });

  it('has the hashes that its policy names', () => {
    expect(SCRIPT_HASH).toBe(sha256(script.markup));
    expect(STYLE_HASH).toBe(sha256(style.markup));
  });

  it('gives the same bytes whatever the order of the records and failures', () => {
    const run = syntheticRun({ tasks: 60, failing: 0.2 });
    const again = syntheticRun({ tasks: 60, failing: 0.2 });
    again.records.reverse();
    again.failures.reverse();
    expect(renderReport(again)).toBe(renderReport(run));
  });

  it('shows every task and every failure of a small run, and no number that is none', () => {
    const run = syntheticRun({ tasks: 30, failing: 0.3 });
    const page = renderReport(run);
    expect(rows(page, 'tasks')).toBe(30);
    expect(rows(page, 'failures')).toBe(run.failures.length);
    for (const { name } of run.records) expect(page).toContain(name);
    for (const { uri } of run.failures) expect(page).toContain(uri);
    for (const { error } of run.failures) expect(page).toContain(error);
    expect(page).toContain('list</b> 31 lines, <span class="bad">1 line refused');
    const body = page.replace(script.markup, '');
    expect(/NaN|undefined|Infinity|\[object/.exec(body)?.index ?? null).toBeNull();
  });

  it('lists at most 500 tasks and 200 failures of a name, says so, and adds up all', () => {
    const run = syntheticRun({ tasks: 3000, failing: 0.5, sources: 3 });
    const page = renderReport(run);
    expect(rows(page, 'tasks')).toBe(500);
    expect(page).toContain('500 of 3,000 tasks are listed');
    expect(page).toMatch(/200 of \d{3} are listed; the others are in/);
    expect(page.length).toBeLessThan(3e6);
  });

  it('lists first what failed, then what warns, then the slowest', () => {
    const { records } = syntheticRun({ tasks: 400, failing: 0.02 });
    const told = tellingTasks(records.map(rowOf), 100);
    const names = told.map(({ name }) => name);
    const troubled = records.filter((r) => r.state === 'failed' || r.warnings.length > 0);
    expect(troubled.length).toBeGreaterThan(20);
    expect(troubled.every((r) => names.includes(r.name))).toBe(true);
    const slowest = records
      .filter((r) => !troubled.includes(r))
      .sort((a, b) => b.seconds - a.seconds)[0]!;
    expect(names).toContain(slowest.name);
    expect(told).toHaveLength(100);
  });

  it('says why a plot is missing', () => {
    expect(renderReport(syntheticRun({ tasks: 2, sky: false, magnitudes: false }))).toMatch(
      /No source has a magnitude[\s\S]*No image has a place on the sky\. 2 images have no celestial WCS/,
    );
    expect(renderReport(syntheticRun({ tasks: 2, sources: 0 }))).toContain('No source was found');
    expect(renderReport(syntheticRun({ tasks: 0 }))).toMatch(
      /The list has no line[\s\S]*No task has written a record/,
    );
  });

  it('says what was tolerated', () => {
    const failed = renderReport(syntheticRun({ tasks: 20, failing: 1, state: 'FAILED' }));
    expect(failed.replaceAll('\u00a0', ' ')).toContain('(100 %, more than the tolerated 10 %)');
  });

  it('shows the parameters by name, kernels in few digits, and what is not set', () => {
    const run = syntheticRun({ tasks: 1 });
    run.parameters = {
      ...run.parameters,
      config: 's3://me/my.sex',
      notes: ['CHECKIMAGE_TYPE has no effect'],
    };
    const page = renderReport(run);
    const cell = (name: string) =>
      new RegExp(`<th>${name}</th><td><code>(.*?)</code>`).exec(page)?.[1];
    expect(cell('detection.BACK_SIZE')).toBe('[32, 32]');
    expect(cell('detection.SATUR_KEY')).toBe('not set');
    expect(cell('config')).toBe('s3://me/my.sex');
    expect(cell('notes')).toContain('CHECKIMAGE_TYPE has no effect');
    expect(cell('detection.FILTER')).not.toMatch(/\.0*[1-9]\d{6}/);
  });

  it('shows a thumbnail only from a sane data: URI', () => {
    const run = syntheticRun({ tasks: 2 });
    const [a, b] = run.records.map((task) => ({ task, hdu: task.detections!.hdus[0]! }));
    run.thumbnails = [
      { ...a!, dataUri: 'data:image/png;base64,iVBORw0KGgo=' },
      { ...b!, dataUri: 'https://example.org/x.png' },
    ];
    const page = renderReport(run);
    expect(page.match(/<img /g)).toHaveLength(1);
    expect(page).toContain('1 of 2 pictures');
    expect(page).toContain(`href="images/${a!.task.name}/sources.png"`);
    expect(page).toContain(`href="images/${a!.task.name}/catalogue.fits"`);
  });

  it('adds up any number of records, and keeps so many', () => {
    const { records, ...run } = syntheticRun({ tasks: 5000, failing: 0.01, sources: 20 });
    const tally = tallyOf(records);
    const [stage] = tally.stages();
    expect(stage).toMatchObject({
      tasks: 5000,
      done: records.filter(({ state }) => state === 'done').length,
      failed: records.filter(({ state }) => state === 'failed').length,
    });
    expect(stage!.seconds).toBeCloseTo(
      records.reduce((sum, { seconds }) => sum + seconds, 0),
      3,
    );
    expect(stage!.rows).toEqual(tellingTasks(records.map(rowOf), 500));
    const times = records.map(({ seconds }) => seconds).sort((a, b) => a - b);
    // a bin is 0.23 % wide
    expect(Math.abs(binnedMedian(stage!.times) / times[2499]! - 1)).toBeLessThan(0.0025);
    expect(stage!.times.most).toBe(times.at(-1));
    const { images, ...found } = tally.found();
    expect(images).toHaveLength(2000);
    const sources = records.reduce(
      (sum, { detections }) => sum + (detections?.counts.sources ?? 0),
      0,
    );
    expect([found.sources, found.placedSources]).toEqual([sources, sources]);
    expect([...found.magnitudes.values()].reduce((a, b) => a + b)).toBe(sources);
    const page = renderReport({ ...run, records: tallyOf(records.toReversed()) });
    expect(page).toBe(renderReport({ ...run, records }));
    expect(page).toContain('Only the first 2,000 images of');
  });
});
