import { type Html, html } from './html.ts';
import type { Failed, Summary, Task } from './input.ts';
import { safeKey } from './links.ts';
import { median, plotStrip } from './plot-strip.ts';
import { bytes, count, counted, drawn, duration, shortened } from './quantities.ts';
import { lineOf, mostTelling, type Stage } from './stages.ts';

const mostRows = 500;
/** a stage of more tasks is closed at first */
const mostOpen = 40;
const mostWarnings = 6;

/** The tree: the list, its stages, their tasks, and the catalogue that comes out. */
export function tasksSection(summary: Summary, stages: readonly Stage[], failures: readonly Failed[]): Html {
  const refused = failures.filter(({ stage }) => stage === 'lists').length;
  const parts = summary.catalogue.map((key) => {
    const href = safeKey(key);
    return html`<li>${href ? html`<a href="${href}">${key}</a>` : key}</li>`;
  });
  return html`<section id="tasks"><h2>Tasks</h2>
${controls()}
<div class="tree">
<p class="node"><b>list</b> ${counted(summary.lines, 'line')}${refused > 0 && html`, <span class="bad">${counted(refused, 'line')} refused</span>`}</p>
${stages.map((stage) => stageNode(stage, failures))}
${stages.length === 0 && html`<p class="note">No task has written a record.</p>`}
<div class="node"><b>catalogue</b> ${counted(summary.sources, 'source')}${parts.length > 0 ? html` in <ul>${parts}</ul>` : ', nothing was written'}</div>
</div></section>`;
}

const controls = (): Html =>
  html`<form class="controls" hidden><input type="search" placeholder="Filter tasks and failures" aria-label="Filter tasks and failures"><select aria-label="State"><option value="">all states</option><option value="done">done</option><option value="failed">failed</option><option value="warn">with warnings</option></select><output></output></form>`;

function stageNode(stage: Stage, failures: readonly Failed[]): Html {
  const { name, tasks, done, failed } = stage;
  const rows = mostTelling(tasks, mostRows);
  const reached = failures.filter((failure) => failure.stage === name).length - failed;
  const seconds = tasks.map((task) => task.seconds);
  const longest = seconds.reduce((a, b) => Math.max(a, b), 0);
  return html`<details class="stage"${tasks.length <= mostOpen && html` open`}>
<summary><span class="name">${name}</span><span class="states"><span class="done">${count(done)} done</span>${failed > 0 && html`<span class="bad">${count(failed)} failed</span>`}${stage.warnings > 0 && html`<span class="warn">${counted(stage.warnings, 'warning')}</span>`}</span>${plotStrip(seconds)}<span class="sums"><span>${duration(stage.seconds)} of work, median ${duration(median(seconds))}, longest ${duration(longest)}</span><span>${bytes(stage.bytesRead)} read, ${bytes(stage.bytesWritten)} written, ${counted(stage.requests, 'request')}, ${bytes(stage.memory)} peak</span></span></summary>
${reached > 0 && html`<p class="note">${counted(reached, 'line')} more ended in this stage without a task of ${reached === 1 ? 'its' : 'their'} own: see the failures.</p>`}
${rows.length < tasks.length && html`<p class="note">${count(rows.length)} of ${count(tasks.length)} tasks are listed: those that failed, then those with warnings, then the slowest. The totals above are of all; every record is under tasks/${name}/.</p>`}
<div class="scroll"><table class="tasks"><thead><tr>${['line', 'task', 'sources', 'time', 'read', 'written', 'requests', 'memory'].map((head) => html`<th aria-sort="none"><button type="button">${head}</button></th>`)}</tr></thead>
<tbody>${rows.map((task) => taskRow(task, longest))}</tbody></table></div></details>`;
}

function taskRow(task: Task, longest: number): Html {
  const { name, state, warnings, failure, seconds, memory, traffic, detections } = task;
  const line = lineOf(task);
  const bar = longest > 0 ? drawn((60 * seconds) / longest) : 0;
  const found = detections?.counts.sources ?? null;
  const notes = html`${failure && html`<p class="bad"><b>${failure.error}</b> ${shortened(failure.message)}</p>`}${warnings.slice(0, mostWarnings).map((warning) => html`<p class="warn">${shortened(warning)}</p>`)}${warnings.length > mostWarnings && html`<p class="warn">and ${warnings.length - mostWarnings} more, in the task's record</p>`}`;
  return html`<tr data-state="${state}"${warnings.length > 0 && html` data-warn`}><td data-v="${line ?? 0}">${line ?? '–'}</td><td data-v="${name}"><span class="dot ${state}" title="${state}"></span>${name}${notes}</td><td data-v="${found ?? -1}">${found === null ? '–' : count(found)}</td><td data-v="${seconds}">${duration(seconds)}<svg class="bar" viewBox="0 0 60 3" aria-hidden="true"><rect width="${bar}" height="3"/></svg></td><td data-v="${traffic.bytesRead}">${bytes(traffic.bytesRead)}</td><td data-v="${traffic.bytesWritten}">${bytes(traffic.bytesWritten)}</td><td data-v="${traffic.requests}">${count(traffic.requests)}</td><td data-v="${memory}">${bytes(memory)}</td></tr>
`;
}
