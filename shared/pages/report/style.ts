import { Html } from '../../core/markup/html.ts';
import { onPaper, PLOT_RULES } from './plot-style.ts';

/** The page's looks: paper and ink, one accent, light and dark, narrow and printed. */
export const style = new Html(`
:root {
  --paper: ${onPaper.paper}; --card: ${onPaper.card}; --ink: ${onPaper.ink}; --soft: ${onPaper.soft}; --line: ${onPaper.line}; --faint: #f1efea;
  --accent: ${onPaper.accent}; --wash: ${onPaper.wash}; --bad: #a3301c; --warn: #85600a;
  --serif: 'Iowan Old Style', 'Palatino Linotype', Palatino, 'Book Antiqua', Georgia, 'DejaVu Serif', serif;
  --sans: ${onPaper.sans};
  color-scheme: light dark;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1216; --card: #161a20; --ink: #e4e7ec; --soft: #98a1ad; --line: #2a303a; --faint: #1b2027;
    --accent: #6fc3d8; --wash: #6fc3d833; --bad: #ff8f78; --warn: #dfb04f;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-behavior: smooth; scroll-padding-top: 3rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 var(--sans); font-variant-numeric: tabular-nums; }
main { max-width: 1080px; margin: 0 auto; padding: 0 24px 96px; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
p { margin: 0 0 12px; max-width: 72ch; }
code { font: 0.9em ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
small { font-size: 12.5px; color: var(--soft); }
.bad { color: var(--bad); } .warn { color: var(--warn); }
.note { color: var(--soft); }

nav { position: sticky; top: 0; z-index: 2; display: flex; gap: 22px; padding: 10px max(24px, calc((100% - 1032px) / 2)); background: var(--paper); border-bottom: 1px solid var(--line); font-size: 13.5px; overflow-x: auto; white-space: nowrap; }
nav a { color: var(--soft); text-decoration: none; } nav a:hover { color: var(--accent); }

header { padding: 52px 0 8px; --across: 6; }
.kicker { margin: 0; font-size: 13px; letter-spacing: 0.08em; text-transform: uppercase; color: var(--accent); font-weight: 600; }
.kicker span { color: var(--soft); font-weight: 400; text-transform: none; letter-spacing: 0; margin-left: 8px; }
h1 { margin: 2px 0 14px; font: 400 42px/1.15 var(--serif); letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 0 0 14px; font: 400 27px/1.2 var(--serif); }
h3 { margin: 36px 0 8px; font: 400 20px/1.2 var(--serif); }
section { margin-top: 64px; }
.verdict { font-size: 18px; line-height: 1.5; margin-bottom: 20px; } .said .warn:last-child { margin-bottom: 22px; }
.state { font-weight: 600; } .state.good { color: var(--accent); }
.mapped { display: grid; grid-template: auto 1fr / minmax(0, 1fr) 264px; column-gap: 44px; --across: 3; }
.map { grid-area: 1 / 2 / span 2; }
.map img { display: block; width: 100%; aspect-ratio: 1; border-radius: 6px; background: #0b0d10; } .map figcaption b { font-size: 14px; }
.share { display: block; width: 100%; height: 6px; border-radius: 3px; overflow: hidden; }
.share .done { fill: var(--accent); } .share .failed { fill: var(--bad); }
.totals { display: grid; grid-template-columns: repeat(var(--across), 1fr); row-gap: 22px; margin: 26px 0 18px; overflow: hidden; }
.totals div { padding: 0 18px 0 17px; margin-left: -18px; border-left: 1px solid var(--line); }
.totals dt { font-size: 13px; color: var(--soft); }
.totals dd { margin: 0; font-size: 23px; line-height: 1.3; white-space: nowrap; }
.totals small { display: block; white-space: normal; line-height: 1.35; margin-top: 3px; }
.where { max-width: none; font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }
.where span { white-space: nowrap; margin-left: 14px; }

.controls { display: flex; gap: 10px; align-items: center; margin-bottom: 16px; }
.controls input, .controls select { font: inherit; font-size: 14px; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px; }
.controls input { flex: 0 1 320px; min-width: 0; }
.controls output { font-size: 13px; color: var(--soft); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

.tree { border-left: 1px solid var(--line); padding-left: 20px; margin-left: 5px; }
.node { position: relative; margin: 0 0 14px; color: var(--soft); }
.node b, .name { color: var(--ink); font-weight: 600; margin-right: 10px; }
.node ul { display: inline; padding: 0; margin: 0; } .node li { display: inline; margin-right: 10px; }
.tree > *::before { content: ''; position: absolute; left: -25px; top: 8px; width: 9px; height: 9px; border-radius: 50%; background: var(--paper); border: 2px solid var(--accent); }
.tree > .note::before { content: none; }
.stage { position: relative; margin-bottom: 16px; }
.tree > .stage::before { top: 20px; }
.stage > summary { display: grid; grid-template-columns: auto 1fr auto; grid-template-areas: 'name states strip' 'sums sums strip'; column-gap: 8px; align-items: center; padding: 11px 16px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; cursor: pointer; list-style: none; }
.stage[open] > summary { border-radius: 8px 8px 0 0; }
.stage > summary::-webkit-details-marker { display: none; }
.stage > summary .name { grid-area: name; } .stage > summary .states { grid-area: states; }
.stage > summary .name::before { content: '▸'; display: inline-block; width: 1.1em; color: var(--soft); }
.stage[open] > summary .name::before { content: '▾'; }
.states span { margin-right: 14px; font-size: 13.5px; } .states span:not([class]), .states .done { color: var(--soft); }
.sums { grid-area: sums; font-size: 13px; color: var(--soft); padding-left: 1.25em; }
.sums span { display: inline-block; margin-right: 18px; }
.strip { grid-area: strip; width: 168px; height: 28px; } .strip rect { fill: var(--accent); opacity: 0.75; } .strip g:hover rect { opacity: 1; }
.stage > .note, .stage > .advice { margin: 0; padding: 10px 16px; max-width: none; background: var(--card); border: 1px solid var(--line); border-top: 0; font-size: 13.5px; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-top: 0; background: var(--card); }
.stage > :last-child { border-radius: 0 0 8px 8px; }

table { width: 100%; border-collapse: collapse; font-size: 13.5px; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px; }
tbody tr + tr { border-top: 1px solid var(--faint); }
tbody tr:hover { background: var(--faint); }
thead th { padding: 6px 0; border-bottom: 1px solid var(--line); font-weight: 400; }
th button { font: inherit; font-size: 12.5px; color: var(--soft); background: none; border: 0; padding: 0 12px; width: 100%; text-align: inherit; cursor: pointer; white-space: nowrap; }
th[aria-sort=ascending] button::after { content: ' ↑'; } th[aria-sort=descending] button::after { content: ' ↓'; }
.tasks th, .tasks td, .pairs th:nth-child(n+3), .pairs td:nth-child(n+3), .bands th:nth-child(2), .bands td:nth-child(2), .bands th:nth-child(3), .bands td:nth-child(3) { text-align: right; white-space: nowrap; }
.tasks .task, .tasks .line { text-align: left; white-space: normal; }
.line, .failures td:first-child { color: var(--soft); width: 1%; }
.tasks td.task { overflow-wrap: anywhere; min-width: 200px; }
.pairs td:nth-child(-n+2) { overflow-wrap: anywhere; }
.scroll.whole, details > summary + .scroll { border-top: 1px solid var(--line); border-radius: 8px; }
.stage > summary + .scroll { border-top: 0; border-radius: 0; }
.bands { width: auto; } .bands td { white-space: nowrap; } .whole { width: fit-content; max-width: 100%; margin: 16px 0 20px; }
#background details { margin-top: 14px; max-width: 860px; } #background summary { margin-bottom: 8px; }
.tasks td p { margin: 3px 0 2px 17px; font-size: 12.5px; line-height: 1.45; max-width: 64ch; }
.failures td:nth-child(2) { min-width: 220px; } .failures td:nth-child(3) { min-width: 260px; }
.failures small { white-space: nowrap; }
.taken td { max-width: 240px; overflow-wrap: anywhere; } .taken td:nth-child(n+5) { overflow-wrap: break-word; } .taken small { display: block; line-height: 1.4; } .taken small.warn { color: var(--warn); } .taken td p { margin: 4px 0 0; font-size: 12.5px; line-height: 1.4; }
.dot { display: inline-block; width: 8px; height: 8px; border-radius: 50%; margin-right: 9px; background: var(--accent); }
.dot.failed { background: none; border: 2px solid var(--bad); }
.bar { display: block; width: 60px; height: 3px; margin: 2px 0 0 auto; } .bar rect { fill: var(--accent); opacity: 0.55; }

.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(185px, 1fr)); gap: 22px 18px; margin-top: 18px; }
figure { margin: 0; min-width: 0; }
.gallery .frame { position: relative; aspect-ratio: 1; background: #0b0d10; border-radius: 6px; overflow: hidden; }
.gallery a { display: contents; }
.gallery figcaption a { display: inline; }
.gallery img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
.gallery a:focus-visible img { outline: 3px solid var(--accent); outline-offset: -3px; }
figcaption { margin-top: 7px; font-size: 13px; line-height: 1.45; color: var(--soft); }
figcaption b { display: block; color: var(--ink); font-weight: 600; overflow-wrap: anywhere; } figcaption span { display: block; }

.plot { display: block; width: 100%; height: auto; margin-top: 14px; overflow: visible; }
#counts .plot, #stretch .plot, #background .plot, #sky > .plot { max-width: 860px; }
${PLOT_RULES}
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 34px 28px; margin-top: 18px; }
.mosaics { grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); } .mosaics figure { max-width: 520px; } .mosaics figcaption { min-height: 0; }
.field figcaption { margin: 0; min-height: 62px; } .field b { font-size: 14px; } .field .plot { margin-top: 6px; }

summary { cursor: pointer; }
.parameters { margin-top: 10px; } .parameters th { width: 1%; white-space: nowrap; font-weight: 400; color: var(--soft); }
#tip { position: fixed; left: 0; top: 0; z-index: 3; max-width: min(380px, 92vw); padding: 6px 10px; border-radius: 6px; background: var(--ink); color: var(--paper); font-size: 13px; line-height: 1.4; pointer-events: none; overflow-wrap: anywhere; }

@media (max-width: 900px) { header { --across: 3; } .mapped { grid-template-columns: minmax(0, 1fr) 200px; column-gap: 28px; --across: 2; } }
@media (max-width: 640px) {
  main { padding: 0 16px 64px; } nav { padding: 10px 16px; gap: 18px; }
  header { padding-top: 32px; --across: 2; } .mapped { display: block; }
  .map { display: flex; gap: 14px; margin: 4px 0 22px; } .map img { width: 132px; } .map figcaption { margin: 0; } h1 { font-size: 31px; } .verdict { font-size: 16.5px; }
  .where span { display: block; margin: 4px 0 0; }
  .tree { padding-left: 12px; margin-left: 0; } .tree > *::before { left: -17px; }
  .stage > summary { grid-template-columns: 1fr; grid-template-areas: 'name' 'states' 'strip' 'sums'; row-gap: 4px; padding: 11px 12px; }
  .stage > summary > .states, .strip, .sums { margin-left: 1.25em; padding: 0; }
  table.tasks, .tasks tbody, table.failures, .failures tbody, table.pairs, .pairs tbody { display: block; } .tasks thead, .failures thead { display: none; }
  .tasks tr { display: flex; flex-wrap: wrap; gap: 0 16px; padding: 9px 12px; }
  .failures tr { display: block; padding: 9px 12px; } .failures td { display: block; width: auto; padding: 0 0 4px; }
  .tasks td { padding: 0; width: auto; } .tasks td.task { order: -1; flex: 1 0 100%; min-width: 0; }
  .tasks td:not(.task) { font-size: 12.5px; color: var(--soft); text-align: left; }
  .tasks .line::before { content: 'line '; } .tasks .sources::after { content: ' sources'; }
  .tasks .read::after { content: ' read'; } .tasks .written::after { content: ' written'; }
  .tasks .requests::after { content: ' requests'; } .tasks .bar { display: none; }
  .pairs thead { display: none; } .pairs tr { display: flex; flex-wrap: wrap; gap: 0 16px; padding: 9px 12px; } .pairs td { padding: 0; }
  .pairs td:nth-child(-n+2) { flex: 1 0 100%; } .pairs td:nth-child(n+3) { font-size: 12.5px; color: var(--soft); }
  .pairs td:nth-child(3)::before { content: 'before '; } .pairs td:nth-child(4)::before { content: 'after '; } .pairs td:nth-child(5)::before { content: 'weight '; }
  .bands td { padding: 6px 9px; } .bands th button { padding: 0 9px; }
  .failures td:first-child::before { content: 'line '; }
  .wide { overflow-x: auto; } .wide .plot { width: 580px; }
  .gallery { grid-template-columns: repeat(2, 1fr); gap: 18px 12px; }
  .fields, .mosaics { grid-template-columns: 1fr; } .field figcaption { min-height: 0; }
}
@media print {
  body { font-size: 10.5pt; background: none; } nav, .controls { display: none !important; } main { max-width: none; padding: 0; }
  section { margin-top: 28pt; } figure, tr, .plot, h2 { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; } .gallery { grid-template-columns: repeat(4, 1fr); } .fields { grid-template-columns: repeat(2, 1fr); }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`);

/** Of the style's text, for the content security policy; a test says what it must be. */
export const STYLE_HASH = 'sha256-M0OKw4218YA7IreW4odvhrtXqIkvayVkjWJTYZeFksU=';
