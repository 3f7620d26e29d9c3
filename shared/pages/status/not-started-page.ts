import { html } from '../../core/markup/html.ts';
import { pageHead } from '../page-head.ts';
import { counted } from '../report/quantities.ts';
import { STYLE_HASH, style } from '../report/style.ts';

/** The dropped lists of a stack that started nothing, as a page shows them. */
export interface NotStartedPage {
  readonly stack: string;
  /** one sentence on all of them */
  readonly verdict: string;
  /** on what else lies in the queue; undefined where nothing does */
  readonly strange: string | undefined;
  /** address of the list, when it was given up (ISO 8601), how often it was tried, why */
  readonly lists: readonly { list: string; time: string; tries: number; reason: string }[];
  /** commands that send them again, a line each */
  readonly again: readonly string[];
}

/** A page that needs nothing but itself and lets nothing be asked for. */
export function notStartedPage(page: NotStartedPage): string {
  const { stack, verdict, strange, lists, again } = page;
  const policy = `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;
  const rows = lists.map(
    ({ list, time, tries, reason }) => html`
<tr><td>${time}</td><td><code>${list}</code></td><td>${counted(tries, 'try', 'tries')}</td><td>${reason}</td></tr>`,
  );
  const table = html`
<div class="scroll"><table>
<tr><th>given up</th><th>list</th><th>tried</th><th>why</th></tr>${rows}
</table></div>
<h3>To send them again</h3>
<p>When the reason is mended, drop them again, and empty the queue:</p>
<pre><code>${again.map(
    (line) => html`${line}
`,
  )}</code></pre>`;
  return html`${pageHead({ title: `${stack}: lists that started nothing`, policy, scheme: 'light dark', style })}
<body><main>
<header><p class="kicker">Starfan <span>${stack}</span></p>
<h1>Lists that started nothing</h1>
<p class="verdict">${verdict}</p></header>${
    strange !== undefined &&
    html`
<p class="note">${strange}</p>`
  }${lists.length > 0 && table}
</main></body>
</html>
`.markup;
}
