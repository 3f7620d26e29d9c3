import { type Html, html } from '../../core/markup/html.ts';
import type { Failed } from './input.ts';
import { count, counted, percent, shortened } from './quantities.ts';
import { type FailureGroup, failureGroups } from './stages.ts';

const MAX_ROWS = 200;
/** a group of more failures is closed at first */
const MAX_OPEN = 20;

/** Every failure with its reason, by the error's name. */
export function failuresSection(failures: readonly Failed[], lines: number): Html {
  if (failures.length === 0) {
    return html`<section id="failures"><h2>Failures</h2><p class="note">None: no line of the list failed.</p></section>`;
  }
  const groups = failureGroups(failures);
  const intro = `${counted(failures.length, 'line')} of ${count(lines)} did not come to a result, for ${counted(groups.length, 'reason')}.`;
  return html`<section id="failures"><h2>Failures</h2><p>${intro} All of them are in <a href="failures.jsonl">failures.jsonl</a>.</p>${groups.map((group) => groupNode(group, failures.length))}</section>`;
}

function groupNode({ error, failures }: FailureGroup, all: number): Html {
  const rows = failures.slice(0, MAX_ROWS);
  const stages = [...new Set(failures.map(({ stage }) => stage))].sort().join(', ');
  const said = failures[0]!.message;
  const alike = failures.length > 1 && failures.every(({ message }) => message === said);
  return html`<details class="stage"${failures.length <= MAX_OPEN && html` open`}>
<summary><span class="name bad">${error}</span><span class="states"><span>${counted(failures.length, 'line')}</span><span>${percent(failures.length, all)} of the failures</span><span>stage ${stages}</span></span></summary>
${alike && html`<p class="advice">${shortened(said)}</p>`}
<div class="scroll"><table class="failures"><thead><tr>${['line', 'image', ...(alike ? [] : ['what is wrong, and what to do'])].map((head) => html`<th aria-sort="none"><button type="button">${head}</button></th>`)}</tr></thead>
<tbody>${rows.map((failure) => failureRow(failure, alike))}</tbody></table></div>
${rows.length < failures.length && html`<p class="note">${count(rows.length)} of ${count(failures.length)} are listed; the others are in <a href="failures.jsonl">failures.jsonl</a>.</p>`}
</details>`;
}

function failureRow({ line, uri, hdu, keyword, message }: Failed, alike: boolean): Html {
  const place = [
    hdu !== undefined && `HDU ${hdu}`,
    keyword !== undefined && `keyword ${keyword}`,
  ].filter(Boolean);
  return html`<tr data-state="failed"><td data-v="${line}">${line}</td><td data-v="${shortened(uri)}"><code>${shortened(uri)}</code>${place.length > 0 && html` <small>${place.join(', ')}</small>`}</td>${!alike && html`<td data-v="${shortened(message)}">${shortened(message)}</td>`}</tr>
`;
}
