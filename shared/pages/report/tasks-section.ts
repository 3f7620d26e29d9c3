import { type Content, type Html, html } from '../../core/markup/html.ts';
import { type Failed, MOSAIC_MACHINE, SKY_MACHINE, type SkyMap, type Summary } from './input.ts';
import { safeKey } from './links.ts';
import { binnedMedian } from './log-bins.ts';
import { plotStrip } from './plot-strip.ts';
import { bytes, count, counted, drawn, duration, percent, shortened } from './quantities.ts';
import type { Stage, TaskRow } from './stages.ts';

/** The tree: the list, its stages, their tasks, and the catalogue or the surveys that come out. */
export function tasksSection(
  summary: Summary,
  stages: readonly Stage[],
  failures: readonly Failed[],
  map?: SkyMap,
): Html {
  const refused = failures.filter(({ stage }) => stage === 'lists').length;
  const work = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  return html`<section id="tasks"><h2>Tasks</h2>
${controls()}
<div class="tree">
<p class="node"><b>list</b> ${counted(summary.lines, 'line')}${refused > 0 && html`, <span class="bad">${counted(refused, 'line')} refused</span>`}</p>
${stages.map((stage) => stageNode(stage, failures, work))}
${stages.length === 0 && html`<p class="note">No task has written a record.</p>`}
${summary.machine === SKY_MACHINE ? surveysNode(map?.surveys ?? []) : summary.machine !== MOSAIC_MACHINE && catalogueNode(summary)}
</div></section>`;
}

function catalogueNode({ sources, catalogue }: Summary): Html {
  const parts = catalogue.map((key) => html`<li>${link(key, key)}</li>`);
  return html`<div class="node"><b>catalogue</b> ${counted(sources, 'source')}${parts.length > 0 ? html` in <ul>${parts}</ul>` : ', nothing was written'}</div>`;
}

function surveysNode(surveys: SkyMap['surveys']): Html {
  const pages = surveys.map(({ name, page }) => html`<li>${link(page, `hips/${name}`)}</li>`);
  return html`<div class="node"><b>hips</b> ${counted(surveys.length, 'survey')}${pages.length > 0 && html`: <ul>${pages}</ul>`}</div>`;
}

function link(key: string, text: string): Content {
  const href = safeKey(key);
  return href ? html`<a href="${href}">${text}</a>` : text;
}

const controls = (): Html =>
  html`<form class="controls" hidden><input type="search" placeholder="Filter tasks and failures" aria-label="Filter tasks and failures"><select aria-label="State"><option value="">all states</option><option value="done">done</option><option value="failed">failed</option><option value="warn">with warnings</option></select><output></output></form>`;

function stageNode(stage: Stage, failures: readonly Failed[], work: number): Html {
  const { name, rows, tasks, done, failed, times } = stage;
  const reached = failures.filter((failure) => failure.stage === name).length - failed;
  const longest = times.most;
  const columns = columnsOf(stage, longest);
  const share = work > stage.seconds && ` (${percent(stage.seconds, work)})`;
  return html`<details class="stage"${failed > 0 && html` open`}>
<summary><span class="name">${name}</span><span class="states"><span class="done">${count(done)} done</span>${failed > 0 && html`<span class="bad">${count(failed)} failed</span>`}${stage.warnings > 0 && html`<span class="warn">${counted(stage.warnings, 'warning')}</span>`}</span>${plotStrip(times)}<span class="sums"><span>${duration(stage.seconds)} of work${share}, median ${duration(binnedMedian(times))}, longest ${duration(longest)}</span><span>${bytes(stage.bytesRead)} read, ${bytes(stage.bytesWritten)} written, ${counted(stage.requests, 'request')}, ${bytes(stage.memory)} peak</span></span></summary>
${reached > 0 && html`<p class="note">${counted(reached, 'line')} more ended in this stage without a task of ${reached === 1 ? 'its' : 'their'} own: see the failures.</p>`}
${rows.length < tasks && html`<p class="note">${count(rows.length)} of ${count(tasks)} tasks are listed: those that failed, then those with warnings, then the slowest. The totals above are of all; every record is under tasks/${name}/.</p>`}
<div class="scroll"><table class="tasks"><thead><tr>${columns.map(({ head, kind }) => html`<th class="${kind}" aria-sort="none"><button type="button">${head}</button></th>`)}</tr></thead>
<tbody>${rows.map((task) => taskRow(task, columns))}</tbody></table></div></details>`;
}

interface Column {
  head: string;
  /** class of its cells */
  kind: string;
  /** what it is sorted by */
  value: (task: TaskRow) => string | number;
  shows: (task: TaskRow) => Content;
}

/** The columns of a stage's table: a line where its tasks are lines, sources where it finds any. */
function columnsOf({ name, rows }: Stage, longest: number): Column[] {
  const line: Column = {
    head: 'line',
    kind: 'line',
    value: ({ line }) => line ?? 0,
    shows: ({ line }) => line ?? '–',
  };
  const sources: Column = {
    head: 'sources',
    kind: 'sources',
    value: ({ sources }) => sources ?? -1,
    shows: ({ sources }) => (sources === null ? '–' : count(sources)),
  };
  const isOfLines = rows.some(({ line }) => line !== null);
  const finds = name === 'detections' || rows.some(({ sources }) => sources !== null);
  return [
    ...(isOfLines ? [line] : []),
    { head: 'task', kind: 'task', value: (task) => task.name, shows: taskCell },
    ...(finds ? [sources] : []),
    {
      head: 'time',
      kind: 'time',
      value: ({ seconds }) => seconds,
      shows: (task) => timeCell(task, longest),
    },
    amount('read', ({ traffic }) => traffic.bytesRead),
    amount('written', ({ traffic }) => traffic.bytesWritten),
    {
      head: 'requests',
      kind: 'requests',
      value: ({ traffic }) => traffic.reads + traffic.writes,
      shows: ({ traffic }) => count(traffic.reads + traffic.writes),
    },
    amount('memory', ({ memory }) => memory),
  ];
}

const amount = (head: string, kind: (task: TaskRow) => number): Column => ({
  head,
  kind: head,
  value: kind,
  shows: (task) => bytes(kind(task)),
});

function taskRow(task: TaskRow, columns: readonly Column[]): Html {
  const cells = columns.map(
    ({ kind, value, shows }) =>
      html`<td class="${kind}" data-v="${value(task)}">${shows(task)}</td>`,
  );
  return html`<tr data-state="${task.state}"${task.warned > 0 && html` data-warn`}>${cells}</tr>
`;
}

function taskCell(task: TaskRow): Html {
  const { name, state, about, warnings, warned, failure, failed } = task;
  return html`<span class="dot ${state}" title="${state}"></span>${name}${about && html` <small>${about}</small>`}${failure && html`<p class="bad"><b>${failure.error}</b> ${shortened(failure.message)}</p>`}${failed > 0 && html`<p class="bad">${counted(failed, 'line')} failed: see the failures</p>`}${warnings.map((warning) => html`<p class="warn">${shortened(warning)}</p>`)}${warned > warnings.length && html`<p class="warn">and ${warned - warnings.length} more, in the task's record</p>`}`;
}

function timeCell({ seconds }: TaskRow, longest: number): Html {
  const bar = longest > 0 ? drawn((60 * seconds) / longest) : 0;
  return html`${duration(seconds)}<svg class="bar" viewBox="0 0 60 3" aria-hidden="true"><rect width="${bar}" height="3"/></svg>`;
}
